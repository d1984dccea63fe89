"""The player by itself: it shows what it was sent, follows its clock, and asks for what it lost."""

import base64
import json

import pytest
from playwright.sync_api import expect

import optimizers
from figures import landscape
from figures.views import VIEWS
from tests.browser.rest import rest
from tests.browser.stand import Stand, message, run, serve

RACERS = {name: rule() for name, rule in list(optimizers.CATALOGUE.items())[:5]}

_PAINTED = """async (frames) => {
  const { clock } = window.player;
  Object.assign(clock, { step: 0, speed: 4, loop: true });
  let painted = 0;
  const paint = clock.onTick;
  clock.onTick = (step) => { painted += 1; paint(step); };
  clock.play();
  for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
  clock.pause();
  clock.onTick = paint;
  return painted;
}"""

_SIGHT = """(view) => {
  const { xaxis, yaxis, scene } = window.player.boards[view].plot._fullLayout;
  return scene ? scene._scene.getCamera() : [xaxis.range, yaxis.range];
}"""
_PLAYHEAD = "() => [window.player.clock.step, window.player.clock.before]"  # and when it was there, in milliseconds


def test_a_first_race_stands_at_its_end(stand):
    stand.show(run(steps=80))
    assert stand.step == 80
    expect(stand.find(".derby-readout")).to_have_text("step 80 / 80")


def test_a_map_whose_width_is_no_whole_number_is_drawn_once(stand):
    """Drawn for a second time it would have the whole number of pixels that the browser tells."""
    stand.page.locator(".derby").evaluate("root => root.style.width = '1000.4px'")
    stand.show(run())
    assert stand.find('[data-view="contour"] .derby-plot').evaluate("plot => plot._fullLayout.width % 1") > 0


def test_buttons_steer_the_race(stand):
    stand.show(run(steps=80))
    for label, step in (("First", 0), ("One step on", 1), ("One step on", 2), ("One step back", 1), ("Last", 80)):
        stand.find(f'button[aria-label^="{label}"]').click()
        assert stand.step == step
    for label in ("One step on", "Last"):
        stand.find(f'button[aria-label^="{label}"]').click()
        assert stand.step == 80


def test_space_plays_and_pauses_and_the_end_stops(stand):
    stand.show(run(steps=40))
    stand.page.keyboard.press("Home")
    stand.page.keyboard.press("Space")
    expect(stand.find('button[aria-label^="Pause"]')).to_be_visible()
    stand.page.keyboard.press("Space")
    expect(stand.find('button[aria-label^="Play"]')).to_be_visible()
    stand.page.keyboard.press("Space")
    expect(stand.find(".derby-readout")).to_have_text("step 40 / 40")
    expect(stand.find('button[aria-label^="Play"]')).to_be_visible()


@pytest.mark.parametrize(("key", "steps"), [("ackley", 30), ("ackley", 300), ("beale", 20), ("himmelblau", 300)])
def test_the_loss_axis_is_labelled_however_many_decades_it_spans(stand, key, steps):
    stand.show(run(key, steps=steps))
    axis = "window.player.boards.loss.plot._fullLayout.yaxis"
    low, high = stand.page.evaluate(f"{axis}.range")
    assert stand.page.evaluate(f"{axis}._vals.filter(({{ x }}) => x >= {low} && x <= {high}).length") >= 3


def test_speed_changes_the_pace(stand):
    stand.show(run(steps=2000))
    pace = {}
    for speed in ("1", "8"):
        stand.page.keyboard.press("Home")
        stand.find(".derby-speed").select_option(speed)
        stand.page.evaluate("document.activeElement.blur()")
        stand.page.keyboard.press("Space")
        stand.page.wait_for_function("window.player.clock.step > 0")
        step, time = stand.page.evaluate(_PLAYHEAD)
        stand.page.wait_for_function(f"window.player.clock.step > {step} + 10")
        further, later = stand.page.evaluate(_PLAYHEAD)
        stand.page.keyboard.press("Space")
        pace[speed] = (further - step) / (later - time)
    assert pace["8"] == pytest.approx(8 * pace["1"])


