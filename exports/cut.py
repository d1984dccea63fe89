"""The loss along one step below an exported picture: what `figures.cut` has on the page, in Matplotlib."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from exports.fonts import drawable
from figures import Style, Theme
from figures.cut import Cut, heights
from figures.marks import SHAPES
from words import _, say, tell

TITLE = say("loss along the step")


def draw_cut(axes: Axes, seen: Cut, style: Style, theme: Theme, size: float) -> None:
    """Draw the loss, the parabola, and where the step begins and lands; letters of `size` points."""
    axes.set_facecolor(theme.background)
    axes.set_title(drawable(tell(TITLE)), loc="left", color=theme.muted, fontsize=size, pad=2, parse_math=False)
    axes.set_xlim(seen.along[0], seen.along[-1])
    axes.set_ylim(*heights(seen))
    axes.set_xticks([0, 1], [drawable(_("start")), drawable(_("landing"))])
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(_apart(axes.get_yticks()))
    axes.plot(seen.along, seen.losses, color=theme.text, linewidth=1.4)
    if seen.has_parabola:
        axes.plot(seen.along, seen.parabola(seen.along), color=theme.muted, linewidth=1.2, linestyle="--", zorder=1.5)
    if seen.lowest is not None:
        axes.plot(seen.lowest, seen.parabola(seen.lowest), marker="x", color=theme.muted, markersize=0.7 * size)
    ring = {"marker": "o", "markersize": size, "markerfacecolor": "none", "markeredgecolor": theme.text}
    axes.plot(0, seen.before, **ring)
    corners = [(x, -y) for x, y in SHAPES[style.symbol]]
    axes.plot(1, seen.after, marker=corners, markersize=size, color=style.color, markeredgewidth=0, clip_on=False)


def _apart(ticks: Sequence[float]) -> FuncFormatter:
    """Return what writes ticks with as many digits as tell them from each other, six at least."""
    written = (lambda tick, _, digits=digits: f"{tick:.{digits}g}" for digits in range(6, 18))
    return FuncFormatter(next(write for write in written if len({write(tick, 0) for tick in ticks}) == len(ticks)))
