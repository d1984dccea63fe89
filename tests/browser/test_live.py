"""What is dragged is followed by the race itself before the server hears of it; what is kept is the server's."""

import numpy as np
import pytest
from playwright.sync_api import expect

import optimizers
import surfaces
from figures import Chart
from figures.chart import EXCESS, QUANTITIES, RATE
from optimizers import schedules
from player import live
from racing import race
from racing.measures import learning_rates
from racing.verdict import Ending
from tests.browser.rest import rest
from tests.browser.stand import message

RULES = {"Adam": optimizers.Adam(0.2), "Momentum": optimizers.Momentum(0.002), "Simplex": optimizers.NelderMead()}
RATES = [0.05, 0.1, 0.2, 0.3, 0.5]
START = (1.0, 1.5)
ADAM = "racer1.learning_rate~slider"
HANDLES = [
    (ADAM, 0, "learning_rate", "learning rate", RATES),
    ("racer3.a~slider", 2, "reflection", "reflection", [1, 2]),
    ("racer1.beta1~slider", 0, "beta1", "beta 1", [0.5, 0.9]),
]

_HELD = """(name) => {
  const inputs = [...document.querySelectorAll("[data-testid=stSidebar] input[type=range]")];
  const slider = inputs.find((input) => input.ariaLabel.startsWith(name)).closest(".stSlider");
  const { left, width, top, height } = slider.querySelector("[data-rac] [data-rac] [data-rac]").getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""
_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_LINE = "() => [...window.player.boards.loss.panes[0].racers[0].v]"
_RACERS = """async () => {
  const { live } = window.player.hands;
  while (live.frame) await new Promise(requestAnimationFrame); // more may come
  await new Promise((done) => setTimeout(done)); // which the page shows after that
  return [live.start, window.player.racers.map(({ x, y, color }) => ({ points: [[...x], [...y]], color }))];
}"""
_WHOLE = """async (view) => {
  const { live } = window.player.hands;
  while (live.frame) await new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done));
  const { clock, boards: { [view]: board } } = window.player;
  const ink = () => {
    const { canvas } = board.trails.context;
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const within = ink();
  board.trails.forget();
  board.drawn = -1;
  board.paint(clock.step);
  const whole = ink();
  const most = (of) => whole.reduce((most, value, i) => Math.max(most, of(value, i)), 0);
  return [most((value) => value), most((value, i) => Math.abs(value - within[i]))];
}"""
_LINES = """() => {
  const drawn = window.lines = {};
  const { lineTo } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.lineTo = function (...place) {
    drawn[this.strokeStyle] = (drawn[this.strokeStyle] ?? 0) + 1;
    return lineTo.apply(this, place);
  };
  window.leave = () => (CanvasRenderingContext2D.prototype.lineTo = lineTo);
}"""
_EYE = """() => {
  const { eye, center } = window.player.boards["3-D"].plot._fullLayout.scene._scene.getCamera();
  return [eye, center].flatMap(({ x, y, z }) => [x, y, z]);
}"""
_TURN = "() => Plotly.relayout(window.player.boards['3-D'].plot, { 'scene.camera.eye': { x: 1.5, y: 0.8, z: 1.2 } })"
_RANGE = "() => [...window.player.boards.contour.plot._fullLayout.xaxis.range]"
_RELIEF = "() => window.player.boards['3-D'].plot.data[0].z.map((row) => [...row])"
_SET = "([name, value]) => { const { live } = window.player.hands; live.take([name]); live.set(name, value); }"
_THUMB = """(stop) => {
  const slider = document.querySelector(".derby-slide");
  const { left, top, width, height } = slider.getBoundingClientRect();
  return [left + 7 + ((width - 14) * stop) / slider.max, top + height / 2];
}"""


def raced(rules=RULES, *, start=START, steps=100, surface="beale"):
    return race(surfaces.get(surface), rules, start=start, steps=steps)


def told(finished, stops=(2, 0, 1), **options) -> bytes:
    """The message of a race whose sliders the player follows."""
    follows = {**live(finished).header(), "handles": HANDLES, "stops": list(stops)}
    return message(finished, live=follows, **options)


@pytest.fixture
def raced_stand(stand):
    """A stand with a race on it."""
    stand.send(told(raced()))
    return stand


def seen(stand) -> tuple[list[float], list[np.ndarray], list[str]]:
    """Where the racers start, their paths as they are shown, (steps + 1, 2) each, and their colours."""
    start, racers = stand.page.evaluate(_RACERS)
    return start, [np.array(racer["points"]).T for racer in racers], [racer["color"] for racer in racers]


def points(stand) -> list[np.ndarray]:
    return seen(stand)[1]


def same(paths, finished) -> list[bool]:
    """Which paths are those of a race."""
    return [
        bool(np.allclose(path, run.points, rtol=1e-6, atol=1e-6))
        for path, run in zip(paths, finished.values(), strict=True)
    ]


def choose(stand, name: str) -> None:
    stand.find(".derby-legend button").filter(has_text=name).click()


def test_the_racer_that_stands_out_has_its_slider_in_the_transport_and_follows_it(raced_stand):
    stand = raced_stand
    expect(stand.find(".derby-slide")).to_be_hidden()
    choose(stand, "Adam")
    slider = stand.find(".derby-slide")
    expect(slider).to_have_accessible_name("Adam: learning rate")
    expect(slider).to_have_attribute("aria-valuetext", "0.2")
    stand.page.mouse.move(*stand.page.evaluate(_THUMB, 2))
    stand.page.mouse.down()
    stand.page.mouse.move(*stand.page.evaluate(_THUMB, 4))
    expect(slider).to_have_attribute("aria-valuetext", "0.5")
    faster = raced({**RULES, "Adam": optimizers.Adam(0.5)})
    assert same(points(stand), faster) == [True, True, True]
    assert [event for event, _ in stand.said] == []
    stand.page.mouse.up()
    assert stand.said == [["stop", [ADAM, 4]]]
    assert same(points(stand), faster) == [True, True, True]  # until the answer is there
    stand.send(told(faster, stops=(4, 0, 1)))
    expect(slider).to_be_focused()
    assert not stand.page.evaluate("window.player.hands.live.isOn")
    assert same(points(stand), faster) == [True, True, True]


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_the_chart_follows_as_the_server_will_draw_it(stand, quantity):
    chart, slower = Chart(quantity, scale="linear"), raced({**RULES, "Adam": optimizers.Adam(0.1)})
    stand.send(told(raced(), chart=chart))
    choose(stand, "Adam")
    stand.find(".derby-slide").press("ArrowLeft")
    seen(stand)
    followed = stand.page.evaluate(_LINE)
    stand.send(told(slower, stops=(1, 0, 1), chart=chart))
    np.testing.assert_allclose(
        np.array(followed, float), np.array(stand.page.evaluate(_LINE), float), rtol=1e-4, atol=1e-5
    )


def test_the_chart_of_learning_rates_follows_one_that_falls(stand):
    rules = [{"Adam": optimizers.Adam(schedules.WarmUp(schedules.Cosine(rate, 60), 20))} for rate in (0.2, 0.5)]
    handle = (ADAM, 0, "learning_rate.after.initial", "learning rate", [0.2, 0.5])
    before, after = (raced(each, steps=60) for each in rules)
    for finished, stop in ((before, 0), (after, 1)):
        follows = {**live(finished).header(), "handles": [handle], "stops": [stop]}
        stand.send(message(finished, live=follows, chart=Chart(RATE, scale="linear")))
        drag(stand, 0.5)
        line = np.array(stand.page.evaluate(_LINE), float)
        np.testing.assert_allclose(line, learning_rates(after["Adam"]), rtol=1e-6)


def test_a_letter_that_moves_the_ground_leaves_no_line_above_what_was_its_minimum(stand):
    typed = surfaces.from_formula("x^2 + a y^2 + a", parameters={"a": 1.0})
    finished = race(typed, {"Adam": optimizers.Adam(0.1)}, start=(2, 2), steps=50)
    follows = {**live(finished).header(), "handles": [("a~slider", None, "a", "a", [1, 5])], "stops": [0]}
    stand.send(message(finished, live=follows, chart=Chart(EXCESS)))
    stand.page.evaluate(_SET, ["st-key-a-slider", 5])
    points(stand)
    assert stand.page.evaluate("window.player.boards.loss.panes[0].racers[0].color") == stand.page.evaluate(
        "window.player.racers[0].inked"
    )


def test_what_all_share_is_followed_by_those_that_have_none_of_their_own(stand):
    sizes = {"Adam": 5, "Momentum": 7}
    rules = {"Adam": optimizers.Adam(0.1), "Momentum": optimizers.Momentum(0.01)}

    def batched(**changed):
        return race(surfaces.get("cars_scaled"), rules, steps=40, batch_size=sizes | changed)

    handle = ("batch_size", None, "batch_size", "rows", [*range(1, 51)])
    follows = {**live(batched()).header(), "handles": [handle], "stops": [4], "own": {"batch_size": [1]}}
    stand.send(message(batched(), live=follows))
    stand.page.evaluate(_SET, ["st-key-batch_size", 2])
    assert same(points(stand), batched(Adam=2)) == [True, True]
    assert stand.said == [["draws", 1]]  # for those of more rows
    stand.page.evaluate(_SET, ["st-key-batch_size", 30])
    assert seen(stand)[2][0] != stand.page.evaluate("window.player.sent[0].color")
    stand.send(message(batched(), live={**follows, **live(batched(), ahead=True).header()}))
    stand.page.evaluate(_SET, ["st-key-batch_size", 30])
    assert same(points(stand), batched(Adam=30)) == [True, True]


def test_a_schedule_that_ends_with_the_race_ends_with_one_of_other_steps(stand):
    def falling(steps):
        rates = [schedules.WarmUp(schedules.Cosine(0.3, max(1, steps - 5)), 5), schedules.Cosine(0.3, 80)]
        return race(surfaces.get("beale"), dict(zip("ab", map(optimizers.Adam, rates), strict=True)), steps=steps)

    follows = {"handles": [("steps~text", None, "steps", "steps", [4, 40, 80])], "stops": [1]}
    lasting = {"lasting": {0: ["learning_rate.after.steps", 5]}}
    stand.send(message(falling(40), live={**live(falling(40)).header(), **follows, **lasting}))
    for steps in (80, 4):
        stand.page.evaluate(_SET, ["st-key-steps-text", steps])
        assert same(points(stand), falling(steps)) == [True, True]


def test_who_runs_away_is_said_to_have_diverged_when_the_server_will_say_so(stand):
    tame, wild = raced({"Momentum": optimizers.Momentum(0.001)}), raced({"Momentum": optimizers.Momentum(0.2)})
    handle = ("racer1.learning_rate~slider", 0, "learning_rate", "learning rate", [0.001, 0.2])
    stand.send(message(tame, live={**live(tame).header(), "handles": [handle], "stops": [0]}))
    choose(stand, "Momentum")
    stand.find(".derby-slide").press("ArrowRight")
    expect(stand.find(".derby-told")).to_have_text(str(wild["Momentum"].verdict.said))


@pytest.mark.parametrize("rule", [optimizers.GradientDescent, optimizers.Nesterov])
def test_who_comes_to_where_there_is_no_loss_is_said_to_have_left_when_the_server_will_say_so(stand, rule):
    edge = surfaces.from_formula("sqrt(x) + y^2", start=(1, 1))
    inside, beyond = (race(edge, {"One": rule(rate)}, start=(1, 1), steps=20) for rate in (1e-6, 0.4))
    handle = ("racer1.learning_rate~slider", 0, "learning_rate", "learning rate", [1e-6, 0.4])
    stand.send(message(inside, live={**live(inside).header(), "handles": [handle], "stops": [0]}))
    choose(stand, "One")
    stand.find(".derby-slide").press("ArrowRight")
    assert beyond["One"].verdict.ending is Ending.LEFT
    followed, shown = "window.player.racers[0].ending", stand.find(".derby-told")
    expect(shown).to_have_text(f"left at step {beyond['One'].verdict.gone}")
    assert stand.page.evaluate(followed) == str(beyond["One"].verdict.said)


def test_the_slider_in_the_transport_sets_the_number_that_is_chosen_for_it(raced_stand):
    stand = raced_stand
    choose(stand, "Adam")
    which, slider = stand.find(".derby-which"), stand.find(".derby-slide")
    expect(which).to_have_accessible_name("What is set by a slider")
    which.select_option("beta 1")
    expect(slider).to_have_accessible_name("Adam: beta 1")
    expect(slider).to_have_attribute("aria-valuetext", "0.9")
    slider.press("ArrowLeft")
    assert stand.said == [["stop", ["racer1.beta1~slider", 0]]]
    assert same(points(stand), raced({**RULES, "Adam": optimizers.Adam(0.2, 0.5)})) == [True, True, True]
    choose(stand, "Simplex")  # it has none of that name
    expect(which).to_be_disabled()
    expect(slider).to_have_accessible_name("Simplex: reflection")


def test_who_is_in_hand_stands_out_where_another_does(raced_stand):
    stand = raced_stand
    choose(stand, "Momentum")
    take = "(name) => window.player.hands.live.take([name])"
    stand.page.evaluate(take, "st-key-racer1-learning_rate-slider")
    expect(stand.find(".derby-legend [aria-pressed=true]")).to_contain_text("Adam")
    stand.page.keyboard.press("Escape")
    stand.page.evaluate(take, "st-key-racer1-learning_rate-slider")
    expect(stand.find(".derby-legend [aria-pressed=true]")).to_have_count(0)


def test_a_slider_that_goes_back_shows_what_was_told(raced_stand):
    stand = raced_stand
    choose(stand, "Adam")
    stand.page.mouse.move(*stand.page.evaluate(_THUMB, 2))
    stand.page.mouse.down()
    for stop in (4, 2):
        stand.page.mouse.move(*stand.page.evaluate(_THUMB, stop))
        expect(stand.find(".derby-slide")).to_have_attribute("aria-valuetext", str(RATES[stop]))
    assert stand.page.evaluate("window.player.racers === window.player.sent")
    stand.page.mouse.up()
    assert stand.said == []


def drag(stand, *values):
    """Have a hand move Adam's learning rate over these values; it stays in hand."""
    for value in values:
        stand.page.evaluate(_SET, ["st-key-racer1-learning_rate-slider", value])
        points(stand)