def test_a_loop_starts_over(stand):
    stand.show(run(steps=60))
    stand.find('[data-action="loop"]').click()
    expect(stand.find('[data-action="loop"]')).to_have_attribute("aria-pressed", "true")
    stand.page.evaluate("document.activeElement.blur()")
    stand.find(".derby-scrub").fill("55")
    stand.page.keyboard.press("Space")
    stand.page.wait_for_function("window.player.clock.step < 30 && window.player.clock.playing")


def test_a_message_without_the_ground_keeps_the_old_picture_and_asks_for_it(stand):
    himmelblau = run("himmelblau", start=(0, 0))
    stand.show(run())
    stand.show(himmelblau, has_grid=False)
    assert stand.said == [["lost", landscape(himmelblau.surface).identity]]
    assert stand.page.evaluate("window.player.landscape.x") == [-4.5, 4.5]
    assert stand.find('[data-view="contour"] .contourlayer path').count() > 10
    stand.show(himmelblau)
    assert stand.page.evaluate("window.player.landscape.x") == [-6, 6]


def test_a_message_without_the_ground_is_enough_where_it_is_known(stand):
    stand.show(run())
    stand.show(run(steps=50), has_grid=False)
    assert stand.said == []
    assert stand.step == 50


def test_zooming_does_not_change_what_reset_goes_back_to(stand):
    stand.show(run())
    plot = "window.player.boards.contour.plot"
    stand.page.evaluate(f"window.Plotly.relayout({plot}, {{'xaxis.range': [0, 1], 'yaxis.range': [0, 2]}})")
    stand.find(".derby-reset").click()
    expect(stand.find(".derby-reset")).to_be_hidden()
    assert stand.page.evaluate(f"{plot}._fullLayout.xaxis.range") == [-4.5, 4.5]
    assert stand.page.evaluate("window.player.landscape.y") == [-4.5, 4.5]


@pytest.mark.parametrize("view", ["contour", "side by side"])
def test_a_click_reports_the_point_under_it_and_a_drag_does_not(stand, view):
    stand.show(run(), view=view)
    box = stand.find(f'[data-view="{view}"] .nsewdrag').first.bounding_box()
    x, y = box["x"] + 0.25 * box["width"], box["y"] + 0.25 * box["height"]
    stand.page.mouse.click(x, y)
    [[event, (at_x, at_y)]] = stand.said
    assert event == "start"
    assert (at_x, at_y) == pytest.approx((-2.25, 2.25), abs=0.05)
    stand.page.mouse.move(x, y)
    stand.page.mouse.down()
    stand.page.mouse.move(x + 40, y + 20, steps=4)
    stand.page.mouse.up()
    assert [event for event, _ in stand.said].count("start") == 1  # a map may ask for more ground as it is moved


@pytest.mark.parametrize("view", VIEWS)
def test_a_wheel_zooms_with_ctrl_only_and_else_scrolls_the_page(stand, view):
    stand.show(run(), view=view)
    stand.page.locator(".derby").evaluate("root => root.style.marginBottom = '2000px'")
    box = stand.find(f'[data-view="{view}"]').bounding_box()
    stand.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    before = stand.page.evaluate(_SIGHT, view)
    stand.page.mouse.wheel(0, 100)
    stand.page.wait_for_function("scrollY > 90")
    assert stand.page.evaluate(_SIGHT, view) == before
    stand.page.evaluate("scrollTo(0, 0)")
    stand.page.keyboard.down("Control")
    stand.page.mouse.wheel(0, 100)
    stand.page.keyboard.up("Control")
    stand.page.wait_for_function(
        f"([view, before]) => JSON.stringify(({_SIGHT})(view)) !== before", arg=[view, json.dumps(before)]
    )
    assert stand.page.evaluate("scrollY") == 0
    rest(stand.find(f'[data-view="{view}"] .derby-plot'))  # a wheel that is not over outlives its picture


