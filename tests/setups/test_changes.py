"""What can be done to a setup: each change does what it says, leaves the rest, and its result has an address."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optimizers
import surfaces
from racing import suited_rate, suited_values
from racing.axis import fields
from setups import changes, link
from setups.limits import MAX_RACERS
from setups.racers import read_racer, write_racer
from setups.setup import TYPED, Formula, first_setup, opened_on, suggested_start

FIRST = first_setup()


def racer(setup, card):
    return next(racer for racer in setup.racers if racer.card == card)


@pytest.mark.parametrize("key", [*surfaces.CATALOGUE, TYPED])
def test_another_surface_brings_its_start_and_its_rates(key):
    moved = changes.on_surface(FIRST, key)
    assert moved == opened_on(key, Formula() if key == TYPED else None)
    assert moved.start == pytest.approx(moved.descended.start, rel=1e-3)
    assert changes.on_surface(moved, FIRST.surface) == FIRST


def test_what_a_kind_of_surface_has_comes_back_with_the_kind():
    noisy = changes.with_formula(FIRST, Formula("x^2 + 3 y^2", {}))
    noisy = replace(noisy, noise=0.5)
    over_data = changes.on_surface(noisy, "cars_scaled", (FIRST,))
    assert (over_data.noise, over_data.batch_size, over_data.formula) == (0.0, None, None)
    over_data = replace(over_data, batch_size=7)
    back = changes.on_surface(over_data, TYPED, (FIRST, noisy))
    assert (back.noise, back.batch_size, back.formula) == (0.5, None, noisy.formula)
    again = changes.on_surface(back, "o_rings", (FIRST, noisy, over_data))
    assert (again.noise, again.batch_size) == (0.0, 7)


def test_a_formula_that_is_none_does_not_come_back():
    bad = replace(FIRST, surface=TYPED, formula=Formula("log(x - 9)", {}))
    assert bad.problem is not None
    assert changes.on_surface(FIRST, TYPED, (bad,)).formula == Formula()


def test_a_start_that_is_off_a_formula_gives_way_to_its_own():
    made = changes.with_formula(FIRST, Formula("log(x - 2) + y^2", {}, ((3.0, 5.0), (-1.0, 1.0))))
    assert made.start == suggested_start(made.descended)
    kept = changes.with_formula(FIRST, Formula("x^2 + y^2", {}))
    assert kept.start == FIRST.start


def test_a_twin_is_like_its_racer_but_for_name_and_style():
    for rule, kind in optimizers.CATALOGUE.items():
        one = changes.added(FIRST, rule, FIRST.descended)
        card = one.racers[-1].card
        one = changes.with_racer_values(one, card, {fields(kind)[0]: 0.25})
        two = changes.duplicated(one, card)
        original, twin = two.racers[-2:]
        assert (twin.values, twin.schedule, twin.rule) == (original.values, original.schedule, rule)
        names, cards = ({getattr(racer, of) for racer in two.racers} for of in ("name", "card"))
        assert len(names) == len(cards) == len(two.racers), rule
        assert original.style != twin.style, rule


def test_no_more_are_added_than_can_be_told_apart():
    full = FIRST
    for _ in range(MAX_RACERS):
        full = changes.duplicated(full, 2)
    assert len(full.racers) == MAX_RACERS
    assert changes.added(full, "Adam", full.descended) == full


@pytest.mark.parametrize("by", [-9, -1, 0, 1, 9])
def test_a_racer_moves_and_the_others_keep_their_order(by):
    moved = changes.moved(FIRST, 3, by)
    assert [racer.card for racer in moved.racers].index(3) == max(0, min(2 + by, 5))
    assert [racer for racer in moved.racers if racer.card != 3] == [racer for racer in FIRST.racers if racer.card != 3]


def test_one_is_alone_and_all_are_back_with_the_second_press():
    alone = changes.alone(FIRST, 4)
    assert [racer.card for racer in alone.running] == [4]
    assert changes.alone(alone, 4) == FIRST
    assert [racer.card for racer in changes.alone(alone, 2).running] == [2]


def test_a_rate_that_was_set_follows_no_surface_even_where_it_looks_as_if_it_had_suited():
    rate = suited_rate(optimizers.Adam, surfaces.get("sphere"))
    fixed = changes.with_racer_values(FIRST, 6, {"learning_rate": rate})
    moved = changes.on_surface(changes.on_surface(fixed, "sphere"), "booth")
    assert racer(moved, 6).values["learning_rate"] == rate
    assert racer(moved, 1).values["learning_rate"] == suited_rate(optimizers.GradientDescent, surfaces.get("booth"))


def test_all_that_suits_follows_the_surface_but_what_was_set():
    annealing, bowl = optimizers.SimulatedAnnealing, surfaces.get("sphere")
    setup = changes.added(FIRST, "SimulatedAnnealing", FIRST.descended)
    suited = suited_values(annealing, bowl)
    assert {field: changes.on_surface(setup, "sphere").racers[-1].values[field] for field in suited} == suited
    fixed = changes.with_racer_values(setup, setup.racers[-1].card, {"temperature": 7.0})
    moved = changes.on_surface(fixed, "sphere").racers[-1]
    assert (moved.values["size"], moved.values["temperature"]) == (suited["size"], 7)
    told = write_racer(moved)
    assert told == f"SimulatedAnnealing size={suited['size']:g} temperature=7"
    assert read_racer("SimulatedAnnealing temperature=7").suited_to(bowl).values == moved.values


@pytest.mark.parametrize("racers", [["Adam"], ["GradientDescent", "Adam"], ["GradientDescent", "GradientDescent"]])
def test_a_rate_of_a_rule_is_that_of_all_its_racers_and_there_is_one(racers):
    setup = link.read({"racer": racers})[0]
    made = changes.with_rule_rate(setup, "GradientDescent", 0.125, setup.descended)
    rates = [racer.values["learning_rate"] for racer in made.racers if racer.rule == "GradientDescent"]
    assert rates == [0.125] * max(1, racers.count("GradientDescent"))
    assert [racer.rule for racer in made.racers if racer.rule == "Adam"] == ["Adam"] * racers.count("Adam")


def test_another_schedule_lasts_until_the_race_ends_until_it_is_told_otherwise():
    cooled = changes.with_schedule(FIRST, 6, "Cosine")
    assert racer(cooled, 6).to_the_end
    short = changes.with_schedule_value(cooled, 6, "steps", 40)
    assert racer(short, 6).build().learning_rate.steps == 40
    assert changes.with_schedule_value(short, 6, "steps", None) == cooled
    assert changes.with_schedule(cooled, 6, "Constant") == FIRST


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_a_start_at_a_critical_point_is_kept_to_its_last_digit_and_by_the_address_too(key):
    surface = surfaces.CATALOGUE[key]
    setup = replace(FIRST, surface=key)
    for point in surfaces.critical_points(surface)[:6]:
        begun = changes.started_at(setup, point.point, surface)
        assert begun.start == point.point
        assert link.read(link.asked(link.query(begun)))[0].start == point.point


def test_a_start_beside_an_axis_is_written_without_a_sign():
    assert link.write(changes.started_at(FIRST, (-1e-9, 1), FIRST.descended))["start"] == ["0,1"]


def test_a_schedule_of_any_length_has_an_address_that_opens_it():
    long = changes.with_schedule_value(changes.with_schedule(FIRST, 6, "StepDecay"), 6, "every", int(1e300))
    assert link.read(link.write(long)) == (long, [])


@pytest.mark.parametrize(
    ("setup", "field", "value"), [(FIRST, "batch_size", 5), (changes.on_surface(FIRST, "cars_raw"), "noise", 0.5)]
)
def test_what_a_surface_has_not_is_not_set_on_it(setup, field, value):
    assert changes.with_condition(setup, field, value) == setup


@pytest.mark.parametrize(("name", "field"), [("Gradient descent", "beta1"), ("nobody", "beta1"), ("Adam", "x")])
def test_a_value_that_no_racer_has_is_not_set(name, field):
    assert changes.with_value(FIRST, name, field, 0.5) == FIRST


CARDS = st.integers(1, 6)
NAMES = st.text(st.characters(categories=["L"]), min_size=1)
STEPS = st.one_of(
    st.tuples(st.just(changes.on_surface), st.sampled_from([*surfaces.CATALOGUE, TYPED])),
    st.tuples(st.just(changes.duplicated), CARDS),
    st.tuples(st.just(changes.moved), CARDS, st.integers(-3, 3)),
    st.tuples(st.just(changes.alone), CARDS),
    st.tuples(st.just(changes.with_schedule), CARDS, st.sampled_from(optimizers.schedules.CHOICES)),
    st.tuples(st.just(changes.started_at), st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7))),
    st.tuples(
        st.just(changes.with_racer), CARDS, st.just("name"), st.text(st.characters(categories=["L"]), min_size=1)
    ),
)


@given(st.lists(STEPS, max_size=8))
@settings(max_examples=60)
def test_whatever_was_done_has_an_address_that_opens_it(steps):
    setup = FIRST
    for how, *arguments in steps:
        if how is changes.with_racer:
            card, _, name = arguments
            name = name[:40]
            taken = name in [racer.name for racer in setup.racers]
            setup = setup if taken or not name.isprintable() else how(setup, card, name=name)
        elif how is changes.started_at:
            setup = how(setup, *arguments, setup.descended)
        else:
            setup = how(setup, *arguments)
    assert link.read(link.write(setup)) == (setup, [])
