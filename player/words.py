"""What the browser's pictures say, declared here and told in the messages to them; `browser/words.js` holds it there.

Values that only the browser knows stay in their braces.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import words
from racing import Ending
from racing.verdict import ended_at, left_at
from words import Text, joined, say

_NUMBERS = ("count", "epoch", "last", "loss", "number", "place", "step", "x", "y")
_TEXTS = ("ending", "format", "key", "name", "quantity", "racers", "value")
_HOLES = {name: f"{{{name}}}" for name in (*_NUMBERS, *_TEXTS)}

_MOVED: Mapping[str, Text] = {
    "reset": say("Reset view"),
    "whole": say("Show the whole picture again"),
    "drag-map": say("Drag to move the map"),
    "zoom": say("{key} + wheel to zoom, or the wheel after a click", **_HOLES),
}
_LINKED: Mapping[str, Text] = {
    "copied": say("Link copied"),
    "copy-yourself": say("Copy the link from the address bar"),
}
_WAYS: Mapping[str, Text] = {
    "lesson-previous": say("Previous"),
    "lesson-next": say("Next"),
    "lesson-leave": say("Leave"),
}
_AT_STEP = say("step {step} / {last}", **_HOLES)
_TOLD: Mapping[str, Text] = {
    "told-step": say("step {step}", **_HOLES),
    "told-loss": say("loss {loss}", **_HOLES),
}

WORDS: Mapping[str, Mapping[str, Text]] = MappingProxyType(
    {
        "player": {
            "player": say("Race player"),
            "chart": say("Chart"),
            "racers": say("Racers"),
            "marks": say("Marks"),
            "marks-mean": say("What the marks on the map mean"),
            "marks-on-map": say("Marks on the map"),
            "start": say("start"),
            "grip": say("Start at ({x}, {y}): drag it, or move it with the arrow keys", **_HOLES),
            **_MOVED,
            "drag-relief": say("Drag to turn the relief"),
            "click": say("Click to set the start, or drag its mark"),
            "transport": say("Transport"),
            "first": say("First step (Home)"),
            "back": say("One step back (left arrow)"),
            "play": say("Play (space)"),
            "pause": say("Pause (space)"),
            "forward": say("One step on (right arrow)"),
            "last": say("Last step (End)"),
            "step": say("step"),
            "at-step": _AT_STEP,
            "at-epoch": say("step {step} / {last}, epoch {epoch}", **_HOLES),
            "loop": say("Start over at the end"),
            "speed": say("Speed"),
            "link": say("Copy a link to this race at this step"),
            **_LINKED,
            "before": say("Race before this one (Page Up)"),
            "after": say("Race after this one (Page Down)"),
            "present": say("Presenter view (P)"),
            "leave": say("Leave the presenter view (P or Escape)"),
            "as-it-was": say("As it was"),
            "own-slider": joined(": ", [_HOLES["name"], _HOLES["quantity"]]),
            "own-which": say("What is set by a slider"),
            "lowest": say("lowest final loss at {value}", **_HOLES),
            "lost": say("lost or left"),
            "stand-out": say("Make this racer stand out (Escape: all alike)"),
            "place-one": say("{place}st", **_HOLES),
            "place-two": say("{place}nd", **_HOLES),
            "place-few": say("{place}rd", **_HOLES),
            "place-other": say("{place}th", **_HOLES),
            "all": say("Step {step} of {last}: {racers}.", **_HOLES),
            "one": say("{place} {name}, at ({x}, {y}), loss {loss}", **_HOLES),
            "stopped": ended_at(Ending.DIVERGED.title, _HOLES["step"]),
            "left": left_at(_HOLES["step"]),
            "left-domain": ended_at(Ending.LEFT.title, _HOLES["step"]),
            "one-gone": say("{name} {ending}", **_HOLES),
            **_TOLD,
        },
        "lesson": {
            "lesson": say("Lesson"),
            "lesson-place": say("Lesson {number} of {count}", **_HOLES),
            "lesson-right": say("Right."),
            "lesson-wrong": say("Not quite."),
            "lesson-attempt": say("Now try"),
            "lesson-again": say("Back to the lesson's race"),
            **_WAYS,
        },
        "challenge": {
            "challenge": say("Challenge"),
            "challenge-place": say("Challenge {number} of {count}", **_HOLES),
            "challenge-at-most": say("at most {value}", **_HOLES),
            "challenge-now": say("This race: {value}", **_HOLES),
            "challenge-not-yet": say("This race does not reach the goal yet."),
            "challenge-best": say("Your best so far: {value}", **_HOLES),
            "lesson-again": say("Start again"),
            **_WAYS,
        },
        "plot": {
            "plot": say("Chart"),
            "drag-picture": say("Drag to move the picture"),
            "zoom": _MOVED["zoom"],
            "cells": say(
                "Cells of the picture: arrow keys read one after another, with Shift every eighth; Enter races from "
                "there"
            ),
            "link-picture": say("Copy a link to this picture"),
            "save-picture": say("Save the picture (PNG)"),
            "rain": say("Let them run"),
            "rain-play": say("Play"),
            "rain-pause": say("Pause"),
            "rain-again": say("From the starts again"),
            "at-step": _AT_STEP,
            **_LINKED,
        },
        "picker": {
            "picker": say("Picker"),
            "search": say("Search"),
            "filters": say("Show only"),
            "nothing": say("Nothing of that name."),
        },
        "saver": {
            "saver": say("The picture as a file"),
            "picture": say("The picture"),
            "download": say("Download ({format})", **_HOLES),
        },
    }
)
"""Picture → what its modules say, by their names for it. A place is told by the kind of number that it is, in order, as
`Intl.PluralRules` calls them.
"""

LOADING = say("Loading…")
NOT_LOADED, AGAIN = say("Not loaded."), say("Try again")
"""What is said of a picture that is on its way, and of one that has not come."""

TAGLINE = say("Optimizers race downhill")
NO_PLOTLY = say("This page takes plotly.js from the network, and could not reach it.")


def words_header(picture: str) -> dict[str, Any]:
    """Return the fields of a message by which a picture learns to speak."""
    return {"language": words.language(), "words": WORDS[picture]}
