"""The page as a whole: what a first visit shows, at every width, and to each visitor alone."""

from playwright.sync_api import expect


def test_a_first_visit_shows_a_race_without_a_click_and_has_a_plain_address(app, server):
    assert len(app.colors()) >= 4
    assert app.contours().count() > 10
    assert len(app.standings()) == len(app.colors())
    for name in app.colors():
        assert app.ink("heads", name, "loss")["count"] > 10 or app.ink("trails", name, "loss")["count"] > 10
    app.page.wait_for_timeout(600)  # the clock: the step is told after 400 ms, and none has no sign
    assert app.page.url.rstrip("/") == server


def test_header_map_loss_chart_and_transport_fit_a_lecture_laptop(home):
    main = home.page.get_by_test_id("stMain")
    parts = [".katex >> nth=0", "[role=radiogroup]", ".derby-board >> nth=0", ".derby-transport", "[data-view=loss]"]
    for surface in ("Ackley", "Himmelblau"):  # a long formula, and a short one
        home.pick("surface", surface)
        for part in parts:
            expect(main.locator(part)).to_be_in_viewport(ratio=0.99)
        assert main.evaluate("main => main.scrollTop") == 0
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth")


def test_the_sidebar_shows_all_that_is_set_first_on_a_lecture_laptop(home):
    parts = [".st-key-pick-surface", ".st-key-conditions", ".st-key-cards", ".st-key-pick-rule"]
    for part in parts:
        expect(home.sidebar.locator(part)).to_be_in_viewport(ratio=1)
    names = home.sidebar.locator(".st-key-cards > .stElementContainer .stCheckbox p")
    expect(names).to_have_text(list(home.colors()))
    assert not names.evaluate_all("names => names.filter((name) => name.scrollWidth > name.clientWidth).length")


def test_the_table_of_critical_points_fits_a_lecture_laptop(visit):
    app = visit("surface=cars_scaled&batch=25")
    app.page.get_by_role("tab", name="Critical points").click()
    table = app.page.locator(".st-key-critical")
    expect(table.locator("tbody tr")).to_have_count(1)
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")


