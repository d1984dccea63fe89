"""The player's modules, one by one, against the Python they mirror and the Plotly they draw on."""

import base64
from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

import optimizers
import surfaces
from figures import landscape, loss_axis
from figures.critical import mark_groups, told_apart
from figures.names import names_apart
from tests.browser.stand import message, run

RUNS = {"beale": (1.0, 1.5), "himmelblau": (0.0, 0.0), "saddle": (1.0, 0.1)}


def test_a_message_arrives_as_it_was_packed(stand):
    finished = run(rules={"Ädam <1>": optimizers.Adam(0.2), "b": optimizers.GradientDescent(0.5)}, steps=37)
    ground, offset = landscape(finished.surface), loss_axis(finished).offset
    decoded = stand.page.evaluate(
        """async (message) => {
          const { decode } = await import("/player/decode.js");
          const { header, racers, grid } = decode(Uint8Array.from(atob(message), (letter) => letter.charCodeAt(0)));
          const plain = ({ name, ...arrays }) => [name, ...["x", "y", "loss"].map((key) => Array.from(arrays[key]))];
          return { header, racers: racers.map(plain), grid: Array.from(grid) };
        }""",
        base64.b64encode(message(finished)).decode(),
    )
    assert decoded["header"]["steps"] == 37
    assert np.array_equal(np.float32(decoded["grid"]), np.float32(ground.height(ground.loss)).ravel())
    largest = np.finfo(np.float32).max
    for (name, *arrays), (sent_name, sent) in zip(decoded["racers"], finished.items(), strict=True):
        assert name == sent_name
        assert np.array_equal(np.float32(arrays[0]), np.float32(sent.points[:, 0]))
        assert np.array_equal(np.float32(arrays[1]), np.float32(sent.points[:, 1]))
        assert np.array_equal(np.float32(arrays[2]), np.float32(np.clip(sent.values - offset, -largest, largest)))


