"""The page as a script: every control, without a browser (tests/browser has the rest)."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import optimizers
import surfaces
from setups.setup import FIRST_RACERS, MAX_RACERS
from ui.fields import plain

APP = str(Path(__file__).parents[2] / "app.py")


@pytest.fixture
def page():
    test = AppTest.from_file(APP, default_timeout=60).run()
    assert not test.exception
    return test


def rerun(page, **keys):
    for key, value in keys.items():
        page.session_state[key] = value
    page.run()
    assert not page.exception
    return page


def standings(page):
    return next(block.value for block in page.main.get("html") if "derby-standings" in block.value)


def key(page, number, field):
    """The session's key of a field of the racer that was added as the `number`th."""
    racer = next(racer for racer in page.session_state["racers"] if racer.startswith(f"racer{number}-"))
    return f"{racer}.{field}"


def names(page):
    return [page.session_state[f"{racer}.accepted_name"] for racer in page.session_state["racers"]]


def test_a_first_visit_shows_a_finished_race(page):
    assert names(page) == [optimizers.CATALOGUE[rule].title for rule in FIRST_RACERS]
    assert all(name in standings(page) for name in names(page))
    assert "converged to the minimum (3, 0.5)" in standings(page)


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_every_surface_can_be_chosen_and_sets_its_own_start(page, key):
    page.sidebar.selectbox(key="surface").select("sphere" if key == "beale" else "beale").run()
    page.sidebar.selectbox(key="surface").select(key).run()
    assert not page.exception
    surface = surfaces.get(key)
    assert (page.session_state["start_x"], page.session_state["start_y"]) == pytest.approx(surface.start, rel=1e-3)
    assert surface.name in page.main.markdown[0].value


@pytest.mark.parametrize("rule", optimizers.CATALOGUE)
def test_every_rule_can_be_added_and_twice(page, rule):
    for _ in range(2):
        page.sidebar.selectbox(key="adding").select(rule).run()
        assert not page.exception
    title = optimizers.CATALOGUE[rule].title
    assert f"{title} 2" in names(page) or f"{title} 3" in names(page)
    styles = [page.session_state[f"{racer}.style"] for racer in page.session_state["racers"]]
    assert len(set(styles)) == len(styles)


def test_there_are_no_more_racers_than_can_be_told_apart(page):
    while any(box.key == "adding" for box in page.sidebar.selectbox):
        page.sidebar.selectbox(key="adding").select("Adam").run()
    assert len(page.session_state["racers"]) == MAX_RACERS
    assert any(str(MAX_RACERS) in caption.value for caption in page.sidebar.caption)


def test_a_racer_that_is_switched_off_leaves_the_race_and_keeps_its_card(page):
    page.sidebar.toggle(key=key(page, 1, "on")).set_value(False).run()
    assert "Gradient descent" not in standings(page)
    assert "Gradient descent" in names(page)


def test_with_everybody_off_the_page_says_so(page):
    for racer in page.session_state["racers"]:
        page.session_state[f"{racer}.on"] = False
    rerun(page)
    assert "Nobody takes part" in page.sidebar.info[0].value


def test_the_learning_rate_slider_changes_the_race(page):
    before = standings(page)
    page.sidebar.select_slider(key=key(page, 6, "learning_rate~slider")).set_value(0.1).run()
    assert page.session_state[key(page, 6, "learning_rate")] == 0.1
    assert standings(page) != before


def test_a_learning_rate_of_one_third_can_be_typed(page):
    rerun(page, surface="quadratic", start_x=0.0, start_y=0.0, **{key(page, 1, "more"): True})
    page.sidebar.text_input(key=key(page, 1, "learning_rate~text")).input("1/3").run()
    assert page.session_state[key(page, 1, "learning_rate")] == 1 / 3
    assert not page.sidebar.error


