"""The race on the landscape as a relief, seen without perspective from one direction, or from one after another."""

from collections.abc import Iterable, Iterator

import numpy as np
from contourpy import contour_generator
from matplotlib.colors import LightSource
from mpl_toolkits.mplot3d import Axes3D, proj3d
from mpl_toolkits.mplot3d.art3d import Line3DCollection

from exports.fonts import letter
from exports.scene import mark_inks, start_ink
from exports.sheet import Scene, Sheet
from figures import Chart, Landscape
from figures.critical import told_apart
from figures.landscape import LEVELS
from figures.map_image import band_colors
from figures.ticks import loss_ticks

AZIMUTH, ELEVATION = -56.0, 44.0
"""Where the relief is seen from, in degrees."""

ASPECT = (1.15, 1.15, 0.72)
_FACES = 80
_STRIDES = 48
_LIFT = 0.012
_FAINT = 0.45
_SHADE, _LIT = 0.82, 1.06
_SIDE = 0.5  # of the picture's width that a side of the ground takes, about


def relief_scene(sheet: Sheet, chart: Chart | None) -> Scene:
    """The relief, with the `chart` below, if any."""
    return next(turning_scenes(sheet, chart, [0.0]))


def turning_scenes(sheet: Sheet, chart: Chart | None, turns: Iterable[float]) -> Iterator[Scene]:
    """Yield the relief turned by so many degrees each time; what stands still is drawn once."""
    sheet.legend()
    placed = sheet.chart(chart)
    axes = _axes(sheet, sheet.above(chart))
    axes.set_visible(False)
    sheet.scene(placed)
    canvas = sheet.figure.canvas
    still = canvas.copy_from_bbox(sheet.figure.bbox)
    axes.set_visible(True)
    for turn in turns:
        toward = _turned(axes, sheet, turn)
        canvas.restore_region(still)
        letter(axes)
        axes.draw(canvas.get_renderer())
        curves, hidden = _curves(axes, sheet, toward)
        yield sheet.drawn([(axes, sheet.everyone, curves, sheet.middle), *placed], {0: hidden})


def _turned(axes: Axes3D, sheet: Sheet, turn: float) -> np.ndarray:
    """Turn the relief, and draw on it what the eye sees from there; return where the eye is."""
    for drawn in [*axes.lines, *axes.collections[1:]]:  # the first is the ground
        drawn.remove()
    azimuth = AZIMUTH + turn
    axes.view_init(ELEVATION, azimuth)
    toward = _direction(azimuth, ELEVATION)
    if sheet.look.lines:
        _draw_lines(axes, sheet, toward)
    _draw_marks(axes, sheet, toward)
    return toward


def _curves(axes: Axes3D, sheet: Sheet, toward: np.ndarray) -> tuple[list[np.ndarray], tuple[np.ndarray, ...]]:
    """Return each racer's path as the axes show it, (steps + 1, 2), and where the relief hides it."""
    matrix, ground = axes.get_proj(), sheet.ground
    curves, hidden = [], []
    for run in sheet.race.values():
        heights = np.minimum(ground.height(run.values), ground.peak)
        inside = _inside(ground, run.points)
        across, along, _ = proj3d.proj_transform(*run.points.T, heights, matrix)
        curves.append(np.where(inside[:, None], np.stack([across, along], axis=-1), np.nan))
        hidden.append(_hidden(ground, run.points, heights, toward) | ~inside)
    return curves, tuple(hidden)


def _axes(sheet: Sheet, bottom: int) -> Axes3D:
    theme, ground = sheet.theme, sheet.ground
    frame = (0, 1 - bottom / sheet.height, 1, (bottom - sheet.head) / sheet.height)
    axes = sheet.figure.add_axes(frame, projection="3d", proj_type="ortho", computed_zorder=False)
    axes.set_box_aspect(ASPECT, zoom=0.98)
    axes.set_facecolor(theme.background)
    some = np.linspace(0, len(ground.x) - 1, _FACES + 1).round().astype(int)
    x, y = np.meshgrid(ground.x[some], ground.y[some])
    z = np.nan_to_num(np.minimum(ground.height(ground.loss), ground.peak), nan=ground.peak)[np.ix_(some, some)]
    band = np.clip(z / ground.peak * LEVELS, 0, LEVELS - 1).astype(int)
    colors = np.minimum(band_colors(theme.scale)[band] / 255 * _light(z / ground.peak)[..., None], 1)
    axes.plot_surface(
        x, y, z, rcount=_FACES, ccount=_FACES, facecolors=colors, shade=False, linewidth=0, antialiased=False,
        rasterized=True,
    )  # fmt: skip
    (x0, x1), (y0, y1) = sheet.race.surface.domain
    axes.set(xlim=(x0, x1), ylim=(y0, y1), zlim=(0, ground.peak))
    axes.set_zticks(*zip(*loss_ticks(ground), strict=True))
    size, larger = sheet.font - 2, sheet.font - 9  # Matplotlib's distances do not grow with the letters
    axes.set_zlabel(ground.height_name, color=theme.muted, fontsize=size, labelpad=2 * larger)
    axes.tick_params(colors=theme.muted, labelsize=size, pad=0.5 * larger)
    for side in (axes.xaxis, axes.yaxis, axes.zaxis):
        side.set_pane_color((0, 0, 0, 0))
        side.line.set_color(theme.muted)
        side._axinfo["grid"]["color"] = theme.grid
    return axes


