"""What an animation, a still or a page can be asked for, and the check of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from exports.glass import under_glass
from exports.pacing import SPACINGS
from exports.sheet import Scene, Sheet
from exports.views import SCENES
from figures import USUAL_LOOK, Chart, Look, Style, styles
from figures.choice import Choice, not_one_of
from figures.views import RELIEF, VIEWS
from optimizers import Count, Hyperparameter, Switch
from player.standalone import PLOTLY
from racing import Race, Step, no_step
from words import say


def _count(default: int, label: str, ends: tuple[int, int], slider: tuple[int, int], help: str) -> Count:
    return Count(default, label, "", slider, at_least=ends[0], at_most=ends[1], help=help)


def _number(default: float, label: str, ends: tuple[float, float], slider: tuple[float, float], help: str):
    return Hyperparameter(default, label, "", slider, at_least=ends[0], at_most=ends[1], help=help)


_PLOTLY = (say("In the file: opens anywhere"), say("From the network: a small file"))

OPTIONS: Mapping[str, Count | Hyperparameter | Choice | Switch] = MappingProxyType(
    {
        "view": Choice(say("View"), VIEWS),
        "caption": Switch(
            False, say("Caption"), say("Formula, start and learning rates stand below; on a page they do by default.")
        ),
        "width": _count(640, say("Width"), (320, 1920), (320, 1920), say("How many pixels it is wide.")),
        "height": _count(480, say("Height"), (200, 1280), (240, 960), say("How many pixels it is high.")),
        "numbers": Switch(
            False, say("With its numbers"), say("The lines of that racer's rule stand below, with the step's numbers.")
        ),
        "frames": _count(200, say("Frames"), (2, 400), (50, 400), say("How many pictures the animation has.")),
        "fps": _number(25, say("Frames a second"), (1, 50), (5, 50), say("How many frames are shown in a second.")),
        "spacing": Choice(say("Frames follow"), SPACINGS),
        "turn": _number(0, say("Turn (degrees)"), (-360, 360), (0, 180), say("How far the 3-D view turns meanwhile.")),
        "hands": Switch(
            True,
            say("To play with"),
            say("On a page each racer has a slider, and the start can be dragged, as by default."),
        ),
        "plotly": Choice("plotly.js", dict(zip(PLOTLY, _PLOTLY, strict=True))),
    }
)
"""Option → what it may be."""

OWNER = say("Options")
"""Whose fields these are, in a refusal."""

GLASS = (say("Show one step of"), say("Whose step is drawn; on a page with its numbers, too."))
"""Label and help of the choice of a racer whose steps are shown."""

WITH_CHART = Switch(False, say("With the chart"), say("The chart stands below the picture, or beside a low one."))

RAIN = Switch(
    False,
    say("Rain"),
    say("Many starts run down the map of the starts at once, in the colours of where they lead; without noise."),
)

_SIZES = ((320, 240), (480, 360), (640, 480), (960, 720), (1280, 960), (1920, 1080))
SIZES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {f"{width} × {height}": (width, height) for width, height in _SIZES}
)
"""Title → width and height that a visitor can choose."""

_DEFAULTS = {option: spec.default for option, spec in OPTIONS.items()}


@dataclass(frozen=True)
class Options:
    """How an animation looks and runs: what `OPTIONS` declares, and beside it:

    chart: the one beside the view, if any. look: in light colours where it says none. styles: one for each racer, the
    usual ones where None. glass: the racer whose step is drawn, if any. ValueError naming the field, what is expected
    and what was given.
    """

    view: str = _DEFAULTS["view"]
    width: int = _DEFAULTS["width"]
    height: int = _DEFAULTS["height"]
    frames: int = _DEFAULTS["frames"]
    fps: float = _DEFAULTS["fps"]
    chart: Chart | None = None
    spacing: str = _DEFAULTS["spacing"]
    look: Look = USUAL_LOOK
    turn: float = _DEFAULTS["turn"]
    caption: bool = _DEFAULTS["caption"]
    styles: Sequence[Style] | None = None
    glass: str | None = None
    numbers: bool = _DEFAULTS["numbers"]

    def __post_init__(self):
        for field, spec in OPTIONS.items():
            if hasattr(self, field):
                object.__setattr__(self, field, _checked(field, spec, getattr(self, field)))
        if not isinstance(self.look, Look):
            raise ValueError(say("{owner}: look must be a figures.Look, got {look!r}", owner=OWNER, look=self.look))
        if not isinstance(self.chart, Chart | None):
            told = {"owner": OWNER, "chart": self.chart}
            raise ValueError(say("{owner}: chart must be a figures.Chart or None, got {chart!r}", **told))
        if self.turn and self.view != RELIEF:
            told = {"owner": OWNER, "view": self.view, "turn": self.turn}
            raise ValueError(say("{owner}: turn must be 0 in the view {view}, got {turn:g}", **told))

    def worn(self, race: Race) -> tuple[Style, ...]:
        """Return a style for each racer of `race`."""
        worn = styles([type(run.rule) for run in race.values()]) if self.styles is None else tuple(self.styles)
        if len(worn) != len(race):
            told = {"racers": len(race), "given": len(worn)}
            raise ValueError(say("styles must be one for each of {racers} racers, got {given}", **told))
        return worn

    def seen(self, race: Race) -> str | None:
        """Return the name of the racer of `race` under the glass, if any."""
        return under_glass(OWNER, race, self.glass)

    def scene(self, race: Race, step: int | None = None) -> Scene:
        """Draw what stands still, in the view and the size asked for; with the loss along a `step` under the glass."""
        return SCENES[self.view](self.sheet(race, step), self.chart)

    def sheet(self, race: Race, step: int | None = None) -> Sheet:
        """Return a sheet of the size asked for, with what is written on it."""
        run = race[self.glass] if self.seen(race) is not None else None
        closer = Step(run, step) if run and step is not None and no_step(run, step) is None else None
        lined = run if self.numbers else None
        return Sheet(race, self.worn(race), self.look, self.width, self.height, self.caption, closer, lined)


def _checked(field: str, spec: Hyperparameter | Choice | Switch, value):
    if isinstance(spec, Hyperparameter | Switch) and not np.ndim(value):
        return spec.check(OWNER, field, value)
    if isinstance(spec, Choice) and isinstance(value, str) and value in spec.titles:
        return value
    if isinstance(spec, Choice):
        raise not_one_of(OWNER, field, spec.titles, value)
    told = {"owner": OWNER, "field": field, "legal": spec.legal, "value": value}
    raise ValueError(say("{owner}: {field} must be one number {legal}, got {value!r}", **told))
