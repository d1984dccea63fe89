"""One step of a race as a picture: PNG as the animation shows it, SVG with trails, heads and letters to edit."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from itertools import groupby
from threading import Lock

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from PIL import Image

from exports.edges import DOT, OUTLINE, Mark, dots, mark
from exports.fonts import letter, with_letters
from exports.frames import RING, Painter, clock
from exports.glass import HALO, strokes
from exports.numbers import POINTS, Line
from exports.options import Options
from exports.progress import Progress, told
from exports.sheet import DPI, HEAD_RADIUS, Pane, picture_scale
from exports.trail import TRAIL_WIDTH
from figures import Style, Theme
from figures.marks import SHAPES
from racing import Race, Step, no_step
from words import _, say

OPTIONS = ("view", "width", "height", "chart", "caption", "look", "styles", "glass", "numbers")
"""The options of `Options` that a still takes."""

_STEPS = 200
"""Steps after which progress is told."""

_POINT = POINTS / DPI  # Matplotlib's lengths in points, ours in pixels
_PICTURE_DPI = 2 * DPI
_drawing = Lock()  # Matplotlib's settings are global


def race_png(race: Race, step: int, *, progress: Progress | None = None, **options) -> bytes:
    """Return `race` at `step` as a PNG; `options` are those of `Options` that `OPTIONS` names.

    `progress` is told now and then how many steps are drawn. ValueError naming the field, what is expected and what was
    given.
    """
    chosen, worn = _checked("race_png", race, step, options)
    painter = Painter(race, chosen.scene(race, step), worn, chosen.look.colors, chosen.glass)
    stops = [*range(0, step, _STEPS), step]
    for frame, done in zip(painter.frames(np.array(stops)), stops, strict=True):
        last = frame
        if progress:
            progress(done, step)
    picture = Image.fromarray(last)
    picture.putpalette(painter.palette.colors.tobytes())
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def race_svg(race: Race, step: int, *, progress: Progress | None = None, **options) -> str:
    """Return `race` at `step` as an SVG; options and errors are those of `race_png`.

    Trails, heads, letters and one big map are shapes and text; small maps and the relief's ground are pictures. Letters
    that the reader's machine may lack come with the file. `progress` is told of each part that is drawn.
    """
    chosen, worn = _checked("race_svg", race, step, options)
    scene = chosen.scene(race, step)
    scale = picture_scale(chosen.width, chosen.height)
    for pane in told(scene.panes, len(scene.panes), progress, every=1):
        _draw(scene.figure, pane, race, worn, chosen.look.colors, step, scale)
        if pane.place and chosen.glass and not no_step(race[chosen.glass], step):
            racer = list(race).index(chosen.glass)
            if racer in pane.racers:
                _lay_step(scene.figure, pane, Step(race[chosen.glass], step), worn[racer], chosen.look.colors, scale)
    right, top = scene.clock
    scene.figure.text(
        right / chosen.width, 1 - top / chosen.height, clock(step, race.steps), ha="right", va="top",
        color=chosen.look.colors.muted, fontsize=13 * scale * _POINT,
    )  # fmt: skip
    for line in scene.numbers.lines(step) if scene.numbers else ():
        _lay_line(scene.figure, line, chosen.look.colors.text)
    letter(scene.figure)
    file = StringIO()
    about = {"Title": _("{surface}, step {step}", surface=race.surface.name, step=step), "Date": None}
    with _drawing, rc_context({"svg.fonttype": "none", "svg.hashsalt": "race"}):
        scene.figure.set_dpi(_PICTURE_DPI)
        FigureCanvasSVG(scene.figure).print_svg(file, metadata=about)
    drawing = re.sub(r'width="\S+pt" height="\S+pt"', _size(chosen), file.getvalue(), count=1)
    return with_letters(drawing)


def _checked(owner: str, race: Race, step: int, options: dict) -> tuple[Options, tuple[Style, ...]]:
    for field in options:
        if field not in OPTIONS:
            told = {"owner": owner, "options": ", ".join(OPTIONS), "field": field}
            raise ValueError(say("{owner}: options: expected {options}, got {field!r}", **told))
    if isinstance(step, bool) or not isinstance(step, int | np.integer) or not 0 <= step <= race.steps:
        told = {"owner": owner, "last": race.steps, "step": step}
        raise ValueError(say("{owner}: step: expected a whole number from 0 to {last}, got {step!r}", **told))
    chosen = Options(**options)
    return chosen, chosen.worn(race)


def _size(options: Options) -> str:
    return f'width="{options.width}" height="{options.height}"'


def _draw(figure: Figure, pane: Pane, race: Race, worn: Sequence[Style], theme: Theme, step: int, scale: float) -> None:
    """Lay one pane's trails and heads over the figure, hidden pieces lowest and heads on top."""
    height, place = figure.get_figheight(), _place(figure, pane)
    taken: list[Mark] = []
    gone = [run.verdict.gone for run in race.values()]
    for number, racer in enumerate(pane.racers):
        points = pane.pixels[number] / DPI * (1, -1) + (0, height)
        hidden = pane.hidden[number] if pane.hidden else np.zeros(len(points), dtype=bool)
        color = worn[racer].color
        for out_of_sight, piece in _pieces(hidden[:step]):
            width, ink, order = (TRAIL_WIDTH / 2, theme.muted, 3) if out_of_sight else (TRAIL_WIDTH, color, 4)
            line = Line2D(
                *points[piece].T, color=ink, linewidth=width * scale * _POINT, zorder=order, solid_joinstyle="round",
                solid_capstyle="round", **place,
            )  # fmt: skip
            figure.add_artist(line)
        long = dots(pane.pixels[number], pane.box, scale, pane.charted)
        for at in long[long <= step]:
            ink = {"facecolor": theme.muted if hidden[at] else color, "edgecolor": "none"}
            figure.add_artist(Circle(points[at], DOT * scale / DPI, zorder=4, **ink, **place))
        drawn = mark(pane, number, step, pane.pixels[number][step], HEAD_RADIUS * scale, taken)
        if drawn is None:
            continue
        ink = theme.muted if hidden[step] and drawn.angle is None else color
        filled = _outlined(theme.background, 2 * RING), {"facecolor": ink, "edgecolor": "none"}
        hollow = ({**_outlined(ink, OUTLINE * HEAD_RADIUS * scale), "facecolor": theme.background},)
        over = gone[racer] is not None and step >= gone[racer]
        inks = [(shape, filled) for shape in drawn.arrow] + [(SHAPES[worn[racer].symbol], hollow if over else filled)]
        for shape, layers in inks:
            corners = (np.array(shape) * HEAD_RADIUS * scale + drawn.center) / DPI * (1, -1) + (0, height)
            for layer in layers:
                figure.add_artist(Polygon(corners, joinstyle="miter", zorder=5 + number, **layer, **place))


