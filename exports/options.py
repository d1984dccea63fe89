"""What an animation can be asked for, and the check of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from exports.pacing import SPACINGS
from exports.relief import AZIMUTH
from exports.scene import Scene
from exports.views import SCENES
from figures import USUAL_LOOK, Chart, Look, Style, styles
from figures.views import CONTOUR, RELIEF, VIEWS
from racing import Race

WIDTHS = (320, 1280)
HEIGHTS = (200, 1280)
FRAMES = (2, 400)
FPS = (1, 50)
TURNS = (-360, 360)


@dataclass(frozen=True)
class Options:
    """How an animation looks and runs. Sizes in pixels; fps: frames a second; chart: the one below, if any.
    look: in light colours where it says none. turn: degrees that the relief turns by during the animation. styles: one
    for each racer, the usual ones where None.

    ValueError naming the field, what is expected and what was given.
    """

    view: str = CONTOUR
    width: int = 640
    height: int = 480
    frames: int = 200
    fps: float = 25
    chart: Chart | None = None
    spacing: str = SPACINGS[0]
    look: Look = USUAL_LOOK
    turn: float = 0.0
    styles: Sequence[Style] | None = None

    def __post_init__(self):
        self._check_choice("view", tuple(VIEWS))
        self._check_choice("spacing", SPACINGS)
        if not isinstance(self.look, Look):
            raise ValueError(f"look must be a figures.Look, got {self.look!r}")
        self._check_range("width", WIDTHS, whole=True)
        self._check_range("height", HEIGHTS, whole=True)
        self._check_range("frames", FRAMES, whole=True)
        self._check_range("fps", FPS, whole=False)
        self._check_range("turn", TURNS, whole=False)
        if not isinstance(self.chart, Chart | None):
            raise ValueError(f"chart must be a figures.Chart or None, got {self.chart!r}")
        if self.turn and self.view != RELIEF:
            raise ValueError(f"turn must be 0 in the view {self.view}, got {self.turn!r}")

    def worn(self, race: Race) -> tuple[Style, ...]:
        """Return a style for each racer of `race`."""
        worn = styles([type(run.rule) for run in race.values()]) if self.styles is None else tuple(self.styles)
        if len(worn) != len(race):
            raise ValueError(f"styles must be one for each of {len(race)} racers, got {len(worn)}")
        return worn

    def scene(self, race: Race, turned: float = 0.0) -> Scene:
        """Draw what stands still, in the view and the size asked for; a relief `turned` by so many degrees."""
        azimuth = {"azimuth": AZIMUTH + turned} if turned else {}
        return SCENES[self.view](race, self.worn(race), self.look, self.width, self.height, self.chart, **azimuth)

    @property
    def durations(self) -> list[int]:
        """Return each frame's time in milliseconds, the last one held.

        GIF counts in hundredths of a second, and browsers slow anything below two of them down.
        """
        return [max(20, round(100 / self.fps) * 10)] * (self.frames - 1) + [HOLD]

    def _check_choice(self, field: str, choices: tuple[str, ...]) -> None:
        if getattr(self, field) not in choices:
            raise ValueError(f"{field} must be one of {', '.join(choices)}, got {getattr(self, field)!r}")

    def _check_range(self, field: str, ends: tuple[int, int], whole: bool) -> None:
        value = getattr(self, field)
        kind = int if whole else int | float
        if isinstance(value, bool) or not isinstance(value, kind) or not ends[0] <= value <= ends[1]:
            number = "whole number" if whole else "number"
            raise ValueError(f"{field} must be a {number} from {ends[0]} to {ends[1]}, got {value!r}")


HOLD = 2000
"""How long the last frame stands, in milliseconds."""
