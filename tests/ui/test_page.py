"""The page as a script: every control, without a browser (tests/browser has the rest)."""

import subprocess
import sys
from dataclasses import replace

import pytest

import optimizers
import surfaces
from setups import changes
from setups.limits import MAX_RACERS
from setups.setup import FIRST_RACERS
from tests.meetings import outermost
from tests.ui.pages import (
    APP,
    add,
    change,
    control,
    go_to,
    names,
    opened,
    rerun,
    setup,
    shown,
    standings,
    unfold,
    value,
)
from ui.fields import plain
from ui.header import MOST_NOTES


@pytest.fixture
def page():
    return opened()


def test_a_first_visit_shows_a_finished_race(page):
    assert names(page) == [optimizers.CATALOGUE[rule].title for rule in FIRST_RACERS]
    assert all(name in standings(page) for name in names(page))
    assert "converged to the minimum (3, 0.5)" in standings(page)


def test_surfaces_of_every_kind_can_be_chosen_and_set_their_own_start(page):
    for key in outermost(surfaces.FAMILIES):
        surface = surfaces.get(key)
        go_to(page, key)
        assert setup(page).start == pytest.approx(surface.start, rel=1e-3), key
        assert surface.latex in page.main.markdown[0].value, key
        assert any(surface.name in button.label for button in page.sidebar.button), key


@pytest.mark.parametrize("family", optimizers.FAMILIES)
def test_every_rule_can_be_added_and_twice(page, family):
    first = setup(page)
    for rule, kind in optimizers.FAMILIES[family].items():
        page.session_state["setup"] = changes.added(first, rule, first.descended)
        add(page, rule)
        assert f"{kind.title} 2" in names(page) or f"{kind.title} 3" in names(page), rule
        styles = [racer.style for racer in setup(page).racers]
        assert len(set(styles)) == len(styles) == len(first.racers) + 2, rule


def test_there_are_no_more_racers_than_can_be_told_apart(page):
    while any(button.key == "pick.rule" for button in page.sidebar.button):
        add(page, "Adam")
    assert len(setup(page).racers) == MAX_RACERS
    add(page, "Adam")
    assert len(setup(page).racers) == MAX_RACERS
    assert any(str(MAX_RACERS) in caption.value for caption in page.sidebar.caption)


def test_a_racer_that_is_switched_off_leaves_the_race_and_keeps_its_card(page):
    page.sidebar.toggle(key=control(1, "on")).set_value(False).run()
    assert "Gradient descent" not in standings(page)
    assert "Gradient descent" in names(page)


def test_with_everybody_off_the_page_says_so(page):
    for number in range(1, len(names(page)) + 1):
        page.sidebar.toggle(key=control(number, "on")).set_value(False).run()
    assert "Nobody takes part" in page.sidebar.info[0].value


def test_the_learning_rate_slider_changes_the_race(page):
    before = standings(page)
    page.sidebar.select_slider(key=control(6, "learning_rate~slider")).set_value(0.1).run()
    assert value(page, 6, "learning_rate") == 0.1
    assert standings(page) != before


def test_a_learning_rate_of_one_third_can_be_typed(page):
    unfold(go_to(page, "quadratic"), 1)
    page.sidebar.text_input(key=control(1, "learning_rate~text")).input("1/3").run()
    assert value(page, 1, "learning_rate") == 1 / 3
    assert not page.sidebar.error


@pytest.mark.parametrize("text", ["-1", "abc", "nan", "1/0", "", "1e999"])
def test_a_bad_number_is_said_beside_it_and_the_race_stays(page, text):
    unfold(page, 1)
    before = standings(page)
    page.sidebar.text_input(key=control(1, "learning_rate~text")).input(text).run()
    assert not page.exception
    assert plain("Gradient descent: learning rate must be") in page.sidebar.error[0].value
    assert page.sidebar.text_input(key=control(1, "learning_rate~text")).value == text
    assert standings(page) == before
    page.sidebar.text_input(key=control(1, "learning_rate~text")).input("0.005").run()
    assert not page.sidebar.error


@pytest.mark.parametrize("name", ["", "  ", "Adam"])
def test_a_name_that_is_empty_or_taken_is_said_beside_it(page, name):
    unfold(page, 1)
    page.sidebar.text_input(key=control(1, "name~text")).input(name).run()
    assert not page.exception
    assert "still called Gradient descent" in page.sidebar.error[0].value
    assert "Gradient descent" in standings(page)


@pytest.mark.parametrize("name", ["👨\u200d👩", "no\xa0break", "모\u3000멘", "x\u200by", "tab\t"], ids=ascii)
def test_a_name_that_no_address_can_hold_is_refused(page, name):
    unfold(page, 1)
    page.sidebar.text_input(key=control(1, "name~text")).input(f"{name}!").run()
    assert "name must be 1 to 40 printable characters" in page.sidebar.error[0].value
    assert names(page)[0] == "Gradient descent"