@pytest.mark.parametrize(("view", "board"), [("contour", "contour"), ("contour", "loss"), ("side by side",) * 2])
def test_a_hand_makes_the_picture_that_is_drawn_at_once(stand, view, board):
    finished = raced({"Wild": optimizers.Adam(0.4), **RULES})  # one before and two after whom it moves
    handle = (ADAM, 1, "learning_rate", "learning rate", RATES)
    stand.send(message(finished, view=view, live={**live(finished).header(), "handles": [handle], "stops": [2]}))
    drag(stand, 0.3, 0.5, 0.05, 0.1)
    most, apart = stand.page.evaluate(_WHOLE, board)
    assert most == 255
    assert apart <= 3  # of rounding


def test_a_hand_draws_no_trail_again_that_it_does_not_move(raced_stand):
    stand = raced_stand
    colors = seen(stand)[2]
    drag(stand, 0.3, 0.5, 0.3)
    stand.page.evaluate(_LINES)
    drag(stand, 0.1, 0.5)
    drawn = stand.page.evaluate("() => { window.leave(); return window.lines; }")
    assert drawn[colors[0]] > 100
    assert not {colors[1], colors[2]} & drawn.keys()


def test_a_move_that_leads_to_no_other_value_draws_nothing(raced_stand):
    stand = raced_stand
    drag(stand, 0.3)
    stand.page.evaluate(_LINES)
    drag(stand, 0.3)
    assert stand.page.evaluate("() => { window.leave(); return window.lines; }") == {}


