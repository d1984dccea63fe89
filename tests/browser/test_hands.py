"""Fingers, wheel and keys on a picture by itself: the page keeps what is its own, and the rest reaches the race."""

import pytest
from playwright.sync_api import expect

import optimizers
from exports import race_html
from player import plot_payload
from tests.browser.rest import rest
from tests.browser.stand import Stand, run, serve

PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
BOARDS = {"contour": "contour", "side by side": "side by side", "3-D": "3-D", "chart": "contour"}
"""What fingers are on → the view that it is in; the chart is in all."""

_TALL = "body { padding-bottom: 1500px; } .derby { scroll-margin: 0; }"
_RANGES = """(name) => {
  const plot = document.querySelector(`.derby-board[data-view="${name}"] .derby-plot`);
  const { xaxis, yaxis, scene } = plot._fullLayout;
  if (!scene) return [...xaxis.range, ...yaxis.range];
  const { eye, center } = scene._scene.getCamera();
  return ["x", "y", "z"].map((axis) => eye[axis] - center[axis]);
}"""

_HEAD = """(racer) => {
  const { plot, panes } = window.player.boards.contour;
  const { left, top } = plot.getBoundingClientRect();
  const { x, y } = panes[0].racers.find(({ name }) => name === racer).place;
  return [left + x, top + y];
}"""
_MARKS = """([x, y]) => {
  const board = window.player.boards.contour;
  const { left, top } = board.plot.getBoundingClientRect();
  return board.racerAt(x - left, y - top, 22) !== null;
}"""


class Hand:
    """Fingers on a page that is touched."""

    def __init__(self, page):
        self.page = page
        self.touched = page.context.new_cdp_session(page)

    def _send(self, kind, *points):
        told = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        self.touched.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    def move(self, *fingers, steps=8):
        """Lay fingers on, each a way ((x, y), (x, y)), move them together and take them off."""
        for i in range(steps + 1):
            at = [tuple(a + (b - a) * i / steps for a, b in zip(*way, strict=True)) for way in fingers]
            self._send("touchMove" if i else "touchStart", *at)
            self.page.evaluate("() => new Promise((resolve) => requestAnimationFrame(resolve))")
        self._send("touchEnd")


@pytest.fixture(scope="module")
def phone(browser):
    """A stand on a telephone, with a page that scrolls."""
    errors = []
    with serve() as address, browser.new_context(**PHONE) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.add_style_tag(content=_TALL)
        yield Stand(page)
    assert not errors


@pytest.fixture
def race(phone):
    phone.mount()
    phone.page.evaluate("window.scrollTo(0, 0)")
    yield phone
    phone.unmount()


def seen(page, name):
    rest(page.locator(f'.derby-board[data-view="{name}"] .derby-plot'))
    return page.evaluate(_RANGES, name)


def middle(page, name):
    """The middle of the board, or of its first panel."""
    board = page.locator(f'.derby-board[data-view="{name}"]')
    box = (board if name == "3-D" else board.locator(".nsewdrag").first).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def check_fingers(page, name):
    """One finger scrolls and leaves the picture; two spread make it larger and leave the page."""
    hand, before = Hand(page), seen(page, name)
    x, y = middle(page, name)
    hand.move(((x, y), (x, y - 90)))
    assert seen(page, name) == before
    scrolled = page.evaluate("window.scrollY")
    assert scrolled > 50
    x, y = middle(page, name)
    hand.move(((x - 20, y), (x - 50, y)), ((x + 20, y), (x + 50, y)))
    after = seen(page, name)
    assert page.evaluate("window.scrollY") == scrolled
    return before, after


@pytest.mark.parametrize("board", BOARDS)
def test_one_finger_scrolls_and_two_zoom(race, board):
    name = "loss" if board == "chart" else board
    race.show(run(steps=30), view=BOARDS[board])
    before, after = check_fingers(race.page, name)
    if board == "3-D":
        assert sum(x * x for x in after) < 0.6 * sum(x * x for x in before)
        return
    for i in (0, 2):
        assert after[i + 1] - after[i] == pytest.approx((before[i + 1] - before[i]) * 40 / 100, rel=0.1)
    assert race.said == []


def test_two_fingers_take_the_map_along_and_what_is_under_them_stays_there(race):
    race.show(run(steps=30))
    x, y = middle(race.page, "contour")
    before = seen(race.page, "contour")
    Hand(race.page).move(((x - 30, y), (x, y + 40)), ((x + 30, y), (x + 60, y + 40)))
    after = seen(race.page, "contour")
    assert after[1] - after[0] == pytest.approx(before[1] - before[0])
    assert after[0] < before[0]
    assert after[2] > before[2]


def test_a_tap_sets_the_start_and_leaves_no_label_over_it(race):
    race.show(run(steps=30))
    race.page.touchscreen.tap(*middle(race.page, "contour"))
    [[event, start]] = race.said
    assert event == "start"
    assert start == pytest.approx([0, 0], abs=0.1)
    race.page.wait_for_timeout(400)  # the clock: a mouse that a browser makes up comes later, and none has no sign
    expect(race.find(".hoverlayer .hovertext")).to_have_count(0)