def _light(heights: np.ndarray) -> np.ndarray:
    """Return how bright each place of a relief is, about 1; heights: (rows, columns) from 0 to 1."""
    across, along = (side / (len(heights) - 1) for side in ASPECT[:2])
    return _SHADE + (_LIT - _SHADE) * LightSource(315, 60).hillshade(heights * ASPECT[2], dx=across, dy=along)


def _draw_lines(axes: Axes3D, sheet: Sheet, toward: np.ndarray) -> None:
    """Draw the contour lines, but for the pieces that the relief hides."""
    ground = sheet.ground
    drawn = contour_generator(ground.x, ground.y, np.minimum(ground.height(ground.loss), ground.peak))
    levels = np.arange(1, LEVELS * ground.peak / ground.top) * ground.top / LEVELS
    lines = [np.insert(line, 2, level, axis=1) for level in levels for line in drawn.lines(level)]
    if lines:
        points = np.concatenate(lines)
        points[_hidden(ground, points[:, :2], points[:, 2], toward)] = np.nan
        pieces = np.split(points, np.cumsum([len(line) for line in lines])[:-1])
        style = {"colors": sheet.theme.ridge, "linewidths": 0.5, "rasterized": True}
        axes.add_collection3d(Line3DCollection(pieces, **style), autolim=False)


def _draw_marks(axes: Axes3D, sheet: Sheet, toward: np.ndarray) -> None:
    """Mark the start, and the critical points in sight; the start behind the relief is faint."""
    ground, theme, race = sheet.ground, sheet.theme, sheet.race
    unit = [_SIDE * sheet.width / np.ptp(side) for side in (ground.x, ground.y)]
    for marked in told_apart(ground.critical, unit) if sheet.look.marks else ():
        points = np.array([critical.point for critical in marked.points])
        heights = np.minimum(ground.height([critical.value for critical in marked.points]), ground.peak)
        seen = ~_hidden(ground, points, heights, toward)
        for ink in mark_inks(marked, theme):
            axes.plot(*points[seen].T, heights[seen], **ink)
    start, height = np.array([race.start]), ground.height(next(iter(race.values())).values[:1])
    if _inside(ground, start).all():
        height = np.minimum(height, ground.peak)
        behind = _hidden(ground, start, height, toward).all()
        axes.plot(*start.T, height, **start_ink(theme, sheet.radius), alpha=_FAINT if behind else 1)


def _direction(azimuth: float, elevation: float) -> np.ndarray:
    a, e = np.radians([azimuth, elevation])
    return np.array([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)])


def _inside(ground: Landscape, points: np.ndarray) -> np.ndarray:
    low, high = np.array([[ground.x[0], ground.y[0]], [ground.x[-1], ground.y[-1]]])
    return ((points >= low) & (points <= high)).all(axis=-1)


def _hidden(ground: Landscape, points: np.ndarray, heights: np.ndarray, toward: np.ndarray) -> np.ndarray:
    """Say of each point (n, 2) whether the ground rises above the way from it `toward` the eye."""
    size = len(ground.x)
    unit = np.stack([(points[:, 0] - ground.x[0]) / np.ptp(ground.x), (points[:, 1] - ground.y[0]) / np.ptp(ground.y)])
    reach = np.linspace(0, 1, _STRIDES + 1)[1:] ** 1.5 * 2
    u = unit[0][:, None] + reach * toward[0] / ASPECT[0]
    v = unit[1][:, None] + reach * toward[1] / ASPECT[1]
    eye = heights[:, None] / ground.peak * ASPECT[2] + reach * toward[2]
    over = (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)
    columns, rows = (np.clip(np.rint(w * (size - 1)), 0, size - 1).astype(int) for w in (u, v))
    floor = np.minimum(ground.height(ground.loss), ground.peak)[rows, columns] / ground.peak * ASPECT[2]
    return (over & (floor > eye + _LIFT)).any(axis=-1)
