"""The formats that a race can be taken away in, by the names that the command line knows them by."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

OPTIONS = ("view", "size", "frames", "fps", "spacing", "turn", "chart", "theme", "step", "plotly")
"""Every option of looks."""

_MOVING = ("view", "size", "frames", "fps", "spacing", "turn", "chart", "theme")
_PAGE = ("view", "chart", "plotly")
_STILL = ("view", "size", "chart", "theme", "step")


class Format(NamedTuple):
    """maker: the function that makes it, as "module:name"; fixed: its arguments that make it this format."""

    title: str
    ending: str
    maker: str
    options: tuple[str, ...] = ()
    fixed: Mapping[str, str] = MappingProxyType({})

    @property
    def moving(self) -> bool:
        """Whether it is made frame by frame, so that progress can be told."""
        return "frames" in self.options

    @property
    def colored(self) -> bool:
        """Whether it shows the racers' styles, and takes them as `styles`."""
        return "theme" in self.options or "plotly" in self.options

    def load(self) -> Callable:
        """Return the function that makes it, imported now: most need a library that the others do not."""
        module, name = self.maker.split(":")
        return getattr(import_module(module), name)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "gif": Format("animated GIF", "gif", "exports.gif:race_gif", _MOVING),
        "mp4": Format("video, H.264", "mp4", "exports.video:race_video", _MOVING, {"format": "mp4"}),
        "webm": Format("video, VP9", "webm", "exports.video:race_video", _MOVING, {"format": "webm"}),
        "webp": Format("animated WebP, without loss", "webp", "exports.webp:race_webp", _MOVING),
        "apng": Format("animated PNG", "png", "exports.apng:race_apng", _MOVING),
        "png": Format("picture of one step", "png", "exports.stills:race_png", _STILL),
        "svg": Format("drawing of one step", "svg", "exports.stills:race_svg", _STILL),
        "html": Format("page with the player, opens from disk", "html", "exports.page:race_html", _PAGE),
        "csv": Format("table of every step, with the settings", "csv", "exports.data:race_csv"),
        "json": Format("every step, with the settings", "json", "exports.data:race_json"),
        "py": Format("script that repeats the race with these packages", "py", "exports.code:race_script"),
        "torch": Format("script that repeats the race with torch.optim", "py", "exports.torch_code:torch_script"),
    }
)
"""Name → format, in the order of the help."""