def test_a_phone_stacks_the_page_and_plays_and_its_header_takes_two_rows_with_all_ways_back(visit):
    app = visit(viewport={"width": 375, "height": 720}, phone=True)
    top, below = app.board().bounding_box(), app.board("loss").bounding_box()
    assert below["y"] >= top["y"] + top["height"]
    assert top["width"] > 280
    assert below["width"] > 280
    wide = "element => element.scrollWidth > element.clientWidth"
    assert not app.page.evaluate(f"({wide})(document.documentElement)")
    assert not app.page.get_by_test_id("stMain").evaluate(wide)
    for part in app.page.locator(".st-key-header > *").all():
        expect(part).to_be_in_viewport(ratio=1)
    app.page.locator(".st-key-header > *").first.evaluate("formula => { formula.scrollLeft = 60; }")
    formula, sidebar = (
        app.page.locator(place).first.bounding_box()
        for place in (".st-key-header > *", "[data-testid=stExpandSidebarButton]")
    )
    assert sidebar["x"] + sidebar["width"] <= formula["x"]
    app.scrub(0)
    app.play_past(5)
    expect(app.page.locator(".derby-transport")).to_be_in_viewport(ratio=1)
    assert app.contours().count() > 10
    app.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    box = app.board().bounding_box()
    app.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    app.page.get_by_role("button", name="Undo").click()
    expect(app.page.get_by_role("button", name="Redo")).to_be_visible()
    parts = app.page.locator(".st-key-header > *")
    for width in (360, 375, 430):
        app.page.set_viewport_size({"width": width, "height": 720})
        boxes = [part.bounding_box() for part in parts.all()]
        assert len({round(box["y"] + box["height"] / 2) // 20 for box in boxes}) == 2
        assert all(box["x"] + box["width"] <= width for box in boxes)
        assert boxes[0]["width"] > 80  # the formula's


def test_on_a_phone_a_tap_beside_the_drawer_closes_it_only_and_no_button_lies_over_the_picture(visit):
    app = visit("steps=20", viewport={"width": 390, "height": 844}, phone=True)
    drawer, button = app.sidebar, app.page.get_by_test_id("stExpandSidebarButton")
    button.tap()
    expect(drawer).to_have_attribute("data-collapsed", "false")
    app.page.wait_for_function("document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().left === 0")
    beside = drawer.bounding_box()["width"] + 20
    app.page.touchscreen.tap(beside, app.board().bounding_box()["y"] + 150)
    expect(drawer).to_have_attribute("data-collapsed", "true")
    app.settle()
    assert [app.number(f"Start {axis}").input_value() for axis in "xy"] == ["1", "1.5"]
    app.page.get_by_test_id("stMain").evaluate("main => main.scrollTop = 200")
    for part in (button, app.page.get_by_test_id("stMainMenuButton")):
        expect(part).to_be_hidden()
    app.page.get_by_test_id("stMain").evaluate("main => main.scrollTop = 0")
    expect(button).to_be_visible()
    app.page.get_by_role("button", name="Take away").tap()
    app.settle()
    dialog = app.page.get_by_role("dialog")
    box = dialog.get_by_role("combobox", name="Format")
    box.click()
    box.press_sequentially("GIF")
    app.page.get_by_role("option", name="GIF").first.click()
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_test_id("stDownloadButton").first).to_be_in_viewport(ratio=1)


def test_a_tab_leaves_the_page_where_it_was(home):
    main = home.page.get_by_test_id("stMain")
    home.page.get_by_role("tab", name="Critical points").click()
    expect(home.page.locator(".st-key-critical table")).to_be_visible()
    home.settle()
    before = main.evaluate("main => { main.scrollTop = 1e5; return main.scrollTop; }")
    assert before > 300
    for title in ("Standings", "Formulas", "Critical points"):
        home.page.get_by_role("tab", name=title).click()
        expect(home.page.get_by_role("tabpanel", name=title)).not_to_be_empty()
        home.settle()
        assert main.evaluate("main => main.scrollTop") == before


def test_the_keys_steer_the_race_after_a_view_a_tab_or_a_switch_was_pressed(home):
    switch = home.card("Adam").get_by_role("switch")
    presses = {
        "a view": home.page.get_by_role("radio", name="Side by side"),
        "a tab": home.page.get_by_role("tab", name="Formulas"),
        "a switch": home.card("Adam").get_by_test_id("stCheckbox").locator("label"),
        "alone": home.card("Momentum").get_by_role("button", name="Alone"),
    }
    for what, control in presses.items():
        control.click()
        home.settle()
        for key, step in {"Home": 0, "ArrowRight": 1}.items():
            home.page.keyboard.press(key)
            expect(home.page.locator(".derby-readout"), what).to_have_text(f"step {step} / 300")
        home.page.keyboard.press("Space")
        home.page.wait_for_function("document.querySelector('[data-action=play]').dataset.playing === 'true'")
        home.page.keyboard.press("Space")
    expect(presses["a view"]).to_have_attribute("aria-checked", "true")
    expect(switch).not_to_be_checked()
    expect(switch).to_have_attribute("aria-label", "Adam")


CHANGED = """async (element) => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.all(element.getAnimations({ subtree: true }).map(({ finished }) => finished));
}"""
"""Colours change gently."""


def test_a_switch_that_is_off_does_not_fade_under_the_mouse(home):
    label = home.card("Adam").get_by_test_id("stCheckbox").locator("label")
    shade = (
        "label => Number(getComputedStyle(label.querySelector(':scope > div')).backgroundColor.match(/[\\d.]+/g)[3])"
    )
    label.click()
    home.settle()
    home.page.mouse.move(900, 300)
    label.evaluate(CHANGED)
    resting = label.evaluate(shade)
    label.hover()
    label.evaluate(CHANGED)
    assert label.evaluate(shade) >= resting > 0


def test_a_second_visitor_is_not_affected_by_the_first_and_gets_dark_maps_in_a_dark_browser(home, visit):
    home.enter(home.number("Start x"), "2.5")
    home.nudge("Adam", times=3)
    other = visit(color_scheme="dark")
    assert _brightness(other) < 0.3 < 0.7 < _brightness(home)
    assert other.number("Start x").input_value() == "1"
    assert other.standings() != home.standings()
    other.enter(other.number("Steps"), "50")
    other.expect_step(50, 50)
    home.expect_step(300)


def test_the_theme_can_change_while_the_page_is_open(app):
    assert _brightness(app) > 0.7
    before = app.ranges()
    app.page.get_by_test_id("stMainMenuButton").click()
    app.page.get_by_test_id("stMainMenuItem-theme-Dark").click()
    app.page.wait_for_function(f"({_LIGHTEST})() < 0.3")
    assert app.ranges() == before
    app.page.keyboard.press("Escape")
    app.page.get_by_test_id("stMainMenuButton").click()
    app.page.get_by_test_id("stMainMenuItem-theme-Light").click()
    app.page.wait_for_function(f"({_LIGHTEST})() > 0.7")


_LIGHTEST = """() => {
  const fills = [...document.querySelectorAll('.derby-board[data-view="contour"] .contourfill path')]
    .map((path) => getComputedStyle(path).fill.match(/[\\d.]+/g).slice(0, 3).map(Number));
  return Math.max(...fills.map(([r, g, b]) => (r + g + b) / 765));
}"""


def _brightness(app) -> float:
    return app.page.evaluate(_LIGHTEST)


_GROUND = """() => {
  const { x, y } = document.querySelector('.derby-board[data-view="contour"] .derby-plot').data[0];
  return [x[0], x.at(-1), y[0], y.at(-1)];
}"""


def test_the_contours_go_on_past_the_domain_and_come_back(home):
    assert home.page.evaluate(_GROUND) == [-4.5, 4.5, -4.5, 4.5]
    home.page.mouse.move(*home.pixel(0, 0))
    home.messages.clear()
    home.zoom(400)
    home.page.wait_for_function(f"({_GROUND})()[0] < -4.5")
    assert len(home.messages) < 10, "more than the player was run for it"
    home.settle()
    (x0, x1, y0, y1), seen = home.page.evaluate(_GROUND), home.ranges()
    assert x0 <= seen[0] < -4.5 < 4.5 < seen[1] <= x1
    assert y0 <= seen[2] < seen[3] <= y1
    home.messages.clear()
    home.page.wait_for_timeout(700)  # the clock: it asks once the picture has rested for 250 ms, and none has no sign
    assert not home.messages, "it asks again and again"
    home.page.locator(".derby-reset").click()
    home.page.wait_for_function(f"({_GROUND})()[0] === -4.5")
    assert home.ranges() == [-4.5, 4.5, -4.5, 4.5]


def test_the_ground_is_sampled_anew_where_one_looks_closely(home):
    home.page.mouse.move(*home.pixel(3, 0.5))
    for _ in range(14):
        home.zoom(-300)
    x0, x1, y0, y1 = home.ranges()
    assert 3 * (x1 - x0) < 9
    # Fine enough for what is seen: where the machine is slow, some ground that is asked for on the way is so already.
    fine = "([low, high]) => low <= {0} && {1} <= high && high - low <= 3 * ({1} - {0})"
    home.page.wait_for_function(f"({fine.format(x0, x1)})(({_GROUND})().slice(0, 2))")
    home.page.wait_for_function(f"({fine.format(y0, y1)})(({_GROUND})().slice(2))")
    home.page.locator(".derby-reset").click()
    home.page.wait_for_function("document.querySelector('.derby-reset').hidden")
