"""How the picture looks in the browser: what of the look is drawn, on which axes, and what a change of it sends."""

import numpy as np
import pytest
from playwright.sync_api import expect

import surfaces
from figures import DARK, LIGHT, Look, landscape
from figures.arrows import APART, arrow_lines, arrows
from figures.look import CHOICES
from figures.theme import GROUNDS
from figures.ticks import loss_ticks
from tests.browser.rest import rest
from tests.browser.stand import run
from tests.meetings import meetings

MAPS = pytest.mark.parametrize("view", ["contour", "side by side"])
VIEWS = pytest.mark.parametrize("view", ["contour", "side by side", "3-D"])

# Of each map of a board: pixels that a unit takes, [along x, along y], and its axes' ranges.
_SCALES = """(view) => {
  const { panes, plot } = window.picture.boards[view];
  return panes.map(({ axes }) => ["x", "y"].map((letter) => {
    const { _length, range } = plot._fullLayout[axes.replace("?", letter)];
    return [_length / (range[1] - range[0]), ...range];
  }));
}"""

_FITS = """(view) => {
  const { element, plot } = window.picture.boards[view];
  return Math.abs(plot._fullLayout.width - element.clientWidth) < 1;
}"""

_BEGINS = """(view) => {
  const { drawn, panes } = window.picture.boards[view];
  return drawn === 0 && panes.every(({ rectangle }) => rectangle);
}"""

# The opacity of the canvas under the heads around the start of each pane, all round.
_RING = """(view) => {
  const { panes, layers } = window.picture.boards[view];
  const ratio = window.devicePixelRatio;
  return panes.map(({ racers: [{ pixels }] }) => Array.from({ length: 16 }, (_, i) => {
    const [x, y] = [Math.cos, Math.sin].map((f, axis) => pixels[axis] + 9.75 * f(i * Math.PI / 8));
    return Array.from(layers[0].getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data);
  }));
}"""

# What is drawn with lines on a canvas that only takes notes: [from, to] of each.
_LINES = """async (view) => {
  const { paintUnder } = await import("/player/under.js");
  const lines = [];
  let at = null;
  const notes = new Proxy({}, {
    get: (_, name) => (...given) => {
      if (name === "lineTo") lines.push([at, given]);
      if (name === "moveTo" || name === "lineTo") at = given;
    },
    set: () => true,
  });
  paintUnder(notes, window.picture.boards[view].panes[0], 1, true);
  return lines;
}"""


def scales(stand, view):
    return np.array(stand.page.evaluate(_SCALES, view))


@MAPS
@pytest.mark.parametrize("key", ["quadratic", "rosenbrock", "saddle"])
def test_equally_scaled_axes_show_the_whole_domain_with_units_of_one_length(stand, view, key):
    finished = run(key)
    stand.show(finished, view=view, look=Look(axes="equal"))
    for across, along in scales(stand, view):
        assert across[0] == pytest.approx(along[0], rel=1e-3)
        assert (tuple(across[1:]), tuple(along[1:])) == finished.surface.domain
    stand.show(finished, view=view, has_grid=False)
    (across, _, _), (along, _, _) = scales(stand, view)[0]
    assert across != pytest.approx(along, rel=0.02)


@MAPS
def test_equally_scaled_axes_stay_so_as_one_zooms_and_as_the_page_is_resized(stand, view):
    stand.show(run("rosenbrock"), view=view, look=Look(axes="equal"))
    box = stand.find(f'[data-view="{view}"] .nsewdrag').first.bounding_box()
    stand.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
    stand.page.keyboard.down("Control")
    stand.page.mouse.wheel(0, -300)
    stand.page.keyboard.up("Control")
    plot, reset = stand.find(f'[data-view="{view}"] .derby-plot'), stand.find(".derby-reset")
    expect(reset).to_be_visible()
    rest(plot)
    (across, along), *_ = scales(stand, view)
    assert np.ptp(across[1:]) < 3.9
    assert across[0] == pytest.approx(along[0], rel=1e-3)
    stand.page.set_viewport_size({"width": 900, "height": 700})
    stand.page.wait_for_function(_FITS, arg=view)
    rest(plot)
    (across, along), *_ = scales(stand, view)
    stand.page.set_viewport_size({"width": 1200, "height": 700})
    assert across[0] == pytest.approx(along[0], rel=1e-3)
    reset.click()
    expect(reset).to_be_hidden()
    rest(plot)
    (across, along), *_ = scales(stand, view)
    assert (tuple(across[1:]), tuple(along[1:])) == surfaces.get("rosenbrock").domain


@MAPS
def test_a_click_on_equally_scaled_axes_reports_the_point_under_it(stand, view):
    stand.show(run("quadratic"), view=view, look=Look(axes="equal"))
    box = stand.find(f'[data-view="{view}"] .nsewdrag').first.bounding_box()
    stand.page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 0.25 * box["height"])
    [[event, point]] = stand.said
    assert event == "start"
    assert point == pytest.approx((2.5, 6), abs=0.15)


