"""The page that is taken away: opened from disk, without a server and without a network."""

from pathlib import Path

import plotly
import pytest
from playwright.sync_api import expect

import optimizers
from exports import race_html
from figures import Chart
from tests.browser.rest import rest
from tests.browser.stand import run
from tests.browser.visitors import LAPTOP, watched

EVIL = '</script><script>window.hit = 1</script><img src=x onerror="window.hit = 1">'
CORS = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
READY = "window.player?.boards.contour.ready && window.player.boards.loss.ready"
RACERS = {EVIL: optimizers.Adam(0.2), "Momentum": optimizers.Momentum(0.002)}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("taken") / "race.html"
    path.write_text(race_html(run(rules=RACERS, steps=80)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def _kept(browser, file):
    errors: list[str] = []
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = watched(context.new_page(), errors)
        page.goto(file.as_uri())
        page.wait_for_function(READY)
        yield page, errors


@pytest.fixture
def opened(_kept):
    """The page from disk, offline, as it opens: with the racers' map, at the last step, everything folded."""
    page, errors = _kept
    errors.clear()
    page.get_by_role("button", name="Together").click()
    page.keyboard.press("End")
    expect(page.locator(".derby-readout")).to_have_text("step 80 / 80")
    yield page
    assert not errors, "\n".join(errors)


def _opened(open_page, file, **options):
    page = open_page(offline=True, **options)
    page.goto(file.as_uri())
    page.wait_for_function(READY)
    return page


def test_it_plays_to_the_end_and_scrubs_back(opened):
    opened.keyboard.press("Space")
    opened.wait_for_function("window.player.clock.playing && window.player.clock.step > 3")
    expect(opened.locator(".derby-readout")).to_have_text("step 80 / 80")
    opened.locator(".derby-scrub").fill("25")
    expect(opened.locator(".derby-readout")).to_have_text("step 25 / 80")
    opened.keyboard.press("Home")
    expect(opened.locator(".derby-readout")).to_have_text("step 0 / 80")


def test_it_is_played_with_offline_and_comes_back_as_it_was(opened, file):
    loss, back = opened.locator(".derby-loss").first, opened.get_by_role("button", name="As it was")
    slider = opened.locator(".derby-hands .derby-slide").first
    expect(back).to_be_disabled()
    told, stop = loss.inner_text(), slider.input_value()
    slider.fill("3")
    expect(loss).not_to_have_text(told)
    rate = opened.evaluate("(({ live }) => live.handleOf(live.namesOf(0)[0]).stops[3])(window.player.hands)")
    other = run(rules={**RACERS, EVIL: optimizers.Adam(rate)}, steps=80)
    ends = "window.player.racers.map(({ x, y }) => [x.at(-1), y.at(-1)])"
    assert opened.evaluate(ends)[0] == pytest.approx(other[EVIL].points[-1].tolist(), abs=1e-9)
    expect(opened.locator(".standings")).to_be_hidden()
    opened.get_by_role("button", name="Side by side").click()
    opened.get_by_role("button", name="Together").click()
    opened.wait_for_function("window.player.boards.contour.ready")
    grip = opened.locator(".derby-board[data-view=contour] .derby-grip")
    grip.focus()
    grip.press("ArrowLeft")
    start = opened.evaluate("window.player.hands.live.start")
    assert start[0] < 1
    opened.wait_for_function("(x) => window.player.racers.every((racer) => racer.x[0] === x)", arg=start[0])
    moved = run(rules={**RACERS, EVIL: optimizers.Adam(rate)}, start=tuple(start), steps=80)
    for end, raced in zip(opened.evaluate(ends), moved.values(), strict=True):
        assert end == pytest.approx(raced.points[-1].tolist(), abs=1e-9)
    back.click()
    expect(loss).to_have_text(told)
    expect(slider).to_have_value(stop)
    expect(opened.locator(".standings")).to_be_visible()
    opened.get_by_label("What is set by a slider").select_option("beta 1")
    expect(opened.locator(".derby-hands .derby-slide")).to_have_count(1)
    expect(slider).to_have_accessible_name(f"{EVIL}: beta 1")


def test_a_slider_in_hand_has_the_losses_beside_it_where_a_browser_does_not_tell_when_it_is_idle(browser, file):
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        context.add_init_script("delete window.requestIdleCallback; delete window.cancelIdleCallback;")
        page = watched(context.new_page(), errors := [])
        page.goto(file.as_uri())
        page.wait_for_function(READY)
        page.locator(".derby-hands .derby-slide").first.focus()
        page.keyboard.down("ArrowLeft")
        expect(page.locator(".derby-finals p")).to_contain_text("lowest final loss at")
        page.keyboard.up("ArrowLeft")
        expect(page.locator(".derby-finals")).to_be_hidden()
        assert not errors


def test_a_page_by_cdn_takes_the_installed_plotly_and_plays(open_page, tmp_path):
    path = tmp_path / "race.html"
    path.write_text(race_html(run(rules=RACERS, steps=80), view="side by side", plotly="cdn"), encoding="utf-8")
    page = open_page()
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    page.route("https://cdn.plot.ly/**", lambda route: route.fulfill(path=script, headers=CORS))
    page.goto(path.as_uri())
    page.wait_for_function("window.player?.boards['side by side'].ready")
    page.keyboard.press("Space")
    page.wait_for_function("window.player.clock.playing && window.player.clock.step > 3")


def test_it_opens_at_the_step_with_the_chart_asked_for_and_tells_of_the_steps_of_a_racer_while_that_is_open(
    open_page, tmp_path
):
    path = tmp_path / "race.html"
    asked = {"glass": EVIL, "step": 33, "chart": Chart("length", "linear", "evaluations")}
    path.write_text(race_html(run(rules=RACERS, steps=80), **asked), encoding="utf-8")
    page = _opened(open_page, path)
    expect(page.locator(".derby-readout")).to_have_text("step 33 / 80")
    expect(page.locator('[data-view="loss"] .annotation-text')).to_have_text("length of the step")
    expect(page.locator('[data-view="loss"] .xtitle')).to_have_text("gradient evaluations")
    under_glass = "window.player.boards.contour.glass?.name"
    assert page.evaluate(under_glass) is None
    page.locator(".steps summary").click()
    expect(page.locator(".steps-told")).to_contain_text("Step 33 is ")
    assert page.evaluate(under_glass) == EVIL
    assert page.locator(".steps math").count() > 12
    page.locator(".derby-scrub").fill("25")
    expect(page.locator(".steps-told")).to_contain_text("Step 25 is ")
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator(".derby-readout")).to_have_text("step 25 / 80")
    page.get_by_role("button", name="Together").click()
    assert page.locator(".steps .loss").get_attribute("d").startswith("M0 ")
    page.locator(".derby-scrub").fill("0")
    expect(page.locator(".steps-why")).to_have_text("This is the start. Go one step on to look at a step.")
    expect(page.locator(".steps-told")).to_be_hidden()
    page.locator(".steps summary").click()
    page.wait_for_function(f"!{under_glass}")
    assert page.evaluate("window.hit") is None


def test_it_zooms_and_comes_back(opened):
    expect(opened.locator(".derby-reset")).to_be_hidden()
    box = opened.locator('[data-view="contour"] .nsewdrag').first.bounding_box()
    opened.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened.keyboard.down("Control")
    opened.mouse.wheel(0, -300)
    opened.keyboard.up("Control")
    axis = "window.player.boards.contour.plot._fullLayout.xaxis"
    opened.wait_for_function(f"{axis}.range[0] > -4.4 && {axis}.range[1] < 4.4")
    expect(opened.locator(".derby-reset")).to_be_visible()
    rest(opened.locator('.derby-board[data-view="contour"] .derby-plot'))
    opened.locator(".derby-reset").click()
    expect(opened.locator(".derby-reset")).to_be_hidden()


def test_its_buttons_change_the_view_and_keep_the_step(opened):
    opened.locator(".derby-scrub").fill("40")
    for view in ("side by side", "3-D", "contour"):
        opened.locator(f'.views [data-view="{view}"]').click()
        expect(opened.locator(f'.derby-board[data-view="{view}"]')).to_be_visible()
        opened.wait_for_function(f"window.player.boards['{view}'].ready")
        expect(opened.locator('.views [aria-pressed="true"]')).to_have_attribute("data-view", view)
        expect(opened.locator(".derby-readout")).to_have_text("step 40 / 80")
        painted = f"window.player.boards['{view}'].panes.every(({{ racers }}) => racers.length > 0)"
        assert opened.evaluate(painted)


def test_it_tells_losses_marks_and_what_can_be_done_with_it(opened):
    assert sorted(opened.locator(".derby-place").all_inner_texts()) == ["1st", "2nd"]
    opened.locator(".derby-fold").click()
    expect(opened.locator(".derby-key")).to_contain_text("global minimum")
    expect(opened.locator(".derby-hint")).to_have_text(
        "Click to set the start, or drag its mark · Drag to move the map · "
        "Ctrl + wheel to zoom, or the wheel after a click"
    )
    opened.mouse.click(300, 300)
    opened.locator(".derby-legend button").last.click()
    expect(opened.locator(".derby-legend button").last).to_have_attribute("aria-pressed", "true")


def test_it_is_presented_on_the_whole_screen(opened):
    opened.keyboard.press("p")
    root = opened.locator(".derby-player")
    expect(root).to_have_css("position", "fixed")
    assert list(root.bounding_box().values()) == [0, 0, *opened.evaluate("[innerWidth, innerHeight]")]
    expect(opened.locator('[data-action="after"]')).to_be_hidden()
    opened.keyboard.press("p")
    expect(root).to_have_css("position", "static")


def test_names_are_text(opened):
    expect(opened.locator(".derby-legend .derby-racer").first).to_have_text(EVIL)
    expect(opened.locator("td.name", has_text="</script>")).to_have_count(1)
    opened.locator('.views [data-view="side by side"]').click()
    opened.wait_for_function("window.player.boards['side by side'].ready")
    assert opened.evaluate("window.hit") is None


def test_it_is_light_or_dark_as_its_reader_is_and_fits_a_telephone(opened, open_page, file):
    assert_colours(opened, "light", "rgb(255, 255, 255)")
    page = _opened(open_page, file, color_scheme="dark", viewport={"width": 390, "height": 844})
    assert_colours(page, "dark", "rgb(18, 22, 27)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(color_scheme="light")
    page.wait_for_function("window.player.look.name === 'light'")


def assert_colours(page, theme, background):
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == background
    assert page.evaluate("window.player.look.name") == theme