def test_what_no_answer_takes_up_is_shown_no_longer_than_the_next_one(raced_stand):
    stand = raced_stand
    choose(stand, "Adam")
    stand.find(".derby-slide").press("ArrowRight")
    assert stand.said == [["stop", [ADAM, 3]]]
    stand.send(told(raced()))  # it may have been on its way
    assert stand.page.evaluate("window.player.hands.live.isOn")
    stand.send(told(raced()))
    assert not stand.page.evaluate("window.player.hands.live.isOn")


@pytest.mark.parametrize("view", ["contour", "side by side"])
def test_the_mark_of_the_start_is_dragged_and_all_follow_but_those_that_cannot_run_here(stand, view):
    stand.send(told(raced(), view=view))
    board = stand.find(f'.derby-board[data-view="{view}"]')
    grip = board.locator(".derby-grip").first
    box = grip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stand.page.mouse.move(x, y)
    stand.page.mouse.down()
    stand.page.mouse.move(x - 60, y + 50, steps=3)
    assert stand.said == []
    stand.page.mouse.up()
    start, paths, colors = seen(stand)  # what is kept is shown until the answer is there
    assert stand.said == [["start", start]]
    assert start[0] < START[0]
    assert start[1] < START[1]
    moved = raced(start=start)
    assert same(paths, moved) == [True, True, False]
    np.testing.assert_allclose(paths[2], raced()["Simplex"].points, rtol=1e-6, atol=1e-6)
    assert colors[2].startswith(stand.page.evaluate("window.player.look.muted"))
    legend = stand.find(".derby-legend .derby-told").all_inner_texts()
    assert [bool(text.strip()) for text in legend] == [True, True, False]  # its loss and place are another race's
    stand.send(told(moved, view=view))
    assert same(points(stand), moved) == [True, True, True]


