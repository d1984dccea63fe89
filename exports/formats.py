"""The formats that a race can be taken away in, by the names that the command line knows them by."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, NamedTuple

import words
from exports.progress import Progress
from figures.views import CONTOUR
from racing import Race
from setups.setup import EXPLORE, Setup
from words import say

_SIZED = ("look", "width", "height")
_DRAWN = ("view", "styles", "chart", "caption", "glass", "numbers", *_SIZED)
_MOVING = (*_DRAWN, "frames", "fps", "spacing", "turn")
_TORCH, _SAVE = "exports.torch_code:torch_script", "setups.link:save"
_STILL = (*_DRAWN, "step")
_PAGE = ("view", "look", "styles", "chart", "caption", "glass", "step", "hands", "plotly")


class Format(NamedTuple):
    """maker: the function that makes it, as "module:name"; fixed: its arguments that make it this format.

    options: what else it takes. of: what it is made of, a "race", whose maker tells its argument `progress` how far it
    is, or a "setup". suffix: what its file's name ends in, to tell it from another of the same ending. needs: a module
    that need not be installed.
    """

    title: str
    ending: str
    maker: str
    options: tuple[str, ...] = ()
    fixed: Mapping[str, str] = MappingProxyType({})
    of: str = "race"
    suffix: str = ""
    needs: str = ""

    @property
    def moving(self) -> bool:
        """Whether it is made frame by frame."""
        return "frames" in self.options

    @property
    def drawn(self) -> bool:
        """Whether it is drawn in a size of its own, with the chart below or without."""
        return "width" in self.options

    @property
    def spoken(self) -> bool:
        """Whether there are words in it, which are told in some language."""
        return "look" in self.options

    @property
    def available(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None

    @property
    def told(self) -> str:
        """Its title, and what is missing where it cannot be made here."""
        if self.available:
            return self.title
        return say("{title}; not here, where {needs} is missing", title=self.title, needs=self.needs)

    def named(self, name: str) -> str:
        """Return what its file of a race of that name is called."""
        return f"{name}{self.suffix}.{self.ending}"

    def load(self) -> Callable:
        """Return the function that makes it, imported now: most need a library that the others do not."""
        module, name = self.maker.split(":")
        return getattr(import_module(module), name)

    def asked(self, setup: Setup, own: Mapping[str, Any], charted: bool) -> dict[str, Any]:
        """Return all that its maker is told: how `setup` looks, and what it takes of the `own` options.

        charted: whether a picture has the chart below; a page always has it.
        """
        shown = {
            "view": CONTOUR if setup.view == EXPLORE else setup.view,
            "look": setup.look,
            "styles": setup.styles,
            "chart": setup.chart if charted or not self.drawn else None,
            "step": setup.steps if setup.step is None else setup.step,
        }
        return {option: value for option, value in {**shown, **own}.items() if option in self.options}

    def make(
        self, setup: Setup, race: Callable[[], Race], options: Mapping[str, Any], progress: Progress | None = None
    ) -> bytes:
        """Return the file of `setup`, whose race `race` runs, made with the `options` that were `asked`.

        It is told in the setup's language, in that which is spoken where it says none. ValueError, or an ImportError
        that says how to get what is missing.
        """
        maker = self.load()
        more = {"progress": progress} if self.of == "race" else {}
        with words.speaking(setup.language or words.language()):  # in a thread of its own, perhaps
            made = maker(setup if self.of == "setup" else race(), **self.fixed, **options, **more)
        return made if isinstance(made, bytes) else made.encode()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "png": Format(say("picture of one step"), "png", "exports.stills:race_png", _STILL),
        "svg": Format(say("drawing of one step"), "svg", "exports.stills:race_svg", _STILL),
        "gif": Format(say("animated GIF"), "gif", "exports.gif:race_gif", _MOVING),
        "mp4": Format(say("video, H.264"), "mp4", "exports.video:race_video", _MOVING, {"format": "mp4"}, needs="av"),
        "webm": Format(say("video, VP9"), "webm", "exports.video:race_video", _MOVING, {"format": "webm"}, needs="av"),
        "webp": Format(say("animated WebP, without loss"), "webp", "exports.webp:race_webp", _MOVING),
        "apng": Format(say("animated PNG"), "png", "exports.apng:race_apng", _MOVING, suffix="-animated"),
        "html": Format(say("page with the player, opens from disk"), "html", "exports.page:race_html", _PAGE),
        "csv": Format(say("table of every step, with the settings"), "csv", "exports.data:race_csv"),
        "json": Format(say("every step, with the settings"), "json", "exports.data:race_json", ("step",)),
        "py": Format(say("script that repeats the race with these packages"), "py", "exports.code:race_script"),
        "torch": Format(say("script that repeats the race with torch.optim"), "py", _TORCH, suffix="-torch"),
        "settings": Format(
            say("what is set, to open here or in a shell"), "json", _SAVE, of="setup", suffix="-settings"
        ),
    }
)
"""Name → format, in the order of the help."""

RAINS: Mapping[str, Format] = MappingProxyType(
    {
        name: kind._replace(options=(*_SIZED, "caption", "frames", "fps", "spacing"), suffix=f"{kind.suffix}-rain")
        for name, kind in FORMATS.items()
        if kind.moving
    }
    | {
        "html": FORMATS["html"]._replace(
            maker="exports.page:rain_html", options=("look", "caption", "plotly"), suffix="-rain"
        )
    }
)
"""Name → format of many starts that run down at once, made of a `figures.rain.Rain` where others take a race."""