@pytest.mark.parametrize("text", ["-1", "abc", "nan", "1/0", "", "1e999"])
def test_a_bad_number_is_said_beside_it_and_the_race_stays(page, text):
    rerun(page, **{key(page, 1, "more"): True})
    before = standings(page)
    page.sidebar.text_input(key=key(page, 1, "learning_rate~text")).input(text).run()
    assert not page.exception
    assert plain("GradientDescent: learning_rate must be") in page.sidebar.error[0].value
    assert page.sidebar.text_input(key=key(page, 1, "learning_rate~text")).value == text
    assert standings(page) == before
    page.sidebar.text_input(key=key(page, 1, "learning_rate~text")).input("0.005").run()
    assert not page.sidebar.error


@pytest.mark.parametrize("name", ["", "  ", "Adam"])
def test_a_name_that_is_empty_or_taken_is_said_beside_it(page, name):
    rerun(page, **{key(page, 1, "more"): True})
    page.sidebar.text_input(key=key(page, 1, "name")).input(name).run()
    assert not page.exception
    assert "still called Gradient descent" in page.sidebar.error[0].value
    assert "Gradient descent" in standings(page)


def test_a_name_is_shown_as_text_whatever_it_holds(page):
    rerun(page, **{key(page, 1, "more"): True})
    page.sidebar.text_input(key=key(page, 1, "name")).input("<b>**x** $y$</b>").run()
    assert not page.exception
    assert "&lt;b&gt;**x** $y$&lt;/b&gt;" in standings(page)
    assert "<b>" not in standings(page)


@pytest.mark.parametrize("schedule", [name for name in optimizers.schedules.CATALOGUE if name != "WarmUp"])
@pytest.mark.parametrize("warm_up", [0, 15])
def test_every_schedule_runs_with_and_without_a_warm_up(page, schedule, warm_up):
    rerun(page, **{key(page, 6, "more"): True})
    before = standings(page)
    page.sidebar.selectbox(key=key(page, 6, "schedule")).select(schedule).run()
    page.sidebar.number_input(key=key(page, 6, "warm_up")).set_value(warm_up).run()
    assert not page.exception
    assert (standings(page) == before) == (schedule == "Constant" and warm_up == 0)


def test_a_schedule_takes_as_long_as_the_race_until_it_is_told_otherwise(page):
    rerun(page, **{key(page, 6, "more"): True})
    page.sidebar.selectbox(key=key(page, 6, "schedule")).select("Cosine").run()
    page.sidebar.text_input(key="steps~text").input("1000").run()

    def rate():
        return page.session_state["shown"].running[5].build().learning_rate

    assert rate().steps == 1000
    assert "steps" not in page.session_state["shown"].racers[5].schedule_values
    page.sidebar.number_input(key=key(page, 6, "warm_up")).set_value(50).run()
    assert rate().after.steps == 950
    page.sidebar.toggle(key=key(page, 6, "to_the_end")).set_value(False).run()
    length = page.sidebar.text_input(key=key(page, 6, "Cosine.steps~text"))
    assert (length.label, length.value) == ("Decays over (steps)", "950")
    length.input("400").run()
    page.sidebar.text_input(key="steps~text").input("2000").run()
    assert rate().after.steps == 400
    page.sidebar.toggle(key=key(page, 6, "to_the_end")).set_value(True).run()
    assert rate().after.steps == 1950


def test_no_two_fields_of_a_card_or_the_race_have_one_name(page):
    rerun(page, **{key(page, 6, "more"): True})
    for schedule in optimizers.schedules.CHOICES:
        page.sidebar.selectbox(key=key(page, 6, "schedule")).select(schedule).run()
        if schedule in ("Linear", "Cosine"):
            page.sidebar.toggle(key=key(page, 6, "to_the_end")).set_value(False).run()
        labels = [field.label for field in page.sidebar.text_input]
        assert len(labels) == len(set(labels)), labels