def test_the_mark_of_the_start_snaps_to_critical_points_and_a_press_alone_moves_nothing(raced_stand):
    stand = raced_stand
    saddle = next(
        point.point for point in surfaces.critical_points(surfaces.get("beale")) if point.kind.name == "SADDLE"
    )
    box = stand.find(".derby-grip").first.bounding_box()
    stand.page.mouse.move(box["x"] + 15, box["y"] + 15)
    stand.page.mouse.down()
    stand.page.mouse.up()
    assert stand.said == []
    to = stand.page.evaluate(
        """(at) => {
      const { plot, panes: [pane] } = window.player.boards.contour;
      const { left, top } = plot.getBoundingClientRect();
      const [x, y] = pane.toPixel(...at);
      return [left + x + 3, top + y - 3];
    }""",
        list(saddle),
    )
    stand.page.mouse.down()
    stand.page.mouse.move(*to, steps=2)
    stand.page.mouse.up()
    assert stand.said == [["start", list(saddle)]]


def test_the_mark_of_the_start_goes_as_far_as_the_map_and_escape_takes_it_back(raced_stand):
    stand = raced_stand
    box = stand.find(".derby-grip").first.bounding_box()
    stand.page.mouse.move(box["x"] + 15, box["y"] + 15)
    stand.page.mouse.down()
    stand.page.mouse.move(5, 5)  # in one leap
    (left, _), (_, top) = surfaces.get("beale").domain
    assert seen(stand)[0] == [left, top]
    stand.page.keyboard.press("Escape")
    stand.page.mouse.move(200, 200)
    stand.page.mouse.up()
    assert seen(stand)[0] == list(START)
    assert stand.said == []
    assert same(points(stand), raced()) == [True, True, True]


