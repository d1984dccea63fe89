"""The panel that makes a file of the race: choose a format, see how large it gets, watch it made, take it."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from exports.formats import FORMATS, Format
from figures import THEMES, Look, Style
from figures.chart import USUAL
from figures.views import RELIEF, VIEWS
from racing import Race
from ui.store import Store

_SHAPES = ((320, 240), (480, 360), (640, 480), (960, 720), (1280, 960))
SIZES = {f"{width} × {height}": (width, height) for width, height in _SHAPES}
STORE_BYTES = 128 * 2**20

_MIME = {
    "gif": "image/gif",
    "webp": "image/webp",
    "png": "image/png",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "html": "text/html",
    "csv": "text/csv",
    "json": "application/json",
    "py": "text/x-python",
}


@st.dialog("Take the race away", width="large")
def take_away(race: Race, styles: Sequence[Style], surface: str) -> None:
    """Open the panel for a race on the catalogue's `surface`."""
    choices, result = st.columns([2, 3], gap="medium")
    with choices:
        name = st.selectbox("Format", list(FORMATS), format_func=_described, key="take.format", persist_state="session")
        chosen = FORMATS[name]
        options = _options(chosen, race)
    key = (name, json.dumps(options, default=repr), _identity(race, styles))
    with result:
        size = _estimate(name, options, race)
        if st.button(f"Make it, about {_readable(size)}", type="primary", width="stretch", key="take.make"):
            looks = {"styles": tuple(styles)} if chosen.colored else {}
            st.session_state["take.made"] = _made(key, chosen, {**options, **chosen.fixed, **looks}, race)
        made = st.session_state.get("take.made")
        if made and made[0] == key:
            _offer(made[1], chosen.ending, file_name(surface, race, chosen.ending))


def file_name(surface: str, race: Race, ending: str) -> str:
    """Return a name that tells the surface and the racers, in letters that any file system takes."""
    return f"{telling_name(surface, *race)}.{ending}"


def telling_name(*words: str) -> str:
    """Return `words` as the name of a file, in letters that any file system takes."""
    plain_words = [re.sub(r"[^\w]+", "_", word).strip("_") for word in words]
    return "-".join(word for word in plain_words if word)[:100]


def _options(chosen: Format, race: Race) -> dict[str, Any]:
    """Draw a control for each option that the format has; return what was chosen, by the exporter's names."""
    # Matplotlib comes with these: not before somebody opens the panel.
    from exports.options import FPS, FRAMES, Options
    from exports.pacing import SPACINGS
    from exports.page import PLOTLY

    fields, options = chosen.options, {}
    keep = {"persist_state": "session"}
    if "view" in fields:
        options["view"] = st.selectbox("View", list(VIEWS), format_func=VIEWS.get, key="take.view", **keep)
    if "size" in fields:
        size = st.select_slider("Size in pixels", list(SIZES), "640 × 480", key="take.size", persist_state="session")
        options["width"], options["height"] = SIZES[size]
    if "frames" in fields:
        options["frames"] = st.slider("Frames", 50, FRAMES[1], Options.frames, 10, key="take.frames", **keep)
        options["fps"] = st.slider("Frames a second", 5, FPS[1], Options.fps, 5, key="take.fps", **keep)
        options["spacing"] = st.selectbox(
            "Frames follow", SPACINGS, format_func=_SPACING.get, key="take.spacing", **keep
        )
    if "turn" in fields and options["view"] == RELIEF:
        options["turn"] = st.slider("Turn meanwhile (degrees)", 0.0, 180.0, 0.0, 10.0, key="take.turn", **keep)
    if "step" in fields:
        options["step"] = st.number_input("Step", 0, race.steps, race.steps, key="take.step")
    if "chart" in fields and "size" in fields:
        below = st.toggle("With the loss chart below", key="take.loss", persist_state="session")
        options["chart"] = USUAL if below else None
    if "theme" in fields:
        theme = st.selectbox("Colours", list(THEMES), key="take.theme", persist_state="session")
        options["look"] = Look(theme=theme)
    if "plotly" in fields:
        options["plotly"] = st.selectbox(
            "plotly.js", PLOTLY, format_func=_PLOTLY.get, key="take.plotly", persist_state="session"
        )
    return options


def _described(name: str) -> str:
    return f"{name.upper()}, {FORMATS[name].title}"


_PLOTLY = {"inside": "in the file: opens anywhere", "cdn": "from the network: a small file"}
_SPACING = {"log": "the early steps more closely", "linear": "all steps alike"}


def _made(key: tuple, chosen: Format, arguments: dict[str, Any], race: Race) -> tuple[tuple, bytes] | None:
    def make() -> bytes:
        if chosen.moving:
            arguments["progress"] = _progress(arguments["frames"])
        made = chosen.load()(race, **arguments)
        return made if isinstance(made, bytes) else made.encode()

    try:
        return key, _store().get(key, make)
    except (ValueError, ImportError) as problem:
        st.error(str(problem))
        return None


def _progress(frames: int) -> Callable[[int], None]:
    bar = st.progress(0.0, "Painting the frames")

    def tell(number: int) -> None:
        if number % 5 == 0:
            bar.progress(min(number / frames, 1.0), "Painting the frames")
        if number == frames:
            bar.empty()

    return tell


@st.cache_resource(show_spinner=False)
def _store() -> Store[bytes]:
    return Store(STORE_BYTES, len)


def _offer(made: bytes, ending: str, name: str) -> None:
    if ending in ("gif", "webp", "png", "svg"):
        st.image(made if ending != "svg" else made.decode())
    elif ending in ("mp4", "webm"):
        st.video(made, format=_MIME[ending], loop=True, autoplay=True, muted=True)
    elif ending == "html":
        st.iframe(made.decode(), height=540, alt="The page")
    elif ending in ("csv", "json", "py"):
        st.code(made[:1500].decode(errors="ignore"), language={"py": "python"}.get(ending, ending))
    label = f"Download {_readable(len(made))}"
    st.download_button(label, made, name, _MIME[ending], width="stretch", on_click="ignore")


def _estimate(name: str, options: dict[str, Any], race: Race) -> int:
    """Guess a file's size in bytes from what files of its kind came to."""
    rows = len(race) * (race.steps + 1)
    if "frames" in options:  # the ground once, then what moves; a relief that turns is drawn whole each time
        pixels = options["width"] * options["height"]
        moving = options["frames"] * len(race) * 120 * (options["width"] / 640) * (1.6 if options["chart"] else 1)
        turning = 0.09 * pixels * options["frames"] if options.get("turn") else 0
        share = {"gif": 1.0, "mp4": 0.8, "webm": 1.0, "webp": 0.85, "apng": 0.85}[name]
        return int(share * (0.2 * pixels + moving + turning))
    return {
        "png": options.get("width", 0) * options.get("height", 0) // 8,
        "svg": 450_000,
        "html": 120_000 + 7 * rows + (4_815_000 if options.get("plotly") == "inside" else 0),
        "csv": 140 * rows,
        "json": 140 * rows,
    }.get(name, 2000)


def _identity(race: Race, styles: Sequence[Style]) -> str:
    from exports.settings import race_settings

    return json.dumps([race_settings(race), [style.color for style in styles]], sort_keys=True)


def _readable(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size / 1024, 1):.0f} KB"