@pytest.mark.parametrize("surface", RUNS)
def test_heights_and_losses_are_those_of_the_python_landscape(stand, surface):
    stand.show(run(surface, start=RUNS[surface]))
    ground = landscape(stand.race.surface)
    losses = np.linspace(ground.low - 1, float(ground.loss.max()), 50)
    heights = np.linspace(0, ground.top, 50)
    there = stand.page.evaluate(
        """([losses, heights]) => {
          const { landscape } = window.player;
          return [losses.map((loss) => landscape.height(loss)), heights.map((height) => landscape.lossAt(height))];
        }""",
        [losses.tolist(), heights.tolist()],
    )
    assert there[0] == pytest.approx(ground.height(losses), rel=1e-12, abs=1e-12)
    assert there[1] == pytest.approx([ground.loss_at(height) for height in heights], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("key", ["rastrigin", "levy_13", "himmelblau", "saddle"])
@pytest.mark.parametrize("unit", [(55.0, 44.0), (18.0, 21.0), (160.0, 140.0)])
def test_the_browser_marks_the_points_that_python_tells_apart(stand, key, unit):
    ground = landscape(surfaces.get(key))
    lists = [marks["points"] for marks in mark_groups(ground.critical)]
    there = stand.page.evaluate(
        """async ([lists, x, y]) => (await import("/player/marks.js")).toldApart(lists, x, y)""", [lists, *unit]
    )
    assert [points for points in there if points] == [
        marks["points"] for marks in mark_groups(told_apart(ground.critical, unit))
    ]


@pytest.mark.parametrize("names", [["Adam 0.1", "Adam 0.15"], ["Adam", "Momentum"], ["a 가 1", "a 가 2", "a 가 2 b"]])
def test_the_browser_tells_names_apart_as_exports_do(stand, names):
    there = stand.page.evaluate("""async (names) => (await import("/player/pictures.js")).namesApart(names)""", names)
    assert there == names_apart(names)


def test_eighty_panels_have_titles_that_do_not_overlap_and_no_labels_of_ticks(stand):
    racers = {f"Adam, learning rate {0.01 * (i + 1):.2f}": optimizers.Adam(0.01 * (i + 1)) for i in range(80)}
    stand.show(run(rules=racers, steps=2), view="side by side")
    boxes, labels = stand.page.evaluate("""() => {
      const { plot } = window.player.boards["side by side"];
      const boxes = [...plot.querySelectorAll(".annotation-text")].map((text) => text.getBoundingClientRect());
      const labels = plot.querySelectorAll(":is(.xtick, .ytick) text").length;
      return [boxes.map(({ left, right, top }) => [left, right, Math.round(top)]), labels];
    }""")
    assert len(boxes) == 80
    assert not labels
    for (_, right, top), (left, _, next_top) in pairwise(boxes):
        assert top != next_top or right <= left


_PIXELS = """([view, zoom]) => {
  const board = window.player.boards[view];
  return Promise.resolve(zoom && window.Plotly.relayout(board.plot, zoom)).then(() => {
    board.paint(window.player.clock.step);
    const layout = board.plot._fullLayout;
    return board.panes.flatMap((pane) => {
      const [x, y] = ["x", "y"].map((letter) => layout[pane.axes.replace("?", letter)]);
      return pane.racers.flatMap(({ u, v, pixels }) => Array.from(u, (_, i) => [
        pixels[2 * i] - (x._offset + x.l2p(u[i])), pixels[2 * i + 1] - (y._offset + y.l2p(v[i])),
      ]));
    }).flat();
  });
}"""


@pytest.mark.parametrize("view", ["contour", "side by side", "loss"])
@pytest.mark.parametrize(
    "zoom", [None, {"xaxis.range": [0.3, 1.7], "yaxis.range": [-0.2, 2.2]}], ids=["whole", "zoomed"]
)
def test_points_fall_where_plotly_s_axes_have_them(stand, view, zoom):
    stand.show(run(steps=60), view="contour" if view == "loss" else view)
    misses = np.array(stand.page.evaluate(_PIXELS, [view, zoom]))
    assert misses.size
    assert np.abs(misses).max() < 0.5


def test_a_pane_finds_the_point_under_its_own_pixel(stand):
    stand.show(run())
    found = stand.page.evaluate("""() => {
      const { plot, panes: [pane] } = window.player.boards.contour;
      const [x, y] = [pane.racers[0].pixels[20], pane.racers[0].pixels[21]];
      return [...pane.locate(plot._fullLayout, x, y), pane.racers[0].u[10], pane.racers[0].v[10],
              pane.locate(plot._fullLayout, 1, 1)];
    }""")
    assert found[:2] == pytest.approx(found[2:4], abs=1e-4)
    assert found[4] is None


def test_the_relief_s_points_are_where_plotly_draws_them(stand):
    stand.show(run("himmelblau", start=(0, 0)), view="3-D")
    stand.page.wait_for_function("window.player.boards['3-D'].panes[0]?.rectangle")
    corners = [(-6, -6), (6, 6), (0, 0), (-2.8, 3.1)]
    expected = stand.page.evaluate(
        """async (points) => {
          const { boards, landscape, clock } = window.player;
          const { ScenePane } = await import("/player/panes.js");
          const [u, v] = [0, 1].map((k) => Float32Array.from(points, (point) => point[k]));
          const heights = Float32Array.from(points, () => landscape.peak);
          const board = boards["3-D"];
          await window.Plotly.addTraces(board.plot, {
            type: "scatter3d", mode: "markers", x: Array.from(u), y: Array.from(v), z: Array.from(heights),
            marker: { size: 9, color: "#ff00ff", opacity: 1, line: { width: 0 } },
          });
          const pane = new ScenePane([{ u, v, heights }], { covers: () => true, hides: () => false });
          pane.project(board.plot._fullLayout);
          const { left, top } = board.plot.getBoundingClientRect();
          const { pixels } = pane.racers[0];
          return points.map((_, i) => [left + pixels[2 * i], top + pixels[2 * i + 1]]);
        }""",
        corners,
    )
    stand.painted()
    picture = np.asarray(Image.open(BytesIO(stand.page.screenshot())).convert("RGB")).astype(int)
    magenta = (picture[..., 0] > 200) & (picture[..., 1] < 60) & (picture[..., 2] > 200)
    for x, y in expected:
        top, left = int(y) - 15, int(x) - 15
        near = np.argwhere(magenta[top : top + 31, left : left + 31])
        assert len(near) > 10, "no marker near its projection"
        assert near.mean(axis=0) + 0.5 == pytest.approx((y - top, x - left), abs=3)


def test_what_lies_behind_a_ridge_is_marked_hidden(stand):
    stand.show(run("himmelblau", start=(0, 0)), view="3-D")
    hidden = stand.page.evaluate("""async () => {
      const { Relief } = await import("/player/landscape.js");
      const size = 41;
      const row = Float64Array.from({ length: size }, (_, i) => (i === 20 ? 1 : 0));
      const ground = { x: [0, 1], y: [0, 1], peak: 1, size, rows: Array(size).fill(row) };
      const relief = new Relief(ground, { x: 1, y: 1, z: 1 });
      const eye = { x: 2, y: 0, z: 2 };
      return [[0.2, 0], [0.8, 0], [0.2, 1]].map(([u, height]) => relief.hides(u, 0.5, height, eye));
    }""")
    assert hidden == [True, False, False]


_CLOCK = """async (script) => {
  const { Clock } = await import("/player/clock.js");
  const real = [performance.now, window.requestAnimationFrame, window.cancelAnimationFrame];
  let [time, waiting] = [0, []];
  performance.now = () => time;
  window.requestAnimationFrame = (callback) => waiting.push(callback);
  window.cancelAnimationFrame = () => (waiting = []);
  const ticks = [];
  const clock = new Clock((step) => ticks.push(step));
  const pass = (seconds) => { time += 1000 * seconds; const due = waiting; waiting = []; due.forEach((f) => f(time)); };
  try {
    const [setLast, seek, play] = ["setLast", "seek", "play"].map((name) => clock[name].bind(clock));
    const names = { clock, pass, ticks, setLast, seek, play, step: () => clock.step };
    return new Function(...Object.keys(names), script)(...Object.values(names));
  } finally {
    delete performance.now;
    [, window.requestAnimationFrame, window.cancelAnimationFrame] = real;
  }
}"""

CLOCKS = {
    "plays 30 steps a second": ("setLast(100); seek(0); play(); pass(0.5); return step()", 15),
    "plays faster": ("setLast(100); seek(0); clock.speed = 4; play(); pass(0.5); return step()", 60),
    "starts over from the end": ("setLast(10); play(); return step()", 0),
    "stops at the end": ("setLast(10); play(); pass(9); pass(1); return [step(), clock.playing]", [10, False]),
    "rests at the end of a loop": ("setLast(10); clock.loop = true; play(); pass(9); pass(0.5); return step()", 10),
    "loops": ("setLast(10); clock.loop = true; play(); pass(9); pass(1); return [step(), clock.playing]", [0, True]),
    "keeps its step in a longer race": ("setLast(10); seek(4); setLast(20); return step()", 4),
    "stays at the end of a longer race": ("setLast(10); setLast(20); return step()", 20),
    "is cut to a shorter race": ("setLast(10); seek(8); setLast(5); return step()", 5),
    "seeks no further than the end": ("setLast(10); seek(99); return step()", 10),
    "seeks no further than the start": ("setLast(10); seek(-3); return step()", 0),
    "ticks once for several asks": ("setLast(3); clock.request(); clock.request(); pass(1); return ticks", [3]),
    "is quiet once stopped": ("setLast(9); play(); clock.stop(); pass(1); return ticks", []),
}


@pytest.mark.parametrize("name", CLOCKS)
def test_the_clock(stand, name):
    script, expected = CLOCKS[name]
    assert stand.page.evaluate(_CLOCK, script) == pytest.approx(expected)


PANELS = [(1, 540, 430, 1), (2, 540, 430, 2), (6, 540, 430, 3), (12, 540, 430, 4), (6, 300, 400, 2)]


@pytest.mark.parametrize(("count", "width", "height", "columns"), PANELS)
def test_panels_are_as_large_as_the_field_allows(stand, count, width, height, columns):
    script = "async (sizes) => (await import('/player/pictures.js')).columnsOf(...sizes)"
    assert stand.page.evaluate(script, [count, width, height]) == columns