def test_the_marks_on_equally_scaled_axes_are_told_apart_at_once(stand):
    stand.show(run("rastrigin", start=(1, 1)), look=Look(axes="equal"))
    traces = stand.page.evaluate(
        "window.player.boards.contour.plot._fullData.filter(({ meta }) => meta?.marks).map(({ x, y }) => [x, y])"
    )
    places = np.concatenate([np.transpose(trace) for trace in traces]) * scales(stand, "contour")[0, :, 0]
    apart = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    assert apart[~np.eye(len(places), dtype=bool)].min() >= 36 - 1e-6


@VIEWS
def test_what_the_look_leaves_out_is_not_drawn(stand, view):
    stand.show(run(), view=view)
    plot = f"window.player.boards['{view}'].plot"
    if view == "3-D":
        lines, marks = f"{plot}.data[0].contours.z.show", f"{plot}.data.filter((trace) => trace.type === 'scatter3d')"
    else:
        lines = f"{plot}.querySelectorAll('.contourlines path').length > 0"
        marks = f"{plot}.data.filter(({{ meta }}) => meta?.marks)"
    assert stand.page.evaluate(lines)
    assert stand.page.evaluate(f"{marks}.length") > 0
    stand.show(run(), view=view, look=Look(lines=False, marks=False), has_grid=False)
    assert stand.said == []
    assert not stand.page.evaluate(lines)
    assert stand.page.evaluate(f"{marks}.length") == 0


@VIEWS
def test_the_ground_has_the_colours_asked_for_and_is_not_sent_again_for_them(stand, view):
    stand.show(run(), view=view)
    for theme, ground in meetings([LIGHT, DARK], GROUNDS, len(GROUNDS) if view == "contour" else 1):
        stand.show(run(), view=view, look=Look(theme=theme.name, ground=ground), has_grid=False)
        assert stand.said == []
        scale = stand.page.evaluate(
            f"window.player.boards['{view}'].plot._fullData[0].colorscale.map(([, color]) => color)"
        )
        assert tuple(scale) == theme.on(ground).scale, (theme.name, ground)


@VIEWS
def test_the_start_is_ringed_on_every_map_before_the_race_begins(stand, view):
    stand.show(run("himmelblau", start=(0, 0)), view=view)
    stand.page.keyboard.press("Home")
    stand.page.wait_for_function(_BEGINS, arg=view)
    rings = np.array(stand.page.evaluate(_RING, view))
    assert len(rings) == (2 if view == "side by side" else 1)
    assert (rings[..., 3] > 120).all()
    assert (rings[..., :3].mean(axis=-1) < 140).mean() > 0.7


def test_the_chart_has_no_ring(stand):
    stand.show(run())
    assert stand.page.evaluate("window.player.boards.loss.panes.every(({ under }) => under === null)")


@pytest.mark.parametrize("view", ["contour", "side by side"])
@pytest.mark.parametrize("axes", CHOICES["axes"].titles)
def test_the_arrows_are_those_of_python(stand, view, axes):
    finished = run("rosenbrock")
    stand.show(finished, view=view, look=Look(arrows=True, axes=axes))
    stand.painted()
    unit = scales(stand, view)[0, :, 0]
    expected = arrow_lines(arrows(finished.surface, landscape(finished.surface)), unit) * unit
    there = np.array(stand.page.evaluate(_LINES, view)).reshape(-1, 3, 2, 2)
    assert len(there) == len(expected) > 20
    ways = there[:, 0, 1] - there[:, 0, 0]
    np.testing.assert_allclose(ways, (expected[:, 1] - expected[:, 0]) * (1, -1), atol=0.02)
    spacing = np.hypot(*np.diff(there[:2, 0].mean(axis=1), axis=0)[0])
    assert spacing >= APART - 0.1


def test_arrows_come_once_and_are_asked_for_where_they_are_not_here(stand):
    finished = run()
    stand.show(finished)
    stand.show(finished, look=Look(arrows=True), has_grid=False, has_arrows=False)
    assert stand.said == [["lost", landscape(finished.surface).identity]]
    stand.show(finished, look=Look(arrows=True), has_grid=False)
    stand.show(finished, look=Look(), has_grid=False)
    stand.show(finished, look=Look(arrows=True), has_grid=False, has_arrows=False)
    assert len(stand.said) == 1
    assert stand.page.evaluate("window.player.landscape.arrows.length") > 0


def test_other_levels_are_another_ground(stand):
    finished = run()
    stand.show(finished, view="3-D")
    stand.show(finished, look=Look(levels="even"), view="3-D", has_grid=False)
    assert stand.said == [["lost", landscape(finished.surface, levels="even").identity]]
    for levels in CHOICES["levels"].titles:
        stand.show(finished, look=Look(levels=levels), view="3-D")
        texts = stand.page.evaluate("window.player.boards['3-D'].plot._fullLayout.scene.zaxis.ticktext")
        assert texts == [text for _, text in loss_ticks(landscape(finished.surface, levels=levels))]