@pytest.mark.parametrize("view", VIEWS)
def test_a_line_says_what_can_be_done_with_the_picture(stand, view):
    stand.show(run(), view=view)
    hint = stand.find(".derby-hint")
    expect(hint).to_contain_text("Ctrl + wheel to zoom")
    expect(hint).to_contain_text("Drag to turn the relief" if view == "3-D" else "Drag to move the map")
    expect(hint).to_contain_text("Click" if view != "3-D" else "Drag")
    assert ("Click" in hint.inner_text()) == (view != "3-D")


def test_what_needs_a_mouse_is_not_said_on_a_touch_screen(open_page):
    with serve() as address:
        page = open_page(phone=True, viewport={"width": 390, "height": 844})
        page.goto(address)
        touched = Stand(page)
        touched.mount()
        touched.show(run())
        expect(touched.find(".derby-hint")).to_be_hidden()


def test_trails_end_at_the_edge_of_a_pane_but_heads_there_are_whole(stand):
    stand.show(run(steps=60))
    stand.page.evaluate("window.Plotly.relayout(window.player.boards.loss.plot, { 'xaxis.range': [0, 60] })")
    stand.painted()
    trails, heads = stand.page.evaluate("""() => {
      const { layers, panes } = window.player.boards.loss;
      const [left, , width] = panes[0].rectangle;
      return layers.map((context) => {
        const { data } = context.getImageData(Math.ceil(left + width) + 1, 0, 12, context.canvas.height);
        return data.filter((value, i) => i % 4 === 3 && value > 0).length;
      });
    }""")
    assert trails == 0
    assert heads > 20


def test_a_long_name_is_cut_at_its_panel(stand):
    stand.show(
        run(rules={("long name " * 4 + str(i))[:40]: rule for i, rule in enumerate(RACERS.values())}),
        view="side by side",
    )
    titles = stand.find('[data-view="side by side"] .annotation-text')
    panels = stand.page.evaluate("window.player.boards['side by side'].panes.map((pane) => pane.rectangle)")
    for i, (left, _, width, _) in enumerate(panels):
        box = titles.nth(i).bounding_box()
        assert box["width"] <= width
        assert box["x"] >= left


def test_a_dark_page_is_drawn_in_dark_colours(stand):
    stand.unmount()
    stand.mount(dark=True)
    stand.show(run())
    assert stand.page.evaluate("window.player.look.name") == "dark"


def test_a_player_that_is_taken_off_the_page_leaves_nothing_running(stand):
    stand.show(run(steps=5000))
    stand.page.keyboard.press("Home")
    stand.page.keyboard.press("Space")
    stand.unmount()
    stopped = stand.step
    stand.page.keyboard.press("End")
    stand.painted()
    assert stand.step == stopped
    stand.mount()


def test_a_player_that_is_taken_off_while_it_draws_does_not_go_on(stand):
    stand.show(run())
    later = base64.b64encode(message(run("himmelblau"))).decode()
    stand.page.evaluate("(told) => window.player.update(Uint8Array.from(atob(told), (c) => c.charCodeAt(0)))", later)
    stand.unmount()
    stand.painted()
    assert not stand.page.evaluate("Object.values(window.player.boards).some(({ ready, plot }) => ready || plot.data)")
    stand.mount()


@pytest.mark.parametrize(("racers", "steps"), [(6, 300), (12, 1000)], ids=["6 x 300", "12 x 1000"])
def test_every_frame_of_a_race_is_painted_once_and_plotly_draws_none(stand, racers, steps):
    rules = {f"{i}": list(RACERS.values())[i % len(RACERS)] for i in range(racers)}
    stand.show(run(rules=rules, steps=steps))
    stand.page.evaluate("""() => {
      window.drawn = 0;
      const count = () => (window.drawn += 1);
      for (const { plot } of Object.values(window.player.boards)) plot.on?.("plotly_afterplot", count);
    }""")
    assert stand.page.evaluate(_PAINTED, 30) == pytest.approx(30, abs=1)
    assert stand.page.evaluate("window.drawn") == 0
