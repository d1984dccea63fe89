"""Typing a formula: what is understood is shown, what is wrong is said beside it, and the last picture stays."""

import pytest

import surfaces
from setups import link
from setups.setup import TYPED, Formula
from surfaces import exact_points
from tests.ui.pages import go_to, opened, shown
from ui.fields import plain
from ui.sidebar import pointed


@pytest.fixture
def page():
    """On the formula that one finds there first."""
    page = opened()
    go_to(page, TYPED)
    return page


def typed(page, text):
    page.sidebar.text_input(key="formula~text").input(text).run()
    assert not page.exception
    return page


def header(page):
    return page.main.markdown[0].value


def test_a_formula_to_begin_with_is_there(page):
    assert shown(page).formula == Formula()
    assert page.sidebar.text_input(key="formula~text").value == Formula.FIRST
    assert r"\sin" in header(page)
    assert page.sidebar.select_slider(key="a~slider")


def test_what_is_typed_is_raced_on_and_shown_as_it_was_understood(page):
    typed(page, "(1-x)^2 + 100(y-x^2)^2")
    assert shown(page).formula.text == "(1-x)^2 + 100(y-x^2)^2"
    assert r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}" in header(page)
    assert not any(slider.key == "a~slider" for slider in page.sidebar.select_slider)


@pytest.mark.parametrize(
    ("text", "problem", "mark"),
    [
        ("x^2 + sni(y)", "unknown name sni", "x^2 + sni(y)\n      ^"),
        ("(x + 1", "expected", "(x + 1\n^"),
        ("", "expected", None),
        ("7", "constant", None),
        ("sqrt(-1 - x^2)", "no real value", None),
        ("x.__class__", "expected", "x.__class__\n ^"),
    ],
)
def test_what_is_wrong_is_said_and_pointed_at_and_the_picture_stays(page, text, problem, mark):
    before = shown(page)
    typed(page, text)
    [said] = page.sidebar.error
    assert plain(problem) in said.value
    assert [block.value for block in page.sidebar.code] == ([mark] if mark else [])
    assert shown(page) == before
    assert page.sidebar.text_input(key="formula~text").value == text
    typed(page, "x^2 + y^2")
    assert not page.sidebar.error
    assert shown(page).formula.text == "x^2 + y^2"


def test_a_letter_has_a_slider_and_a_field_and_both_change_the_surface(page):
    page.sidebar.select_slider(key="a~slider").set_value(2.0).run()
    assert shown(page).formula.parameters == {"a": 2.0}
    page.sidebar.text_input(key="a~text").input("1/3").run()
    assert shown(page).formula.parameters == {"a": 1 / 3}
    assert page.sidebar.select_slider(key="a~slider").value == 1 / 3


def test_the_domain_is_set_beside_it(page):
    page.sidebar.text_input(key="x0~text").input("-1/2").run()
    assert shown(page).formula.domain == ((-0.5, 4.0), (-4.0, 4.0))


def test_a_domain_is_moved_by_either_end_and_no_field_refuses_the_other(page):
    for key, text, domain in (("x0", "10", (10.0, 18.0)), ("x1", "20", (10.0, 20.0)), ("x1", "-0.1", (-10.1, -0.1))):
        page.sidebar.text_input(key=f"{key}~text").input(text).run()
        assert not page.sidebar.error
        assert shown(page).formula.domain == (domain, (-4.0, 4.0))
        assert [page.sidebar.text_input(key=f"{end}~text").value for end in ("x0", "x1")] == [f"{n:g}" for n in domain]
    page.sidebar.text_input(key="x0~text").input("1e6").run()
    assert plain("Domain: x to must be at least -1000000 and at most 1000000") in page.sidebar.error[0].value


def test_a_domain_on_which_there_is_nothing_keeps_the_last_picture_and_says_so(page):
    typed(page, "log(x) + y^2")
    before = shown(page)
    page.sidebar.text_input(key="x1~text").input("-1").run()
    assert not page.exception
    assert "no real value" in page.sidebar.error[0].value
    assert shown(page) == before
    page.sidebar.text_input(key="x1~text").input("3").run()
    assert not page.sidebar.error
    assert shown(page).formula.domain[0] == (-4.0, 3.0)


def test_an_address_brings_formula_numbers_and_domain(page):
    other = opened(f="a x^2 + b y^2", a="3", b="1/4", domain="-1,2,-3,4", start="0.5,0.25", step="7")
    assert shown(other).formula == Formula("a x^2 + b y^2", {"a": 3.0, "b": 0.25}, ((-1.0, 2.0), (-3.0, 4.0)))
    assert shown(other).start == (0.5, 0.25)
    assert not other.main.warning


def test_a_wrong_address_leaves_a_page_with_a_note_that_can_be_dismissed():
    page = opened(f="x^^2", steps="0", racer=["Adam", "Adem"], stepz="1")
    assert page.main.warning[0].value.count("\n- ") == 4
    assert [racer.name for racer in shown(page).racers] == ["Adam"]
    page.button(key="dismiss").click().run()
    assert not page.main.warning


def test_what_is_set_is_what_its_address_says(page):
    typed(page, "x^2 + b y^4")
    page.sidebar.select_slider(key="b~slider").set_value(2.0).run()
    settings = shown(page)
    again = opened(**link.write(settings))
    assert shown(again) == settings


def test_the_critical_points_are_listed():
    page = opened(surface="himmelblau")
    page.session_state["results"] = "Critical points"
    page.run()
    [table] = [block.value for block in page.main.markdown if block.value.startswith("| Kind")]
    assert [table.count(f"| {glyph} ") for glyph in "⊕×△"] == [4, 4, 1]
    assert r"$\left(3, 2\right)$" in table
    assert "0.02431" in table  # 2 / 82.284


def test_a_press_in_the_table_starts_at_a_critical_point_to_its_last_digit():
    page = opened(surface="himmelblau")
    page.session_state["results"] = "Critical points"
    page.run()
    points = [point.point for point in exact_points(surfaces.get("himmelblau"))]
    for at in (0, len(points) - 1):
        page.button_group(key="critical.start").set_value(at).run()
        assert not page.exception
        assert shown(page).start == points[at]
        assert page.button_group(key="critical.start").value == at
    page.sidebar.text_input(key="start_x~text").input("1").run()
    assert page.button_group(key="critical.start").value is None


def test_a_long_formula_is_shown_around_the_mistake():
    text = "1 + " * 30 + "q + 1"
    lines = pointed(text, text.index("q")).split("\n")
    assert lines[0][lines[1].index("^")] == "q"
    assert len(lines[0]) < 40


def test_a_start_where_there_is_nothing_moves_to_where_there_is(page):
    typed(page, "log(x) + y^2")
    assert shown(page).start[0] > 0


@pytest.mark.parametrize("query", [{"f": "1/floor(x)"}, {"f": "a x^2", "a": "0"}, {"f": "1e200 x"}])
@pytest.mark.parametrize("view", ["contour", "explore"])
def test_surfaces_with_holes_or_none_of_their_own_are_shown(query, view):
    opened(**query, view=view, explore="starts", steps="20", racer=["Momentum", "Adam"])
