"""The panel that takes away what is on the screen, as it is on the screen: a race, or what is explored, as a file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

import words
from exports.caption import caption
from exports.formats import FORMATS, RAINS, Format
from exports.page import chart_html
from exports.progress import Progress
from figures.choice import Choice
from figures.look import CHOICES as LOOKS
from figures.views import RELIEF
from optimizers import Hyperparameter, Switch
from player import saver_payload
from racing import Race
from setups import link
from setups.recorded import race_settings
from setups.setup import Setup
from ui import making, session
from ui.browser import component
from ui.explore.picture import Picture
from ui.fields import bound, slider
from ui.files import offer, readable, telling_name
from ui.language import dialog
from ui.stage import Raced
from words import Text, _, joined, say, tell

OF_A_PICTURE = {
    "png": say("picture"),
    "svg": say("drawing"),
    "html": say("page with the picture, opens from disk"),
    "csv": say("table of what it shows"),
    "settings": FORMATS["settings"].title,
}
"""Format → title, of what is explored."""


_SHARES = {"gif": 1.0, "mp4": 0.8, "webm": 1.0, "webp": 0.85, "apng": 0.85}
"""Animation → its size beside that of the GIF, about."""


def take_away(shown: Raced | Picture | None) -> None:
    """Open the panel for what is on the screen; only for its settings where nothing is."""
    setup, state, step = session.shown(), st.session_state, session.step_shown()
    view = {"view": shown.setup.view} if isinstance(shown, Raced) else {}
    state.taking = {**state.get("taking", {}), "chart": True, "step": step, "theme": setup.look.theme, **view}
    state["making.opening"] = True
    panel = dialog(say("Take it away"), _body, width="large", on_dismiss=making.stop)
    panel(replace(setup, step=step), shown)


def _body(setup: Setup, shown: Raced | Picture | None) -> None:
    with st.container(key="taking"):
        choices, result = st.columns([2, 3], gap="medium")
    if isinstance(shown, Raced):
        _race(setup, shown, choices, result)
    else:
        _picture(setup, shown, choices, result)
    making.go_on()


def _race(whole: Setup, shown: Raced, choices, result) -> None:
    race, name = shown.race, telling_name(shown.setup.surface, *shown.race)
    with choices:
        chosen = _format({key: kind.told for key, kind in FORMATS.items()})
        kind = FORMATS[chosen]
        setup, options = _options(kind, shown.setup)
    if not kind.available:
        _missing(result)
        return
    setup = replace(setup, language=words.language())
    what = whole if kind.of == "setup" else setup
    make = partial(kind.make, what, lambda: race, options)
    identity = _identity(race) if kind.of == "race" else link.save(what)
    key = (chosen, repr(options), kind.spoken and words.language(), identity)
    size = readable(_estimate(chosen, options, race)) if kind.moving else ""
    ask = say("Make it, about {size}", size=size) if kind.moving else None
    with result:
        if made := making.made("file", key, lambda progress: make(progress=progress), ask):
            offer(made, kind.ending, f"{name}{kind.suffix}", joined(": ", [race.surface.name, kind.title]))
        elif kind.moving:
            _still(setup, options, race)


def _rain(setup: Setup, shown: Picture, chosen: str, choices, result) -> None:
    kind = RAINS[chosen]
    with choices:
        setup, options = _options(kind, setup)
    if not kind.available:
        _missing(result)
        return
    setup = replace(setup, language=words.language())
    key = ("rain", chosen, repr(options), setup.language, repr(setup))
    make = partial(kind.make, setup, shown.rain, options)
    ask = say("Make it, about {size}", size=readable(_rain_estimate(chosen, options, shown.figure["rain"])))
    with result:
        if made := making.made("file", key, lambda progress: make(progress=progress), ask):
            offer(made, kind.ending, f"{shown.name}{kind.suffix}", joined(": ", [shown.title, kind.title]))


def _missing(result) -> None:
    from exports.video import MISSING

    result.info(tell(MISSING))


def _still(setup: Setup, options: Mapping[str, Any], race: Race) -> None:
    """Show what an animation looks like at the step on the screen."""
    kind = FORMATS["png"]
    asked = {option: options[option] for option in kind.options if option in options}
    asked["step"] = race.steps if setup.step is None else setup.step
    key = ("png", repr(asked), setup.language, _identity(race))
    if still := making.made("still", key, lambda progress: kind.make(setup, lambda: race, asked, progress)):
        st.image(still, alt=_("The race at step {step}", step=asked["step"]))


def _picture(setup: Setup, shown: Picture | None, choices, result) -> None:
    titles = OF_A_PICTURE if shown else {"settings": OF_A_PICTURE["settings"]}
    if shown and shown.rain:
        titles = titles | {key: kind.told for key, kind in RAINS.items() if kind.moving}
    with choices:
        chosen = _format(titles)
    if chosen in RAINS and RAINS[chosen].moving:
        _rain(setup, shown, chosen, choices, result)
        return
    with choices:
        captioned = bool(chosen == "html" and shown and shown.rain) and _captioned(drawn=False)
        plotly = _choice("plotly") if chosen == "html" else None
    with result:
        if chosen in ("png", "svg"):
            component().save(key="take.save", data=saver_payload(chosen))
            return
        if chosen == "settings":
            offer(link.save(setup).encode(), "json", telling_name(setup.surface, "settings"))
            return
        identity = (chosen, repr(setup), plotly, captioned, chosen == "html" and words.language())
        if made := making.made("file", identity, _maker(chosen, shown, setup, plotly, captioned)):
            offer(made, chosen, shown.name)


def _maker(chosen: str, shown: Picture, setup: Setup, plotly: str | None, captioned: bool) -> Callable:
    if chosen == "csv":
        return lambda progress: shown.table(progress).encode()
    asked = {"file": shown.name, "title": shown.title, "look": setup.look, "plotly": plotly}
    code = words.language()

    def make(progress: Progress) -> bytes:
        with words.speaking(code):
            lines = caption(shown.rain()) if captioned else ()
            return chart_html(shown.figure, **asked, caption=lines, progress=progress).encode()

    return make


def _format(titles: Mapping[str, Text]) -> str:
    """Draw the choice of a format; return it."""
    chosen = st.session_state.taking.get("format")
    asked = {"value": chosen if chosen in titles else next(iter(titles)), "take": partial(_set, "format")}
    asked["format_func"] = lambda name: joined(", ", [name.upper(), titles[name]])
    return bound(st.selectbox, say("Format"), list(titles), key="take.format", **asked)


def _options(kind: Format, setup: Setup) -> tuple[Setup, dict[str, Any]]:
    """Draw a control for each option that a format has; return the setup so changed, and what the maker is told."""
    from exports.fonts import undrawn  # which brings Matplotlib, as the others do: not before the panel is opened
    from exports.options import OPTIONS, SIZES, WITH_CHART

    taking, own = st.session_state.taking, {}
    setup = replace(setup, view=_choice("view") if "view" in kind.options else setup.view, step=taking["step"])
    if "step" in kind.options:
        step = setup.steps if setup.step is None else setup.step
        bound(st.number_input, say("Step"), 0, setup.steps, key="take.step", value=step, take=partial(_set, "step"))
    if "look" in kind.options:
        setup = replace(setup, look=replace(setup.look, theme=_theme(kind)))
    charted = False
    if kind.drawn and "chart" in kind.options:
        asked = {"key": "take.chart", "value": taking["chart"], "take": partial(_set, "chart")}
        charted = bound(st.toggle, WITH_CHART.label, **asked)
    if kind.drawn:
        size = taking.get("size", f"{OPTIONS['width'].default} × {OPTIONS['height'].default}")
        asked = {"key": "take.size", "value": size, "take": partial(_set, "size")}
        own["width"], own["height"] = SIZES[bound(st.select_slider, say("Size in pixels"), list(SIZES), **asked)]
        if lacking := undrawn(tell(racer.name) for racer in setup.running):
            st.caption(tell(lacking))
    if "caption" in kind.options:
        own["caption"] = _captioned(kind.drawn)
    if "glass" in kind.options:
        own["glass"] = _glass([racer.name for racer in setup.racers if racer.on])
        if own["glass"] and "numbers" in kind.options:
            own["numbers"] = _asked("numbers", OPTIONS["numbers"])
    for option in ("frames", "fps", "spacing", "turn", "hands", "plotly"):
        if option in kind.options and (option != "turn" or setup.view == RELIEF):
            own[option] = _asked(option, OPTIONS[option])
    return setup, kind.asked(setup, own, charted)


def _captioned(drawn: bool) -> bool:
    """Draw the switch of the caption, which a page has by default and a picture has not; return it."""
    from exports.options import OPTIONS

    wanted, spec = f"caption {drawn}", OPTIONS["caption"]
    asked = {"value": st.session_state.taking.get(wanted, not drawn), "help": spec.help, "take": partial(_set, wanted)}
    return bound(st.toggle, spec.label, key=f"take.{wanted}", **asked)


def _glass(racers: list[str]) -> str | None:
    """Draw the choice of the racer whose steps are shown; return it, None for none."""
    from exports.options import GLASS

    label, help = GLASS
    chosen = st.session_state.taking.get("glass")
    asked = {"value": chosen if chosen in racers else "", "help": help, "take": partial(_set, "glass")}
    asked["format_func"] = lambda name: name or say("none")
    return bound(st.selectbox, label, ["", *racers], key="take.glass", **asked) or None


def _theme(kind: Format) -> str:
    """Draw the choice of the colours; a picture has no page around it to follow, and wears those that the page has."""
    titles = dict(LOOKS["theme"].titles)
    theme = st.session_state.taking["theme"]
    if kind.drawn:
        titles.pop("page")
        theme = theme if theme in titles else st.context.theme.type or next(iter(titles))
    asked = {"key": f"take.theme {kind.drawn}", "value": theme, "take": partial(_set, "theme")}
    return bound(st.selectbox, LOOKS["theme"].label, list(titles), format_func=titles.get, **asked)


def _asked(option: str, spec: Choice | Switch | Hyperparameter) -> Any:
    if isinstance(spec, Choice):
        return _choice(option)
    if isinstance(spec, Switch):
        value = st.session_state.taking.get(option, spec.default)
        return bound(
            st.toggle, spec.label, key=f"take.{option}", value=value, take=partial(_set, option), help=spec.help
        )
    return _number(option, spec)


def _choice(option: str) -> str:
    from exports.options import OPTIONS

    choice = OPTIONS[option]
    value = st.session_state.taking.get(option, choice.default)
    asked = {"key": f"take.{option}", "value": value, "take": partial(_set, option)}
    return bound(st.selectbox, choice.label, list(choice.titles), format_func=choice.titles.get, **asked)


def _number(option: str, spec: Hyperparameter) -> float:
    value = st.session_state.taking.get(option, spec.default)
    slider(spec.label, f"take.{option}", spec, value, partial(_set, option), help=spec.help)
    return value


def _set(option: str, value: Any) -> None:
    st.session_state.taking[option] = value


def _estimate(name: str, options: Mapping[str, Any], race: Race) -> int:
    """Guess an animation's size in bytes from what others came to: the ground once, then what moves.

    A relief that turns is drawn whole each time.
    """
    pixels = options["width"] * options["height"]
    moving = options["frames"] * len(race) * 120 * (options["width"] / 640) * (1.6 if options["chart"] else 1)
    turning = 0.09 * pixels * options["frames"] if options.get("turn") else 0
    return int(_SHARES[name] * (0.2 * pixels + moving + turning))


def _rain_estimate(name: str, options: Mapping[str, Any], rain: Mapping[str, Any]) -> int:
    """Guess likewise what rain comes to, by what a figure says of it."""
    drops = len(rain["columns"]) * len(rain["rows"]) * len(rain["live"]["racers"])
    moving = options["frames"] * drops * 11 * (options["width"] / 640)
    return int(_SHARES[name] * (0.2 * options["width"] * options["height"] + moving))


def _identity(race: Race) -> str:
    return repr(race_settings(race))
