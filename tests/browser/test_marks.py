"""The marks of critical points in the browser: told apart at any zoom and size, in the player and under a figure."""

import numpy as np
import pytest

import surfaces
from figures import styles
from figures.basins import basins_figure
from figures.critical import APART
from optimizers import Adam
from player import plot_payload
from racing import basins
from surfaces import critical_points
from tests.browser.stand import run

# Each map's marks in sight: [x, y in pixels of the figure, name].
_MARKS = """(plot) => {
  const { _fullLayout: layout, _fullData: traces } = plot;
  const marks = traces.filter(({ meta }) => meta?.marks);
  return [...new Set(marks.map(({ xaxis }) => xaxis))].map((ref) => marks
    .filter(({ xaxis }) => xaxis === ref)
    .flatMap((trace) => {
      const [x, y] = [trace.xaxis, trace.yaxis].map((axis) => layout[`${axis[0]}axis${axis.slice(1)}`]);
      const inside = (value, { range: [low, high] }) => value >= low && value <= high;
      return Array.from(trace.x, (u, i) => [x.d2p(u), y.d2p(trace.y[i]), trace.text[i], u, trace.y[i]])
        .filter(([, , , u, v]) => inside(u, x) && inside(v, y));
    }));
}"""

# The y and the x axis of a figure's last map.
_LAST_AXES = """((layout) => Object.keys(layout._plots).slice(-1).flatMap((id) =>
  [layout._plots[id].yaxis, layout._plots[id].xaxis]))(%s._fullLayout)"""

ZOOMED = {"xaxis.range": [-1.2, 1.2], "yaxis.range": [-1.2, 1.2]}


def marks(stand, plot):
    return stand.page.evaluate(f"({_MARKS})({plot})")


def zoom(stand, plot, ranges):
    stand.page.evaluate(f"(ranges) => window.Plotly.relayout({plot}, ranges)", ranges)
    stand.painted()  # the marks follow


def assert_told_apart(found):
    places = np.array([mark[:2] for mark in found])
    apart = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    assert apart[~np.eye(len(places), dtype=bool)].min(initial=np.inf) >= APART - 1e-6


@pytest.mark.parametrize("view", ["contour", "side by side"])
def test_a_crowded_map_marks_the_best_and_more_as_one_zooms_in(stand, view):
    plot = f"window.player.boards['{view}'].plot"
    stand.show(run("rastrigin", start=(1, 1)), view=view)
    whole = marks(stand, plot)
    zoom(stand, plot, ZOOMED)
    for before, after in zip(whole, marks(stand, plot), strict=True):
        assert_told_apart(before)
        assert_told_apart(after)
        assert before[0][2] == after[0][2] == "global minimum"
        assert len(before) < len(critical_points(surfaces.get("rastrigin")))
        assert sum(abs(x) < 1.2 and abs(y) < 1.2 for *_, x, y in before) < len(after)
        assert {name for *_, name, _, _ in after} > {"global minimum", "minimum"}
    if view == "contour":
        assert len(after) == 25


def test_a_click_near_a_mark_means_its_point_to_the_last_digit_and_elsewhere_what_is_there(stand):
    known = [point.point for point in critical_points(surfaces.get("himmelblau"))]
    for view in ("contour", "side by side"):
        stand.show(run("himmelblau", start=(1, 1)), view=view)
        plot = f"window.player.boards['{view}'].plot"
        box = stand.page.evaluate(f"(({{ left, top }}) => [left, top])({plot}.getBoundingClientRect())")
        for x, y, *_ in marks(stand, plot)[-1][:3]:
            left, top = stand.page.evaluate(f"(({{ _offset: y }}, {{ _offset: x }}) => [x, y])(...{_LAST_AXES % plot})")
            for away, near in ((5, True), (20, False)):
                stand.page.mouse.click(box[0] + left + x + away, box[1] + top + y)
                assert (tuple(stand.said[-1][1]) in known) == near


def test_the_maps_of_the_starts_mark_what_can_be_told_apart_at_any_zoom(stand):
    surface = surfaces.get("rastrigin")
    targets = [point.point for point in critical_points(surface)]
    found = {name: basins(Adam(0.1), surface, targets, steps=20, size=8) for name in "abc"}
    stand.unmount()
    stand.mount("plot")
    stand.send(plot_payload(basins_figure(found, styles([Adam] * 3), steps=20), id="starts", file="starts"))
    whole = marks(stand, "window.plot.plot")
    assert len(whole) == 3
    zoom(stand, "window.plot.plot", ZOOMED)
    closer = marks(stand, "window.plot.plot")
    for before, after in zip(whole, closer, strict=True):
        assert_told_apart(before)
        assert_told_apart(after)
        assert before[0][2] == after[0][2] == "global minimum"
        assert sum(abs(x) < 1.2 and abs(y) < 1.2 for *_, x, y in before) < len(after)


def test_the_relief_is_not_covered_and_its_height_says_what_it_is(stand):
    stand.show(run("rastrigin", start=(1, 1)), view="3-D")
    plot = "window.player.boards['3-D'].plot"
    assert stand.page.evaluate(f"{plot}.data.length") == 2  # with shaders for one kind of marks only
    count = f"{plot}.data.filter(({{ type }}) => type === 'scatter3d').reduce((sum, {{ x }}) => sum + x.length, 0)"
    assert 1 < stand.page.evaluate(count) <= 121
    assert stand.page.evaluate(f"{plot}.layout.scene.zaxis.title.text") == "loss"
    stand.show(run("rosenbrock"), view="3-D")
    assert stand.page.evaluate(f"{plot}.layout.scene.zaxis.title.text") == "loss (log-like scale)"