def test_what_a_race_brings_under_a_finger_that_set_its_start_is_not_told(race):
    first, label = run(steps=30), race.find('[data-view="contour"] .derby-label')
    race.show(first)
    x, y = middle(race.page, "contour")
    race.page.touchscreen.tap(x, y)
    [[_, start]] = race.said
    race.show(run(rules={"slow": optimizers.GradientDescent(1e-4)}, start=start, steps=30))
    assert is_marked(race, x, y)
    expect(label).to_be_hidden()
    race.show(first)
    race.page.touchscreen.tap(*head(race, "Adam"))
    expect(label).to_contain_text("Adam")
    race.show(run(rules={"Adam": optimizers.Adam(0.2)}, steps=30))
    expect(label).to_be_hidden()


def test_a_second_tap_on_a_mark_that_was_read_sets_the_start(race):
    label = race.find('[data-view="contour"] .derby-label')
    race.show(run(steps=30), step=20)
    for name in ("Adam", "Momentum"):
        race.page.touchscreen.tap(*head(race, name))
        expect(label).to_contain_text(name)
        assert race.said == []
    race.page.touchscreen.tap(*head(race, "Momentum"))
    expect(label).to_be_hidden()
    [[event, start]] = race.said
    assert event == "start"
    assert start == pytest.approx(race.race["Momentum"].points[20].tolist(), abs=0.05)


def head(stand, racer):
    """Where on the page a racer's mark is on the map."""
    rest(stand.page.locator('.derby-board[data-view="contour"] .derby-plot'))
    return stand.page.evaluate(_HEAD, racer)


def is_marked(stand, x, y):
    """Whether a racer's mark would be read at a place on the map."""
    return stand.page.evaluate(_MARKS, [x, y])


def test_the_transport_has_two_rows_and_the_legend_is_in_sight(race):
    names = {"Gradient descent": optimizers.GradientDescent(0.001), "Nesterov (NAG)": optimizers.Nesterov(0.001)}
    names |= {f"Adam {i}": optimizers.Adam(0.01) for i in range(4)}
    race.show(run(rules=names, steps=5000))
    for width in (320, 360, 375, 412):
        race.page.set_viewport_size({"width": width, "height": 812})
        boxes = [part.bounding_box() for part in race.find(".derby-transport > :not(:empty)").all()]
        assert len({round(box["y"] + box["height"] / 2) for box in boxes}) == 2
        assert max(box["x"] + box["width"] for box in boxes) <= width - 16
        assert race.find(".derby-scrub").bounding_box()["width"] > 0.45 * width
        assert race.find(".derby-transport").bounding_box()["height"] < 80
        for button in race.find(".derby-transport button:not([hidden])").all():
            assert button.bounding_box()["width"] >= 24
    race.page.set_viewport_size(PHONE["viewport"])
    bar = race.find(".derby-transport").bounding_box()["y"]
    rows = [row.bounding_box() for row in race.find(".derby-legend li").all()]
    assert all(row["y"] + row["height"] <= bar for row in rows)


def test_the_first_tap_reads_a_cell_and_the_second_races_with_it(phone):
    cells = [[i + 10 * j for i in range(8)] for j in range(8)]
    figure = {"data": [{"type": "heatmap", "z": cells, "x": list(range(8)), "y": list(range(8))}], "layout": {}}
    phone.mount("plot")
    phone.send(plot_payload(figure, id="one", file="one", link="view=explore"))
    phone.page.evaluate("window.scrollTo(0, 0)")
    x, y = (phone.find(".nsewdrag").bounding_box()[side] for side in ("x", "y"))
    label = phone.find(".hoverlayer .hovertext")
    for place in (60, 160):
        phone.page.touchscreen.tap(x + place, y + 60)
        expect(label).to_have_count(1)
        assert phone.said == []
    phone.page.touchscreen.tap(x + 161, y + 60)
    [[event, cell]] = phone.said
    assert (event, cell["panel"]) == ("cell", 0)
    phone.unmount()


def test_fingers_are_as_free_on_a_page_from_disk(open_page, tmp_path):
    file = tmp_path / "race.html"
    file.write_text(race_html(run(steps=30)), encoding="utf-8")
    page = open_page(offline=True, phone=True, viewport=PHONE["viewport"])
    page.goto(file.as_uri())
    page.wait_for_function("window.player?.boards.contour.ready && window.player.boards.loss.ready")
    page.add_style_tag(content=_TALL)
    before, after = check_fingers(page, "contour")
    assert after[1] - after[0] < 0.6 * (before[1] - before[0])


def test_the_wheel_zooms_after_a_click_until_the_mouse_has_left(stand):
    stand.show(run())
    x, y = middle(stand.page, "contour")
    whole = seen(stand.page, "contour")
    stand.page.mouse.move(x, y)
    stand.page.mouse.wheel(0, -200)
    assert seen(stand.page, "contour") == whole
    stand.page.mouse.click(x, y)
    stand.page.mouse.wheel(0, -200)
    stand.page.wait_for_function(f"(whole) => ({_RANGES})('contour')[0] > whole", arg=whole[0])
    zoomed = seen(stand.page, "contour")
    stand.page.mouse.move(x, 2)
    stand.page.mouse.move(x, y)
    stand.page.mouse.wheel(0, -200)
    assert seen(stand.page, "contour") == zoomed