def test_a_finger_drags_the_mark_of_the_start(raced_stand):
    stand = raced_stand
    box = stand.find(".derby-grip").first.bounding_box()
    x, y = box["x"] + 14, box["y"] + 14
    touched = stand.page.context.new_cdp_session(stand.page)
    for kind, way in (("touchStart", 0), ("touchMove", 20), ("touchMove", 40)):
        points = [{"x": x - way, "y": y + way}]
        touched.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert stand.said == []
    touched.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    stand.page.wait_for_function("window.said.length")
    start, paths, _ = seen(stand)
    assert stand.said == [["start", start]]
    assert start[0] < START[0]
    assert same(paths, raced(start=start))[:2] == [True, True]


def test_arrow_keys_move_the_start_that_has_the_focus_and_letting_go_tells_once(raced_stand):
    stand = raced_stand
    stand.page.evaluate("document.documentElement.dataset.derbyInput = 'keys'")
    grip = stand.find('.derby-board[data-view="contour"] .derby-grip')
    expect(grip).to_have_accessible_name("Start at (1, 1.5): drag it, or move it with the arrow keys")
    grip.focus()
    for _ in range(3):
        stand.page.keyboard.down("ArrowRight")
    start, _, _ = seen(stand)
    assert start[0] > START[0]
    assert start[1] == START[1]
    assert stand.said == []
    stand.page.keyboard.up("ArrowRight")
    assert stand.said == [["start", start]]
    assert stand.step == 100  # the playhead has not moved


