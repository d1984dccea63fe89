"""The address as a visitor meets it: it follows what is set, and opening it elsewhere shows the same."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect


def query(app):
    return parse_qs(urlsplit(app.page.url).query)


def test_opening_the_address_elsewhere_shows_the_same_race_at_the_same_step(home, visit):
    home.pick("surface", "Himmelblau")
    home.nudge("Adam", "ArrowLeft", 3)
    home.enter(home.number("Start x"), "1/3")
    home.choose_view("Side by side")
    home.scrub(40)
    home.page.wait_for_url(re.compile("step=40"))
    assert query(home)["surface"] == ["himmelblau"]
    assert len(home.page.url) < 2000
    other = visit(urlsplit(home.page.url).query)
    other.expect_step(40)
    assert other.colors() == home.colors()
    assert other.standings() == home.standings()
    expect(other.board("side by side")).to_be_visible()
    assert other.number("Start x").input_value() == "0.333333333333"
    for racer in home.colors():
        assert other.ink("heads", racer, "side by side") == home.ink("heads", racer, "side by side")


def test_the_last_step_is_not_in_the_address_and_going_back_is_not_a_step_back(home):
    length = home.page.evaluate("history.length")
    home.scrub(7)
    home.page.wait_for_url(re.compile("step=7"))
    home.press("Last step")
    home.page.wait_for_function("!location.search.includes('step')")
    assert home.page.evaluate("history.length") == length


def test_a_page_that_a_link_opened_takes_away_the_step_that_it_shows(visit):
    app = visit("surface=saddle&step=7")
    for step, told, taken in ((40, "step=40", "40"), (300, "surface=saddle", "300")):
        app.scrub(step)
        app.page.wait_for_url(re.compile(f"{told}$"))
        app.page.get_by_role("button", name="Take away").click()
        expect(app.page.get_by_role("dialog").get_by_label("Step", exact=True)).to_have_value(taken)
        app.page.keyboard.press("Escape")
        expect(app.page.get_by_role("dialog")).to_have_count(0)


def test_the_link_button_copies_the_address(home):
    home.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    home.scrub(12)
    home.press("Copy a link")
    expect(home.page.locator(".derby-said")).to_have_text("Link copied")
    copied = home.page.evaluate("navigator.clipboard.readText()")
    assert copied == home.page.url
    assert "step=12" in copied
    home.page.context.clear_permissions()


def test_a_page_within_a_page_shows_the_picture_first_and_stays_so(visit):
    told = {"viewport": {"width": 800, "height": 560}, "permissions": ["clipboard-read", "clipboard-write"]}
    app = visit("embed=true&embed_options=dark_theme&surface=saddle", **told)
    expect(app.sidebar).not_to_be_in_viewport()
    app.scrub(5)
    app.page.wait_for_url(re.compile("step=5"))
    assert query(app)["embed"] == ["true"]
    expect(app.page.locator(".derby-transport")).to_be_in_viewport()
    app.press("Copy a link")
    expect(app.page.locator(".derby-said")).to_have_text("Link copied")
    copied = app.page.evaluate("navigator.clipboard.readText()")  # opens as a page of its own
    assert parse_qs(urlsplit(copied).query) == {"surface": ["saddle"], "step": ["5"]}


def test_what_is_wrong_in_an_address_is_noted_and_the_rest_stands(visit):
    app = visit("surface=nowhere&steps=40&racer=Adam&racer=__import__(%27os%27)&view=3-D")
    expect(app.page.get_by_text("Some settings fell back")).to_be_visible()
    app.expect_step(40, 40)
    assert list(app.colors()) == ["Adam"]
    app.page.get_by_role("button", name="Dismiss").click()
    expect(app.page.get_by_text("Some settings fell back")).to_be_hidden()
    assert set(query(app)) == {"steps", "racer", "view"}


@pytest.mark.parametrize(("theme", "background"), [("dark", "rgb(18, 22, 27)"), ("light", "rgb(255, 255, 255)")])
def test_the_picture_keeps_the_colours_asked_for(visit, theme, background):
    other = {"dark": "light", "light": "dark"}[theme]
    app = visit(f"theme={theme}", color_scheme=other)
    assert app.page.locator(".derby-player").evaluate("root => getComputedStyle(root).backgroundColor") == background


def test_a_formula_is_typed_and_a_mistake_keeps_the_picture(home):
    home.pick("surface", "Type a formula")
    field = home.sidebar.get_by_role("textbox", name="f(x, y)")
    home.enter(field, "x^2/2 + |y| + cos(3x)")
    home.page.wait_for_function("decodeURIComponent(location.search).includes('cos(3x)')")
    expect(home.board().locator(".scatterlayer .point").nth(3)).to_be_attached()
    home.settle()
    before = home.ranges(), home.standings()
    home.enter(field, "x^2 + sni(y)")
    expect(home.sidebar.get_by_text("did you mean sin")).to_be_visible()
    assert (home.ranges(), home.standings()) == before
    assert query(home)["f"] == ["x^2/2 + |y| + cos(3x)"]


def test_settings_are_saved_and_loaded(home, visit, tmp_path):
    home.pick("surface", "Rosenbrock")
    home.enter(home.number("Steps"), "55")
    home.open_picker("race")
    with home.page.expect_download() as download:
        home.page.get_by_role("button", name="Save this race as a file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert json.loads(path.read_text())["settings"] == {"surface": ["rosenbrock"], "steps": ["55"]}
    other = visit()
    other.open_picker("race")
    other.page.locator("input[type=file]").set_input_files(path)
    expect(other.page.get_by_role("dialog")).to_have_count(0)
    other.expect_step(55, 55)
    other.settle()
    assert other.standings() == home.standings()
    (tmp_path / "other.json").write_text("{}")
    other.open_picker("race")
    other.page.locator("input[type=file]").set_input_files(tmp_path / "other.json")
    expect(other.page.get_by_text("settings: expected a file with the format")).to_be_visible()
    other.expect_step(55, 55)
