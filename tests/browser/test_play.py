"""The race on the page: it plays, is steered, and keeps its place while settings change."""

import pytest
from playwright.sync_api import expect

from figures.views import VIEWS
from tests.browser.rest import rest

TRAILS_DRAWN = """() => {
  const canvas = document.querySelector('.derby-board[data-view="3-D"] .derby-trails');
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, i) => i % 4 === 3 && value > 200).length > 100;
}"""


def test_play_moves_the_heads_and_the_contours_stay(home):
    home.scrub(0)
    start = home.ink("heads", "Adam")
    lines = home.contours().count()
    home.play_past(20)
    assert home.contours().count() == lines > 10
    expect(home.contours().last).to_be_visible()
    moved = home.ink("heads", "Adam")
    assert abs(moved["x"] - start["x"]) + abs(moved["y"] - start["y"]) > 5
    assert home.ink("trails", "Adam")["count"] > 20
    assert 20 < home.step < 300


def test_a_racing_page_does_not_bother_the_server(home):
    home.scrub(0)
    before = len(home.messages)
    home.play_past(20)
    assert len(home.messages) == before


def test_the_keyboard_steers_the_race_but_not_while_one_types(home):
    home.page.locator("body").press("Home")
    home.expect_step(0)
    home.page.keyboard.press("ArrowRight")
    home.expect_step(1)
    home.page.keyboard.press("End")
    home.expect_step(300)
    home.page.keyboard.press("ArrowLeft")
    home.expect_step(299)
    field = home.number("Start x")
    field.focus()
    for key in ("Home", "ArrowRight", "End", "ArrowLeft", "Space"):
        home.page.keyboard.press(key)
    home.expect_step(299)


def test_a_slider_of_the_sidebar_keeps_its_arrow_keys(home):
    home.scrub(100)
    home.nudge("Adam")
    home.expect_step(100)


def test_step_speed_and_zoom_survive_a_changed_learning_rate(home):
    home.scrub(104)
    home.page.locator(".derby-speed").select_option("4")
    home.page.mouse.move(*home.pixel(1, 1))
    home.zoom(-200)
    expect(home.page.locator(".derby-reset")).to_be_visible()
    x, y = home.pixel(1, 1)
    home.page.mouse.move(x, y)
    home.page.mouse.down()
    home.page.mouse.move(x + 60, y + 30, steps=4)
    home.page.mouse.up()
    rest(home.plot())
    zoomed, before = home.ranges(), home.standings()
    assert zoomed[1] - zoomed[0] < 8.5
    home.nudge("Adam", times=2)
    assert home.standings() != before
    home.expect_step(104)
    assert home.ranges() == zoomed
    assert home.page.locator(".derby-speed").input_value() == "4"
    assert home.number("Start x").input_value() == "1"  # a drag is no click
    home.page.get_by_role("button", name="Reset view").click()
    home.page.wait_for_function("document.querySelector('.derby-reset').hidden")
    assert home.ranges() == [-4.5, 4.5, -4.5, 4.5]
    home.page.locator(".derby-speed").select_option("1")


@pytest.mark.parametrize("view", ["contour", "side by side"])
def test_a_click_on_the_map_sets_the_start(home, view):
    if view != "contour":
        home.choose_view(VIEWS[view])
    home.page.mouse.click(*home.pixel(-2, 3, view))
    expect(home.number("Start x")).not_to_have_value("1")
    home.settle()
    x, y = (float(home.number(label).input_value()) for label in ("Start x", "Start y"))
    assert x == pytest.approx(-2, abs=0.05)
    assert y == pytest.approx(3, abs=0.05)
    home.scrub(0)
    head = home.ink("heads", next(iter(home.colors())) if view != "contour" else "Adam", view)
    box = home.board(view).bounding_box()
    left, top = home.pixel(x, y, view)
    assert (head["x"] + box["x"], head["y"] + box["y"]) == pytest.approx((left, top), abs=2)


def test_side_by_side_shows_one_titled_panel_for_each_racer_on_one_clock(home):
    home.choose_view("Side by side")
    view = "side by side"
    assert home.board(view).locator(".annotation-text").all_text_contents() == list(home.colors())
    assert home.board(view).locator(".contourlayer").count() == len(home.colors())
    home.scrub(0)
    starts = [home.ink("heads", name, view) for name in home.colors()]
    assert len({(round(ink["x"] / 20), round(ink["y"] / 20)) for ink in starts}) == len(starts)
    home.play_past(20)
    for start, name in zip(starts, home.colors(), strict=True):
        moved = home.ink("heads", name, view)
        assert abs(moved["x"] - start["x"]) + abs(moved["y"] - start["y"]) > 1


def test_3_d_is_drawn_only_when_asked_for_and_keeps_its_camera(app):
    scenes = app.page.locator(".gl-container canvas")
    assert scenes.count() == 0
    app.choose_view("3-D")
    expect(scenes.first).to_be_visible()
    app.page.wait_for_function(TRAILS_DRAWN)
    first = _camera(app)
    box = app.board("3-D").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    app.page.mouse.move(x, y)
    app.page.mouse.down()
    app.page.mouse.move(x + 90, y - 20, steps=3)
    app.page.mouse.up()
    rest(app.plot("3-D"))
    turned = _camera(app)
    assert turned["eye"] != pytest.approx(first["eye"], abs=0.05)
    app.nudge("Adam", times=2)
    assert _camera(app) == turned
    app.choose_view("Together")
    app.choose_view("3-D")
    assert _camera(app) == turned
    assert app.number("Start x").input_value() == "1"


def _camera(app) -> dict:
    return app.plot("3-D").evaluate("plot => plot._fullLayout.scene._scene.getCamera()")


@pytest.mark.parametrize("screen", ["granted", "refused"])
def test_the_presenter_view_stays_open_while_the_race_changes(home, screen):
    root = home.page.locator(".derby-player")
    if screen == "refused":
        root.evaluate("root => { root.requestFullscreen = () => Promise.reject(new TypeError()); }")
    before, standings = home.board().bounding_box()["width"], home.standings()
    home.page.locator("body").press("p")
    home.page.wait_for_function(
        "(width) => document.querySelector('.derby-board').clientWidth > width", arg=1.2 * before
    )
    home.page.mouse.click(*home.pixel(-2, 3))
    expect(home.number("Start x")).not_to_have_value("1")
    home.settle()
    assert home.standings() != standings
    room = home.page.evaluate("[innerWidth, innerHeight]")
    assert list(root.bounding_box().values()) == [0, 0, *room]
    on_top = home.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('.derby-player') !== null", [20, 20]
    )
    assert on_top
    home.page.keyboard.press("Escape")
    home.page.wait_for_function(
        "(width) => document.querySelector('.derby-board').clientWidth === width", arg=round(before)
    )
    root.evaluate("root => delete root.requestFullscreen")


def test_the_clock_tells_the_epoch_where_rows_are_drawn(home, visit):
    assert "epoch" not in home.page.locator(".derby-readout").inner_text()
    app = visit("surface=cars_scaled&batch=20")
    app.scrub(3)
    expect(app.page.locator(".derby-readout")).to_have_text("step 3 / 300, epoch 1.2")
