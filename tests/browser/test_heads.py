"""The racers' marks: at the edge where they are out of sight, and what they tell under a pointer."""

import numpy as np
import pytest
from playwright.sync_api import expect

from exports.edges import dots, mark
from exports.ink import Box
from exports.sheet import Pane
from exports.sight import Relief
from figures import landscape
from optimizers import AdaGrad, Adam, GradientDescent, Momentum, Nesterov
from tests.browser.rest import rest
from tests.browser.stand import message, run

WILD = {
    "wild": GradientDescent(0.5),
    "Momentum": Momentum(0.05),
    "Adam": Adam(0.2),
    "Nesterov": Nesterov(0.03),
    "AdaGrad": AdaGrad(0.8),
}

_PLACES = """(view) => window.player.boards[view].panes.map(({ rectangle, racers }) => ({
  rectangle,
  racers: racers.map(({ pixels, place, dots }) => ({ pixels: [...pixels], place, dots })),
}))"""

_CAMERA = "window.player.boards['3-D'].plot._fullLayout.scene._scene.getCamera().eye"


def panes(stand, view):
    return stand.page.evaluate(_PLACES, view)


@pytest.mark.parametrize(("view", "step"), [("contour", 1), ("contour", 60), ("side by side", 60), ("loss", 60)])
def test_a_racer_is_marked_and_its_steps_are_dotted_as_in_exports(stand, view, step):
    shown = "contour" if view == "loss" else view
    stand.show(run("beale", WILD, steps=60), view=shown, step=step)
    outside = 0
    for pane in panes(stand, view):
        left, top, width, height = pane["rectangle"]
        box, taken = Box(left, top, left + width, top + height), []
        for racer in pane["racers"]:
            pixels = np.reshape(racer["pixels"], (-1, 2))
            np.testing.assert_array_equal(racer["dots"], dots(pixels, box, 1, charted=view == "loss"))
            drawn = Pane(box, (0,), (pixels,), None, (0, 0, 0), charted=view == "loss")
            found = mark(drawn, 0, step, pixels[step], 6.5, taken)
            place = racer["place"]
            np.testing.assert_allclose((place["x"], place["y"]), found.center, atol=1e-3)
            assert place.get("angle") == (None if found.angle is None else pytest.approx(found.angle, abs=1e-6))
            outside += found.angle is not None
    assert outside >= (1 if step == 1 else 3)


def test_a_racer_that_left_the_relief_is_marked_at_its_edge(stand):
    stand.show(run("beale", WILD, steps=60), view="3-D")
    stand.page.wait_for_function("window.player.boards['3-D'].panes[0]?.racers[0].place")
    for racer, run_ in zip(panes(stand, "3-D")[0]["racers"], stand.race.values(), strict=True):
        assert ("angle" in racer["place"]) == (run_.stopped is not None)


def test_a_racer_stands_on_the_relief_up_to_its_last_step_there(stand):
    stand.show(run("beale", WILD, steps=60), view="3-D", step=0)
    last = np.flatnonzero(Relief(landscape(stand.race.surface)).covers(stand.race["Momentum"].points))[-1]
    for step in (last, last + 1):
        stand.page.evaluate("(step) => window.player.clock.seek(step)", int(step))
        stand.painted()
        place = panes(stand, "3-D")[0]["racers"][1]["place"]
        assert ("angle" in place) == (step > last)
    points = stand.race["Adam"].points[[1, 20, 60]]
    ground, off = stand.page.evaluate(
        """(points) => {
          const [pane] = window.player.boards["3-D"].panes;
          return [points.map((point) => pane.onGround(...point)), pane.onGround(99, 0).every(isNaN)];
        }""",
        points.tolist(),
    )
    pixels = np.reshape(panes(stand, "3-D")[0]["racers"][2]["pixels"], (-1, 2))
    np.testing.assert_allclose(ground, pixels[[1, 20, 60]], atol=2)  # the ground is known on a grid
    assert off


def at(stand, view, racer):
    return stand.page.evaluate(
        """([view, racer]) => {
          const { plot, panes } = window.player.boards[view];
          const { left, top } = plot.getBoundingClientRect();
          const { x, y } = panes[0].racers.find(({ name }) => name === racer).place;
          return [left + x, top + y];
        }""",
        [view, racer],
    )


