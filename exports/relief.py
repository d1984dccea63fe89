"""The race on the landscape as a relief, seen from a fixed direction without perspective."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LightSource
from mpl_toolkits.mplot3d import Axes3D, proj3d

from exports.scene import Page, Scene
from figures import Chart, Landscape, Style, Theme
from figures.landscape import LEVELS
from figures.map_image import band_colors
from racing import Race

AZIMUTH = -56.0
"""Where the relief is seen from, in degrees."""

ASPECT = (1.15, 1.15, 0.72)
_FACES = 80
_STRIDES = 48
_LIFT = 0.012


def relief_scene(
    race: Race,
    styles: Sequence[Style],
    theme: Theme,
    width: int,
    height: int,
    chart: Chart | None,
    azimuth: float = AZIMUTH,
    elevation: float = 44.0,
) -> Scene:
    """The relief seen from `azimuth` and `elevation` (degrees); with the `chart` below, if any."""
    page = Page(race, styles, theme, width, height)
    bottom = height - page.chart_height if chart else height
    axes = _axes(page, bottom, azimuth, elevation)
    curves, hidden = [], []
    toward = _direction(azimuth, elevation)
    matrix = axes.get_proj()
    for run in race.values():
        heights = np.minimum(page.ground.height(run.values), page.ground.top)
        inside = _inside(page.ground, run.points)
        across, along, _ = proj3d.proj_transform(*run.points.T, heights, matrix)
        curves.append(np.where(inside[:, None], np.stack([across, along], axis=-1), np.nan))
        hidden.append(_hidden(page.ground, run.points, heights, toward) | ~inside)
    everyone = tuple(range(len(race)))
    placed = [(axes, everyone, curves, theme.relief[len(theme.relief) // 2])]
    return page.scene(placed + (page.chart(chart, bottom) if chart else []), hidden={0: tuple(hidden)})


def _axes(page: Page, bottom: int, azimuth: float, elevation: float) -> Axes3D:
    theme, ground = page.theme, page.ground
    frame = (0, 1 - bottom / page.height, 1, (bottom - page.head) / page.height)
    axes = page.figure.add_axes(frame, projection="3d", proj_type="ortho", computed_zorder=False)
    axes.set_box_aspect(ASPECT, zoom=0.98)
    axes.view_init(elevation, azimuth)
    axes.set_facecolor(theme.background)
    some = np.linspace(0, len(ground.x) - 1, _FACES + 1).round().astype(int)
    x, y = np.meshgrid(ground.x[some], ground.y[some])
    z = np.nan_to_num(np.minimum(ground.height(ground.loss), ground.top), nan=ground.top)[np.ix_(some, some)]
    band = np.clip(z / ground.top * LEVELS, 0, LEVELS - 1).astype(int)
    colors = band_colors(theme._replace(scale=theme.relief))[band] / 255
    axes.plot_surface(
        x, y, z, rcount=_FACES, ccount=_FACES, facecolors=colors, shade=True, lightsource=LightSource(315, 60),
        linewidth=0, antialiased=False, rasterized=True,
    )  # fmt: skip
    (x0, x1), (y0, y1) = page.race.surface.domain
    axes.set(xlim=(x0, x1), ylim=(y0, y1), zlim=(0, ground.top))
    ticks = np.linspace(0, ground.top, 5)
    axes.set_zticks(ticks, [_brief(ground.loss_at(tick)) for tick in ticks])
    axes.set_zlabel(ground.height_name, color=theme.muted, fontsize=page.font - 2, labelpad=0)
    axes.tick_params(colors=theme.muted, labelsize=page.font - 2, pad=0)
    for side in (axes.xaxis, axes.yaxis, axes.zaxis):
        side.set_pane_color((0, 0, 0, 0))
        side.line.set_color(theme.muted)
        side._axinfo["grid"]["color"] = theme.grid
    return axes


def _brief(loss: float) -> str:
    return f"{loss:,.0f}" if 1000 <= abs(loss) < 1e6 else f"{loss:.3g}"


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
    eye = heights[:, None] / ground.top * ASPECT[2] + reach * toward[2]
    over = (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)
    columns, rows = (np.clip(np.rint(w * (size - 1)), 0, size - 1).astype(int) for w in (u, v))
    floor = np.minimum(ground.height(ground.loss), ground.top)[rows, columns] / ground.top * ASPECT[2]
    return (over & (floor > eye + _LIFT)).any(axis=-1)