@pytest.mark.parametrize("rate", ["0.99999999", "1.00001", "0.100000001"])
def test_a_rate_beside_a_stop_of_its_slider_is_still_there_at_the_next_touch(page, rate):
    unfold(page, 1)
    page.sidebar.text_input(key=control(1, "learning_rate~text")).input(rate).run()
    page.sidebar.text_input(key="steps~text").input("40").run()
    assert value(page, 1, "learning_rate") == float(rate)


def test_a_card_tells_nothing_of_one_that_was_removed(page):
    unfold(page, 6)
    page.sidebar.text_input(key=control(6, "beta1~text")).input("2").run()
    assert page.sidebar.error
    page.sidebar.button(key="racer6.remove").click().run()
    add(page, "Adam")
    assert control(6, "on")
    assert not page.sidebar.error
    assert not page.session_state["unfolded"]
    unfold(page, 6)
    assert not page.sidebar.error


def test_what_is_wrong_in_a_folded_card_is_told_there_and_waits_in_its_field(page):
    unfold(page, 6)
    page.sidebar.text_input(key=control(6, "beta1~text")).input("2").run()
    said = page.sidebar.error[0].value
    rerun(page, unfolded=frozenset())
    assert [error.value for error in page.sidebar.error] == [said]
    unfold(page, 6)
    assert [error.value for error in page.sidebar.error] == [said]
    assert page.sidebar.text_input(key=control(6, "beta1~text")).value == "2"


def test_every_slider_of_a_racer_says_whose_it_is(page):
    add(page, "Adadelta")
    rerun(page, unfolded=frozenset(range(1, 8)))
    sliders = [slider for slider in page.sidebar.select_slider if slider.key.startswith("racer")]
    assert len(sliders) > 7
    for slider in sliders:
        number = int(slider.key.partition(".")[0].removeprefix("racer"))
        assert slider.label.startswith(f"{plain(names(page)[number - 1])}: ")


def test_a_name_is_shown_as_text_whatever_it_holds(page):
    unfold(page, 1)
    page.sidebar.text_input(key=control(1, "name~text")).input("<b>**x** $y$</b>").run()
    assert not page.exception
    assert "&lt;b&gt;**x** $y$&lt;/b&gt;" in standings(page)
    assert "<b>" not in standings(page)


def test_the_rule_within_a_racer_s_is_chosen_on_its_card_with_fields_of_its_own(page):
    unfold(add(page, "Lookahead"), 7)
    chosen = page.sidebar.selectbox(key=control(7, "inner"))
    assert chosen.value == "Adam"
    families = [option.split(" · ")[1] for option in chosen.options]
    assert list(dict.fromkeys(families)) == list(optimizers.FAMILIES)
    assert families == sorted(families, key=list(optimizers.FAMILIES).index)
    page.sidebar.text_input(key=control(7, "inner.beta2~text")).set_value("2").run()
    assert [wrong.value for wrong in page.sidebar.error] == [
        plain("Lookahead: beta 2 must be at least 0 and below 1, got 2")
    ]
    before = standings(page)
    page.sidebar.selectbox(key=control(7, "inner")).select("Momentum").run()
    assert not page.exception
    assert not page.sidebar.error
    assert standings(page) != before
    shown_fields = {field.key for field in page.sidebar.text_input}
    assert control(7, "inner.momentum~text") in shown_fields
    assert control(7, "inner.beta2~text") not in shown_fields
    page.sidebar.select_slider(key=control(7, "inner.learning_rate~slider")).set_value(0.01).run()
    page.sidebar.selectbox(key=control(7, "schedule")).select("Cosine").run()
    within = shown(page).racers[6].build().inner
    assert (within.learning_rate.initial, within.momentum) == (0.01, 0.9)
    page.sidebar.selectbox(key=control(7, "inner")).select("SAM").run()
    page.sidebar.selectbox(key=control(7, "inner.inner")).select("Newton").run()
    assert not page.exception
    assert shown(page).racers[6].build() == optimizers.Lookahead(optimizers.SAM(optimizers.Newton()))


@pytest.mark.parametrize("schedule", [name for name in optimizers.schedules.CATALOGUE if name != "WarmUp"])
@pytest.mark.parametrize("warm_up", [0, 15])
def test_every_schedule_runs_with_and_without_a_warm_up(page, schedule, warm_up):
    unfold(page, 6)
    before = standings(page)
    page.sidebar.selectbox(key=control(6, "schedule")).select(schedule).run()
    page.sidebar.number_input(key=control(6, "warm_up")).set_value(warm_up).run()
    assert not page.exception
    assert (standings(page) == before) == (schedule == "Constant" and warm_up == 0)