def test_a_mark_tells_its_racer_and_its_step_place_and_loss_on_the_map_and_in_the_chart(stand):
    stand.show(run("beale", WILD, steps=60), step=40)
    point, loss = stand.race["Adam"].points[40], stand.race["Adam"].values[40]
    for view in ("contour", "loss"):
        label = stand.find(f'[data-view="{view}"] .derby-label')
        stand.page.mouse.move(*at(stand, view, "Adam"))
        expect(label).to_have_text(f"Adamstep 40x {point[0]:.4g}, y {point[1]:.4g}loss {loss:.4g}")
        stand.page.mouse.move(*at(stand, view, "wild"))
        expect(label).to_contain_text("wilddiverged at step")
        stand.page.mouse.move(5, 5)
        expect(label).to_be_hidden()


def test_a_line_of_the_chart_tells_the_step_under_the_pointer(stand):
    stand.show(run("beale", {"Adam": Adam(0.2)}, steps=60))
    x, y = stand.page.evaluate("""() => {
      const { plot, panes: [{ racers: [{ pixels }] }] } = window.player.boards.loss;
      const { left, top } = plot.getBoundingClientRect();
      return [left + pixels[40], top + pixels[41]];
    }""")
    stand.page.mouse.move(x, y)
    expect(stand.find('[data-view="loss"] .derby-label')).to_contain_text("step 20")


def test_a_tap_on_a_mark_tells_and_sets_no_start(stand):
    stand.show(run("beale", WILD, steps=60), step=40)
    before, label = len(stand.said), stand.find('[data-view="contour"] .derby-label')
    x, y = at(stand, "contour", "Adam")
    touch = {"pointerType": "touch", "isPrimary": True, "bubbles": True, "clientX": x, "clientY": y, "button": 0}
    surface = stand.find('[data-view="contour"] .nsewdrag').first
    for name in ("pointerdown", "pointerup"):
        surface.evaluate(
            "(element, [name, told]) => element.dispatchEvent(new PointerEvent(name, told))", [name, touch]
        )
    expect(label).to_contain_text("Adam")
    assert len(stand.said) == before
    stand.page.evaluate("window.player.clock.seek(41)")
    expect(label).to_be_hidden()


def test_the_relief_turns_within_limits_comes_back_and_keeps_its_camera_over_dark(stand):
    finished = run(steps=20)
    stand.show(finished, view="3-D")
    first, reset = stand.page.evaluate(_CAMERA), stand.find(".derby-reset")
    expect(reset).to_be_hidden()
    relief = stand.find('[data-view="3-D"] .derby-plot')
    box = relief.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(across, down):
        stand.page.mouse.move(x, y)
        stand.page.mouse.down()
        stand.page.mouse.move(x + across, y + down, steps=4)
        stand.page.mouse.up()
        rest(relief)
        return stand.page.evaluate(_CAMERA)

    assert drag(150, 0)["z"] == pytest.approx(first["z"], abs=1e-6)  # a turntable
    assert drag(0, -400)["z"] > -0.16
    stand.page.keyboard.down("Control")
    for _ in range(8):
        stand.page.mouse.wheel(0, 800)
    stand.page.keyboard.up("Control")
    rest(relief)
    eye = stand.page.evaluate(_CAMERA)
    assert np.hypot(np.hypot(eye["x"], eye["y"]), eye["z"] + 0.16) < 4.6
    stand.page.evaluate("document.body.style.setProperty('--st-background-color', '#12161b')")
    stand.send(message(finished, view="3-D"))
    assert stand.page.evaluate(_CAMERA) == pytest.approx(eye)
    reset.click()
    expect(reset).to_be_hidden()
    assert stand.page.evaluate(_CAMERA) == pytest.approx(first, abs=1e-3)


def test_a_change_of_the_pixels_size_repaints_at_once(stand):
    """Emulation changes the ratio without the event that a browser sends along."""
    stand.unmount()
    stand.page.evaluate("""() => {
      window.known = window.matchMedia;
      window.matchMedia = (query) => (window.density = window.known(query));
    }""")
    stand.mount()
    stand.show(run(steps=20))
    canvas = "document.querySelector('[data-view=contour] .derby-heads')"
    before = stand.page.evaluate(f"{canvas}.width")
    session = stand.page.context.new_cdp_session(stand.page)
    metrics = {"width": 1200, "height": 700, "mobile": False}
    for ratio in (2, 1):
        session.send("Emulation.setDeviceMetricsOverride", {**metrics, "deviceScaleFactor": ratio})
        stand.page.evaluate("window.density.dispatchEvent(new Event('change'))")
        stand.page.wait_for_function(f"{canvas}.width === {ratio * before}")
    session.detach()
    stand.page.evaluate("() => void (window.matchMedia = window.known)")