def _lay_step(figure: Figure, pane: Pane, step: Step, style: Style, theme: Theme, scale: float) -> None:
    """Lay what is seen of one step over the ground."""
    height, place = figure.get_figheight(), {**_place(figure, pane), "zorder": 99}
    for stroke in strokes(step, pane.place, scale):
        x, y = np.concatenate([np.vstack([line, (np.nan, np.nan)]) for line in stroke.lines]).T
        for color, wide in ((theme.background, 2 * HALO), (style.color if stroke.own else theme.text, 0)):
            width = stroke.width + wide
            dash = "-" if stroke.dash is None else (0, [length / width for length in stroke.dash])
            ink = {"color": color, "linewidth": width * scale * _POINT, "linestyle": dash}
            round_ends = {"solid_capstyle": "round", "dash_capstyle": "round", "solid_joinstyle": "round"}
            figure.add_artist(Line2D(x / DPI, height - y / DPI, **ink, **round_ends, **place))


def _lay_line(figure: Figure, line: Line, color: str) -> None:
    """Lay a line of a rule over the figure, as shapes: its roots are of a font that a reader may lack."""
    at = Affine2D().translate(line.left, -line.base).scale(1 / DPI).translate(0, figure.get_figheight())
    shapes = TextPath((0, 0), f"${line.tex}$", size=line.size)
    figure.add_artist(PathPatch(shapes, transform=at + figure.dpi_scale_trans, color=color, linewidth=0, gid="line"))


def _place(figure: Figure, pane: Pane) -> dict:
    """Return in what an artist of a pane is placed, in inches from the lower left, and cut off at."""
    height, (left, top, right, bottom) = figure.get_figheight(), np.divide(pane.box, DPI)
    box = TransformedBbox(Bbox([[left, height - bottom], [right, height - top]]), figure.dpi_scale_trans)
    return {"transform": figure.dpi_scale_trans, "clip_box": box}


def _outlined(color: str, width: float) -> dict:
    return {"facecolor": color, "edgecolor": color, "linewidth": width * _POINT}


def _pieces(hidden: np.ndarray) -> Iterator[tuple[bool, slice]]:
    """Yield runs of segments that are alike hidden or in sight, each as a slice of the points."""
    for out_of_sight, segments in groupby(range(len(hidden)), key=lambda segment: bool(hidden[segment])):
        numbers = list(segments)
        yield out_of_sight, slice(numbers[0], numbers[-1] + 2)