def test_the_epochs_of_mini_batches_are_told_beside_them_and_below_the_standings(page):
    page.sidebar.selectbox(key="surface").select("cars_scaled").run()
    page.sidebar.toggle(key="all_rows").set_value(False).run()
    page.sidebar.slider(key="batch_size").set_value(20).run()
    for captions in (page.sidebar.caption, page.main.caption):
        assert any("300 steps = 120 epochs of 2.5 steps" in caption.value for caption in captions)
        assert any("can hold a row twice" in caption.value for caption in captions)


def test_a_data_loss_offers_mini_batches_and_a_formula_noise(page):
    assert any(field.key == "noise~text" for field in page.sidebar.text_input)
    page.sidebar.selectbox(key="surface").select("cars_scaled").run()
    assert not any(field.key == "noise~text" for field in page.sidebar.text_input)
    before = standings(page)
    page.sidebar.toggle(key="all_rows").set_value(False).run()
    page.sidebar.slider(key="batch_size").set_value(5).run()
    assert not page.exception
    assert standings(page) != before


def test_noise_follows_the_seed(page):
    page.sidebar.text_input(key="noise~text").input(str(2.0)).run()
    first = standings(page)
    page.sidebar.text_input(key="seed~text").input(str(5)).run()
    assert standings(page) != first
    page.sidebar.text_input(key="seed~text").input(str(0)).run()
    assert standings(page) == first


def test_the_formulas_of_all_racers_are_shown(page):
    rerun(page, results="Formulas")
    text = "".join(block.value for block in page.main.markdown)
    assert all(optimizers.CATALOGUE[rule].title in text for rule in FIRST_RACERS)


def test_a_racer_can_be_removed(page):
    rerun(page, **{key(page, 2, "more"): True})
    page.sidebar.button(key=key(page, 2, "remove")).click().run()
    assert not page.exception
    assert "Momentum" not in names(page)


def test_rules_with_the_same_values_are_not_taken_for_one_another(page):
    page.sidebar.selectbox(key="adding").select("Adam").run()
    page.sidebar.selectbox(key="adding").select("NAdam").run()
    for number in (7, 8):
        page.sidebar.select_slider(key=key(page, number, "learning_rate~slider")).set_value(0.1).run()
    rows = [row.split("</td>") for row in standings(page).split("<tr>")]
    losses = {row[1].split()[-1]: row[2] for row in rows if "Adam" in "".join(row[1:2])}
    assert losses["2"] != losses["NAdam"]


def test_noise_and_names_outlast_a_surface_that_hides_them(page):
    page.sidebar.text_input(key="noise~text").input(str(3.0)).run()
    page.sidebar.selectbox(key="surface").select("cars_raw").run()
    page.sidebar.selectbox(key="surface").select("rosenbrock").run()
    assert not page.exception
    assert page.session_state["noise"] == 3.0
    rerun(page, **{key(page, 1, "more"): True})
    page.sidebar.text_input(key=key(page, 1, "name")).input("x").run()
    rerun(page, **{key(page, 1, "more"): False})
    rerun(page, **{key(page, 1, "more"): True})
    assert page.sidebar.text_input(key=key(page, 1, "name")).value == "x"


@pytest.mark.parametrize("start", [-1e6, 1e6])
def test_the_furthest_start_leaves_a_page(page, start):
    page.sidebar.text_input(key="start_x~text").input(str(start)).run()
    assert not page.exception


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("steps", "99999", "Race: steps must be at least 1 and at most 5000, got 99999"),
        ("steps", "2.5", "Race: steps must be a whole number"),
        ("seed", "-1", "Race: seed must be at least 0"),
        ("noise", "nan", "Race: gradient noise, σ of each component must be a number"),
        ("start_x", "1e308", "Race: start x must be at least -1e+06 and at most 1e+06"),
        ("start_y", "", "Race: start y must be a number"),
    ],
)
def test_a_bad_condition_is_said_beside_it_and_the_race_stays(page, field, text, message):
    before = standings(page)
    page.sidebar.text_input(key=f"{field}~text").input(text).run()
    assert not page.exception
    assert plain(message) in page.sidebar.error[0].value
    assert standings(page) == before