def test_the_losses_at_all_stops_stand_beside_a_slider_in_hand(raced_stand):
    stand = raced_stand
    choose(stand, "Adam")
    slider = stand.find(".derby-slide")
    slider.focus()
    stand.page.keyboard.down("ArrowRight")
    panel = stand.find(".derby-finals")
    expect(panel).to_be_visible()
    ends = [raced({"Adam": optimizers.Adam(rate)})["Adam"] for rate in RATES]
    best = RATES[int(np.argmin([run.values[-1] for run in ends]))]
    expect(panel.locator("p")).to_have_text(f"lowest final loss at {best:.4g}")
    found = stand.page.evaluate("window.player.hands.finals.found")
    np.testing.assert_allclose([final["loss"] for final in found], [run.values[-1] for run in ends], rtol=1e-6)
    assert [final["lost"] for final in found] == [run.verdict.ending.lost for run in ends]
    stand.page.keyboard.up("ArrowRight")
    expect(panel).to_be_hidden()


def test_what_stands_beside_a_slider_is_on_the_page_and_leaves_the_racer_s_loss_to_be_seen(raced_stand):
    stand = raced_stand
    choose(stand, "Adam")
    slider, row = stand.find(".derby-slide"), stand.find(".derby-legend li").filter(has_text="Adam")
    before, height = stand.page.viewport_size, slider.bounding_box()["y"] + 60
    for width in (1200, 390):
        stand.page.set_viewport_size({"width": width, "height": int(height)})
        slider.scroll_into_view_if_needed()
        slider.focus()
        stand.page.keyboard.down("ArrowRight")
        panel = stand.find(".derby-finals")
        expect(panel).to_be_visible()
        box, loss = panel.bounding_box(), row.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        apart = max(
            loss["x"] - box["x"] - box["width"],
            box["x"] - loss["x"] - loss["width"],
            loss["y"] - box["y"] - box["height"],
            box["y"] - loss["y"] - loss["height"],
        )
        assert apart >= 0, (width, box, loss)
        stand.page.keyboard.up("ArrowRight")
        expect(panel).to_be_hidden()
    stand.page.set_viewport_size(before)


def test_the_ground_follows_a_letter_that_is_dragged(stand):
    typed = surfaces.from_formula("x^2 + a y^2", parameters={"a": 1.0})
    finished = race(typed, {"Adam": optimizers.Adam(0.1)}, start=(2, 2), steps=50)
    handles = [("a~slider", None, "a", "a", [1, 2, 5])]
    options = {"live": {**live(finished).header(), "handles": handles, "stops": [0]}}
    stand.send(message(finished, **options))
    stand.page.evaluate(_SET, ["st-key-a-slider", 5])
    stand.painted()
    steeper = surfaces.from_formula("x^2 + a y^2", parameters={"a": 5.0})
    assert same(points(stand), race(steeper, {"Adam": optimizers.Adam(0.1)}, start=(2, 2), steps=50)) == [True]
    heights, (x, y) = stand.page.evaluate(
        "() => { const { heights, x, y } = window.player.boards.contour.ground; return [[...heights], [x, y]]; }"
    )
    grid = np.stack(np.meshgrid(np.linspace(*x, 64), np.linspace(*y, 64)), axis=-1)
    loss = steeper.value(grid).ravel()
    np.testing.assert_allclose(heights, loss - loss.min(), rtol=1e-9, atol=1e-9)


