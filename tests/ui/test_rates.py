"""Learning rates on the page: they follow the surface until the visitor sets one, and that one stays."""

import pytest

import optimizers
import surfaces
from racing import suited_rate, suited_values
from setups import link
from setups.limits import MAX_RACERS
from setups.racers import read_racer
from setups.setup import FIRST_RACERS, TYPED, new_racer, opened_on
from tests.ui.pages import add, control, go_to, opened, shown, unfold

TOUR = ("rosenbrock", "sphere", "saddle", "slide", "booth", "himmelblau", "beale")


def rates(page):
    return {racer.name: racer.values.get("learning_rate") for racer in shown(page).racers}


def suited(page):
    return {racer.name: suited_rate(racer.kind, shown(page).descended) for racer in shown(page).racers}


def set_rate(page, number, rate):
    page.sidebar.select_slider(key=control(number, "learning_rate~slider")).set_value(rate).run()
    assert not page.exception


def test_rates_follow_the_surface_and_come_back_with_it():
    page = opened()
    first = rates(page)
    for key in TOUR:
        go_to(page, key)
        assert rates(page) == suited(page)
    assert rates(page) == first


def test_a_rate_that_was_set_stays_on_every_surface_and_the_others_follow():
    page = opened()
    rate = suited_rate(optimizers.Momentum, surfaces.get("sphere"))  # where it will look like any other
    set_rate(page, 2, rate)
    kept = rates(page)["Momentum"]
    for key in TOUR:
        go_to(page, key)
        assert rates(page) == {**suited(page), "Momentum": kept}


def test_a_rate_that_was_typed_stays():
    page = opened()
    unfold(page, 1)
    page.sidebar.text_input(key=control(1, "learning_rate~text")).input("1/3").run()
    go_to(page, "quadratic")
    assert rates(page) == {**suited(page), "Gradient descent": 1 / 3}


def test_a_racer_is_added_at_a_rate_that_suits_where_one_is_and_follows():
    page = opened("surface=cars_raw")
    add(page, "NAdam")
    assert rates(page)["NAdam"] == suited_rate(optimizers.NAdam, surfaces.get("cars_raw"))
    go_to(page, "matyas")
    assert rates(page) == suited(page)


def test_twelve_racers_follow_those_without_a_rate_too():
    page = opened()
    for rule in ("Adadelta", "AdaMax", "NAdam", "Adam", "Adadelta", "Momentum"):
        add(page, rule)
    go_to(page, "rosenbrock")
    assert len(rates(page)) == MAX_RACERS
    assert rates(page) == suited(page)


def test_a_typed_formula_gets_rates_of_its_own_which_do_not_jump_under_its_sliders():
    page = opened()
    go_to(page, TYPED)
    assert rates(page) == suited(page)
    page.sidebar.text_input(key="formula~text").input("1000 (a x^2 + y^2)").run()
    before = rates(page)
    assert before == suited(page)
    page.sidebar.select_slider(key="a~slider").set_value(3.0).run()
    assert shown(page).formula.parameters == {"a": 3.0}
    assert rates(page) == before
    go_to(page, "sphere")
    assert rates(page) == suited(page)


def test_a_formula_that_is_none_changes_no_rate():
    page = opened()
    go_to(page, TYPED)
    before = rates(page)
    page.sidebar.text_input(key="formula~text").input("1000 x^^2").run()
    assert rates(page) == before


def test_an_address_that_names_a_surface_alone_opens_at_rates_that_suit_it():
    for key, surface in surfaces.CATALOGUE.items():
        settings, notes = link.read({"surface": [key]})
        assert not notes, key
        assert settings == opened_on(key)
        assert [racer.rule for racer in settings.racers] == list(FIRST_RACERS), key
        for racer in settings.racers:
            assert racer.values["learning_rate"] == suited_rate(racer.kind, surface), key


def test_a_racer_of_an_address_without_a_rate_gets_one_that_suits_and_one_with_a_rate_keeps_it():
    page = opened("surface=rosenbrock&racer=Adam&racer=AdaGrad+learning_rate=0.01")
    assert rates(page) == {"Adam": suited(page)["Adam"], "AdaGrad": 0.01}
    go_to(page, "booth")
    assert rates(page) == {"Adam": suited(page)["Adam"], "AdaGrad": 0.01}


@pytest.mark.parametrize("key", ["beale", "cars_raw"])
def test_the_page_and_the_command_line_find_the_same_rate(key):
    surface = surfaces.get(key)
    for rule in optimizers.CATALOGUE:
        assert new_racer(rule, [], surface).build() == read_racer(rule).suited_to(surface).build()


@pytest.mark.parametrize("way", ["address", "file"])
def test_what_was_set_and_what_was_not_outlast_a_link_and_a_file(way):
    page = opened("surface=himmelblau")
    set_rate(page, 6, 0.1)
    settings = shown(page)
    if way == "address":
        again = opened(link.query(settings))
    else:
        made, notes = link.load(link.save(settings))
        assert not notes
        again = opened(link.query(made))
    assert rates(again) == rates(page)
    go_to(again, "sphere")
    assert rates(again) == {**suited(again), "Adam": 0.1}


def test_rates_stay_when_the_start_and_the_length_change():
    page = opened()
    before = rates(page)
    for field, text in {"start_x": "-2", "steps": "50", "noise": "1"}.items():
        page.sidebar.text_input(key=f"{field}~text").input(text).run()
    assert rates(page) == before
    go_to(page, "booth")
    assert rates(page) == suited(page)


def test_all_that_suits_has_a_slider_that_reaches_to_both_sides_of_it():
    page = opened("surface=cars_raw&racer=SimulatedAnnealing")
    unfold(page, 1)
    for field, suited in suited_values(optimizers.SimulatedAnnealing, surfaces.get("cars_raw")).items():
        slider = page.sidebar.select_slider(key=control(1, f"{field}~slider"))
        low, high = (float(slider.options[end]) for end in (0, -1))
        assert 100 * low <= slider.value == suited <= high / 10