PRESSED = {
    "a button of the transport": '[data-action="loop"]',
    "the speed": ".derby-speed",
    "a list above the chart": ".derby-choices select >> nth=0",
    "a racer": ".derby-legend button >> nth=0",
    "a view": "#apart [role=radio]",
    "a tab": "#apart [role=tab]",
    "a switch": "#apart input[type=checkbox]",
    "a button beside the player": "#apart button >> nth=0",
}
_APART = """document.body.insertAdjacentHTML("beforeend", `<div id="apart"><button>b</button><input type="checkbox">
  <button role="radio" aria-checked="false">r</button><button role="tab">t</button>
  <input type="range" class="own"><input type="text"></div>`)"""


@pytest.fixture
def beside(stand):
    """A stand with controls beside the player."""
    stand.page.evaluate(_APART)
    stand.show(run(steps=2000))
    yield stand
    stand.page.evaluate("document.querySelector('#apart').remove()")


@pytest.mark.parametrize("what", PRESSED)
def test_the_keys_steer_the_race_after_a_press_on(beside, what):
    page, pressed = beside.page, beside.page.locator(PRESSED[what])
    pressed.click()
    beside.painted()
    state = "element => [element.value, element.checked, element.ariaChecked, element.ariaPressed]"
    before = pressed.evaluate(state)
    page.keyboard.press("Escape")  # a list that has opened closes
    for key, step in {"Home": 0, "ArrowRight": 1, "End": 2000, "ArrowLeft": 1999}.items():
        page.keyboard.press(key)
        assert beside.step == step, key
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.wait_for_function("window.player.clock.playing && window.player.clock.step > 1")
    page.keyboard.press("Space")
    page.wait_for_function("!window.player.clock.playing")
    if what != "a racer":  # whom Escape lets stand back
        assert pressed.evaluate(state) == before


def test_a_slider_a_text_and_what_was_reached_by_tab_keep_their_keys(beside):
    page = beside.page
    for control in ("#apart .own", "#apart input[type=text]"):
        page.locator(control).click()
        for key in ("Home", "ArrowRight", "Space"):
            page.keyboard.press(key)
        assert beside.step == 2000
    page.locator("#apart button").first.click()
    page.keyboard.press("Tab")
    expect(page.locator("#apart input[type=checkbox]")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#apart input[type=checkbox]")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert beside.step == 2000
    assert not page.evaluate("window.player.clock.playing")


def test_words_say_who_leads_and_where_each_rests_and_nothing_speaks_while_it_plays(stand):
    finished = run(rules={"Wild": optimizers.GradientDescent(1.0), "Adam": optimizers.Adam(0.3)}, steps=200)
    stand.show(finished)
    x, y = finished["Adam"].points[-1]
    stopped = finished["Wild"].verdict.step
    expect(stand.find(".derby-words")).to_have_text(
        f"Step 200 of 200: 1st Adam, at ({x:.4g}, {y:.4g}), loss {finished['Adam'].values[-1]:.4g}; "
        f"Wild diverged at step {stopped}."
    )
    assert stand.find(".derby-readout").evaluate("element => element.tagName") != "OUTPUT"
    live = stand.find("[aria-live], output").evaluate_all("all => all.map((element) => element.className)")
    assert live == ["derby-said"]
    assert stand.find("canvas").evaluate_all("all => all.every((canvas) => canvas.ariaHidden === 'true')")


def test_letters_are_as_large_as_the_browser_is_set_to(stand):
    size = "document.querySelector('SELECTOR').getBoundingClientRect().height"
    parts = [".derby-readout", ".derby-board .xtick text", ".derby-legend li"]
    stand.show(run())
    before = [stand.page.evaluate(size.replace("SELECTOR", part)) for part in parts]
    stand.unmount()
    style = stand.page.add_style_tag(content="html { font-size: 24px; }")
    stand.mount()
    stand.show(run())
    for part, small in zip(parts, before, strict=True):
        assert stand.page.evaluate(size.replace("SELECTOR", part)) == pytest.approx(1.5 * small, rel=0.15)
    style.evaluate("style => style.remove()")


@pytest.mark.parametrize("name", ["W" * 40, "한" * 40])
def test_a_long_name_takes_two_lines_and_is_told_whole(stand, name):
    stand.show(run(rules={name: optimizers.Adam(0.1), "Momentum": optimizers.Momentum(0.001)}))
    stand.page.keyboard.press("p")
    first = stand.find(".derby-racer").first
    lines = "element => element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight)"
    assert first.evaluate(lines) == pytest.approx(2, abs=0.1)
    expect(first).to_have_attribute("title", name)
    stand.page.keyboard.press("p")