def test_the_relief_follows_a_letter_that_is_dragged_under_the_camera_as_it_is(stand):
    def bowl(a):
        typed = surfaces.from_formula("x^2 + a y^2", parameters={"a": a})
        return race(typed, {"Adam": optimizers.Adam(0.1)}, start=(2, 2), steps=50)

    handles, view = [("a~slider", None, "a", "a", [1, 5])], {"view": "3-D"}
    stand.send(message(bowl(1.0), live={**live(bowl(1.0)).header(), "handles": handles, "stops": [0]}, **view))
    rest(stand.find('.derby-board[data-view="3-D"] .derby-plot'))
    stand.page.evaluate(_TURN)
    turned = stand.page.evaluate(_EYE)
    stand.page.evaluate(_SET, ["st-key-a-slider", 5])
    stand.page.wait_for_function("window.player.raised && window.player.boards['3-D'].plot.data[0].x.length === 64")
    followed = np.array(stand.page.evaluate(_RELIEF))
    (x0, x1), (y0, y1) = bowl(5.0).surface.domain
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 64), np.linspace(y0, y1, 64)), axis=-1)
    steeper = bowl(5.0).surface.value(grid)
    np.testing.assert_allclose(followed, np.minimum(steeper - steeper.min(), followed.max()), rtol=1e-6, atol=1e-6)
    raised = stand.page.evaluate("() => [...window.player.boards['3-D'].panes[0].racers[0].heights]")
    np.testing.assert_allclose(raised, np.maximum(bowl(5.0)["Adam"].values - steeper.min(), 0), rtol=1e-4, atol=1e-5)
    assert stand.page.evaluate(_EYE) == pytest.approx(turned)
    stand.page.evaluate("window.player.hands.live.letGo()")
    stand.send(message(bowl(5.0), live={**live(bowl(5.0)).header(), "stops": [1]}, **view))
    stand.page.wait_for_function("window.player.boards['3-D'].plot.data[0].x.length > 64")
    assert stand.page.evaluate(_EYE) == pytest.approx(turned)


def test_a_map_stays_zoomed_where_only_a_letter_changes(stand):
    for a in (1.0, 5.0):
        typed = surfaces.from_formula("x^2 + a y^2", parameters={"a": a})
        finished = race(typed, {"Adam": optimizers.Adam(0.1)}, start=(2, 2), steps=50)
        stand.send(message(finished, live=live(finished).header()))
        if a == 1:
            plot = stand.find('.derby-board[data-view="contour"] .derby-plot')
            plot.locator(".nsewdrag").hover()
            stand.page.keyboard.down("Control")
            stand.page.mouse.wheel(0, -200)
            stand.page.keyboard.up("Control")
            rest(plot)
            zoomed = stand.page.evaluate(_RANGE)
    assert zoomed[1] < 5
    assert stand.page.evaluate(_RANGE) == pytest.approx(zoomed)


def test_streamlit_s_sliders_are_followed_while_they_are_dragged_and_nothing_is_asked_for_until_then(visit):
    app = visit("racer=Adam+learning_rate=0.1&racer=Momentum")
    x, y = app.page.evaluate(_HELD, "Adam")
    standings, asked, other = app.standings(), app.runs.asked, app.ink("trails", "Momentum")
    loss = app.page.locator(".derby-legend .derby-loss").first
    told = loss.inner_text()
    app.page.mouse.move(x, y)
    app.page.mouse.down()
    for i in range(1, 5):
        app.page.mouse.move(x + 3 * i, y)
    expect(loss).not_to_have_text(told)
    app.page.evaluate(_FRAMES)
    followed = loss.inner_text()
    assert app.ink("trails", "Momentum") == other
    assert (app.standings(), app.runs.asked) == (standings, asked)
    with app.asking():
        app.page.mouse.up()
    assert loss.inner_text() == followed
    assert app.standings() != standings
    assert app.runs.asked == asked + 1
    with app.asking():
        app.page.keyboard.down("ArrowLeft")
        expect(loss).not_to_have_text(followed)
        app.page.keyboard.up("ArrowLeft")
    expect(app.page.locator(".derby-finals")).to_be_hidden()