def test_a_schedule_takes_as_long_as_the_race_until_it_is_told_otherwise(page):
    unfold(page, 6)
    page.sidebar.selectbox(key=control(6, "schedule")).select("Cosine").run()
    page.sidebar.text_input(key="steps~text").input("1000").run()

    def rate():
        return shown(page).running[5].build().learning_rate

    assert rate().steps == 1000
    assert "steps" not in shown(page).racers[5].schedule_values
    page.sidebar.number_input(key=control(6, "warm_up")).set_value(50).run()
    assert rate().after.steps == 950
    page.sidebar.toggle(key=control(6, "to_the_end")).set_value(False).run()
    length = page.sidebar.text_input(key=control(6, "Cosine.steps~text"))
    assert (length.label, length.value) == ("Decays over (steps)", "950")
    length.input("400").run()
    page.sidebar.text_input(key="steps~text").input("2000").run()
    assert rate().after.steps == 400
    page.sidebar.toggle(key=control(6, "to_the_end")).set_value(True).run()
    assert rate().after.steps == 1950


def test_no_two_fields_of_a_card_or_the_race_have_one_name(page):
    unfold(page, 6)
    for schedule in optimizers.schedules.CHOICES:
        page.sidebar.selectbox(key=control(6, "schedule")).select(schedule).run()
        if schedule in ("Linear", "Cosine"):
            page.sidebar.toggle(key=control(6, "to_the_end")).set_value(False).run()
        labels = [field.label for field in page.sidebar.text_input]
        assert len(labels) == len(set(labels)), labels


def test_the_epochs_of_mini_batches_are_told_beside_them_and_below_the_standings(page):
    go_to(page, "cars_scaled")
    page.sidebar.toggle(key="all_rows").set_value(False).run()
    page.sidebar.slider(key="batch_size").set_value(20).run()
    for told in (page.sidebar.caption[0].value, standings(page)):
        assert "300 steps = 120 epochs of 2.5 steps" in told
        assert "can hold a row twice" in told


def test_a_data_loss_offers_mini_batches_and_a_formula_noise(page):
    assert any(field.key == "noise~text" for field in page.sidebar.text_input)
    go_to(page, "cars_scaled")
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
    unfold(page, 2)
    page.sidebar.button(key="racer2.remove").click().run()
    assert not page.exception
    assert "Momentum" not in names(page)


def test_rules_with_the_same_values_are_not_taken_for_one_another(page):
    add(page, "Adam")
    add(page, "NAdam")
    for number in (7, 8):
        page.sidebar.select_slider(key=control(number, "learning_rate~slider")).set_value(0.1).run()
    rows = [row.split("</td>") for row in standings(page).split("<tr>")]
    losses = {row[1].split()[-1]: row[2] for row in rows if "Adam" in "".join(row[1:2])}
    assert losses["2"] != losses["NAdam"]


def test_noise_and_names_outlast_a_surface_that_hides_them(page):
    page.sidebar.text_input(key="noise~text").input(str(3.0)).run()
    go_to(page, "cars_raw")
    go_to(page, "rosenbrock")
    assert not page.exception
    assert setup(page).noise == 3.0
    unfold(page, 1)
    page.sidebar.text_input(key=control(1, "name~text")).input("x").run()
    rerun(page, unfolded=frozenset())
    unfold(page, 1)
    assert page.sidebar.text_input(key=control(1, "name~text")).value == "x"


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
        ("noise", "nan", "Race: noise σ must be a number"),
        ("start_x", "1e308", "Race: start x must be at least -1000000 and at most 1000000"),
        ("start_y", "", "Race: start y must be a number"),
    ],
)
def test_a_bad_condition_is_said_beside_it_and_the_race_stays(page, field, text, message):
    before = standings(page)
    page.sidebar.text_input(key=f"{field}~text").input(text).run()
    assert not page.exception
    assert plain(message) in page.sidebar.error[0].value
    assert standings(page) == before


def test_of_many_notes_a_few_are_told_and_the_others_counted():
    page = opened("&".join(f"steps{number}=1" for number in range(50)))
    told = page.main.warning[0].value
    assert told.count("no setting of that name") == MOST_NOTES
    assert told.endswith(f"and {50 - MOST_NOTES} more")


@pytest.mark.parametrize("step", ["41", "9" * 5000, "²", "-1", "x"], ids=lambda step: step[:4])
def test_a_step_that_the_race_on_the_screen_has_not_is_its_last(step):
    page = opened("steps=40")
    nobody = tuple(replace(racer, on=False) for racer in setup(page).racers)
    change(page, replace, steps=5000, racers=nobody)
    page.query_params["step"] = step
    page.button(key="take").click().run()
    assert not page.exception
    assert page.session_state["taking"]["step"] is None


def test_it_runs_by_itself_too_as_processes_do_that_a_page_starts():
    ended = subprocess.run([sys.executable, APP], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