def test_escape_takes_back_what_a_pointer_drags(visit):
    app = visit("racer=Adam+learning_rate=0.1&steps=100")
    app.page.locator(".derby-legend button").first.click()
    loss, bar = app.page.locator(".derby-legend .derby-loss").first, app.page.locator(".derby-slide")
    told, standings = loss.inner_text(), app.standings()
    box, stop = app.page.locator(".st-key-steps-text label").bounding_box(), int(bar.input_value())
    for x, y in (
        app.page.evaluate(_HELD, "Adam"),
        (box["x"] + 10, box["y"] + box["height"] / 2),
        app.page.evaluate(_THUMB, stop),
    ):
        app.page.mouse.move(x, y)
        app.page.mouse.down()
        app.page.mouse.move(x + 15, y, steps=3)
        expect(loss).not_to_have_text(told)
        app.page.keyboard.press("Escape")
        expect(loss).to_have_text(told)
        app.page.mouse.move(x + 30, y, steps=3)
        app.page.mouse.up()
        app.settle()
        assert loss.inner_text() == told
        assert app.standings() == standings
        assert app.page.get_by_role("slider", name="Adam").first.get_attribute("aria-valuetext") == "0.1"
        expect(app.number("Steps")).to_have_value("100")
        expect(bar).to_have_value(str(stop))
        expect(app.page.locator(".derby-legend [aria-pressed=true]")).to_have_count(1)  # Escape has done no more
    assert not app.page.locator(".st-key-way-undo button").is_enabled()


def test_the_number_of_rows_is_followed_up_to_those_that_have_come(visit):
    app = visit("surface=cars_scaled&batch=20&racer=Adam+learning_rate=0.1&steps=50")
    loss, rows = app.page.locator(".derby-legend .derby-loss").first, app.page.locator(".st-key-batch_size input")
    epoch = app.page.locator(".derby-readout")
    for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):  # the last needs more than was drawn
        told, before = loss.inner_text(), rows.input_value()
        with app.asking():
            rows.focus()
            app.page.keyboard.down(key)
            expect(rows).not_to_have_value(before)
            app.page.evaluate(_FRAMES)
            followed = loss.inner_text()
            expect(epoch).to_have_text(f"step 50 / 50, epoch {int(rows.input_value()):g}")
            app.page.keyboard.up(key)
        assert followed not in ("", told)
        assert loss.inner_text() == followed


def test_the_label_of_a_number_without_a_slider_is_dragged_and_the_playhead_stays_at_the_end(visit):
    app = visit("racer=Adam&steps=100")
    box = app.page.locator(".st-key-steps-text label").bounding_box()
    x, y = box["x"] + 10, box["y"] + box["height"] / 2
    app.page.mouse.move(x, y)
    app.page.mouse.down()
    app.page.mouse.move(x + 12, y)
    app.expect_step(150, steps=150)
    expect(app.number("Steps")).to_have_value("150")
    with app.asking():
        app.page.mouse.up()
    app.expect_step(150, steps=150)
    assert "steps=150" in app.page.url
    expect(app.number("Steps")).to_have_value("150")


def test_who_is_named_stands_out_at_first(stand):
    stand.send(told(raced(), focus="Adam"))
    expect(stand.find(".derby-legend [aria-pressed=true]")).to_contain_text("Adam")
    expect(stand.find(".derby-slide")).to_be_visible()
    stand.page.keyboard.press("Escape")
    stand.send(told(raced()))
    expect(stand.find(".derby-legend [aria-pressed=true]")).to_have_count(0)
