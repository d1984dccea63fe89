"""Racers with a rule within their rule: as lines, links, files, and what can be done to them."""

import json
import re
from itertools import product

import pytest

import optimizers
import surfaces
from optimizers import Adam, ClippedGradient, Lookahead, Momentum, schedules
from racing import race, suited_rate
from setups import changes, link
from setups.described import read_rule, rule_settings
from setups.entrants import choices
from setups.racers import read_racer, write_racer
from setups.recorded import race_settings, read_race, recorded_texts
from setups.setup import first_setup

BEALE = surfaces.get("beale")

AROUND = tuple(optimizers.FAMILIES["Wrappers"].values())
WITHIN = [rule for rule in AROUND if rule.nestable]

LINES = {
    "Lookahead inner.learning_rate=0.3": Lookahead(Adam(0.3)),
    "Lookahead inner=Momentum inner.learning_rate=1/3 inner.momentum=0.5 every=7": Lookahead(
        Momentum(1 / 3, 0.5), every=7
    ),
    "Lookahead alpha=0.25 inner.beta1=0.8 inner.learning_rate=0.1": Lookahead(Adam(0.1, 0.8), alpha=0.25),
    "Lookahead inner=ClippedGradient inner.inner=Adam inner.inner.learning_rate=0.1 inner.threshold=3": Lookahead(
        ClippedGradient(Adam(0.1), 3.0)
    ),
    "Lookahead inner.learning_rate=0.2 schedule=Cosine(steps=50,final=0.001) warm_up=9": Lookahead(
        Adam(schedules.WarmUp(schedules.Cosine(0.2, steps=50, final=0.001), 9))
    ),
    "SAM inner=Newton radius=0.5": optimizers.SAM(optimizers.Newton(), 0.5),
}


@pytest.mark.parametrize(("line", "rule"), LINES.items(), ids=LINES)
def test_a_line_says_the_rule_within_and_its_fields_and_is_written_back(line, rule):
    racer = read_racer(line)
    assert racer.build() == rule
    assert read_racer(write_racer(racer)) == racer
    assert read_rule(json.loads(json.dumps(rule_settings(rule)))) == rule


@pytest.mark.parametrize("rule", LINES.values(), ids=LINES)
def test_a_recorded_race_comes_back_from_its_settings_and_as_lines(rule):
    raced = race(BEALE, {"a": rule}, steps=12)
    settings = json.loads(json.dumps(race_settings(raced)))
    assert read_race(settings)["a"].points.tolist() == raced["a"].points.tolist()
    [line] = recorded_texts(settings)["racer"]
    assert read_racer(line).build() == rule


WRONG = {
    "Lookahead inner=Adm": "Lookahead: inner: no optimizer 'Adm'; closest: Adam",
    "Lookahead inner.beta1=2": "Lookahead: inner: beta1 must be at least 0 and below 1, got 2",
    "Lookahead inner.beta1=x": "Lookahead: inner: beta1 must be a number or a fraction such as",
    "Lookahead inner.momentum=0.9": "Lookahead: no field 'inner.momentum'; closest: ",
    "Lookahead inner=Newton schedule=Cosine": "Lookahead: no field 'schedule'; closest: ",
    "Lookahead inner=Newton inner=Adam": "Lookahead: inner must be given once, got it twice",
    "SAM inner=SAM inner.inner=SAM": "SAM: inner must be a rule with at most 1 more within it, got SAM",
    "Adam inner=SAM": "Adam: no field 'inner'; closest: ",
}


@pytest.mark.parametrize(("line", "told"), WRONG.items(), ids=WRONG)
def test_what_is_wrong_with_a_line_is_told_with_owner_and_field(line, told):
    with pytest.raises(ValueError, match=f"^{re.escape(told)}"):
        read_racer(line)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"rule": "Adam", "beta1": 3}, "Lookahead: inner: Adam: beta1 must be at least 0 and below 1, got 3"),
        ({"rule": "Adm"}, "Lookahead: inner: rule: expected one such as Adam"),
        ({"schedule": "Cosine"}, "Lookahead: inner must be a rule with at most 1 more within it, got Cosine"),
        (3, "Lookahead: inner must be a rule with at most 1 more within it, got 3"),
    ],
    ids=str,
)
def test_what_is_wrong_in_a_file_is_too(settings, told):
    with pytest.raises(ValueError, match=f"^{re.escape(told)}"):
        read_rule({"rule": "Lookahead", "inner": settings})


def test_a_racer_with_a_rule_within_gets_a_rate_that_suits_it_there():
    racer = read_racer("Lookahead inner=Momentum").suited_to(BEALE)
    assert racer.values["inner.learning_rate"] == suited_rate(Lookahead(Momentum()), BEALE)
    assert racer.build().inner == Momentum(racer.values["inner.learning_rate"])


def test_what_may_stand_within_is_every_rule_as_deep_as_rules_may_stand():
    assert choices("inner") == [name for name, rule in optimizers.CATALOGUE.items() if rule.nestable]
    assert set(choices("inner")) - set(choices("inner.inner")) == {rule.__name__ for rule in WITHIN}
    for name in choices("inner.inner"):
        assert Lookahead(ClippedGradient(optimizers.CATALOGUE[name]()))


@pytest.fixture
def setup():
    return changes.added(first_setup(), "Lookahead", BEALE)


def test_another_rule_within_begins_at_its_defaults_and_a_rate_that_suits_and_follows_the_surface(setup):
    card = setup.racers[-1].card
    setup = changes.with_racer_values(setup, card, {"alpha": 0.25, "inner.beta1": 0.5})
    changed = changes.with_rule_within(setup, card, "inner", "Momentum")
    rate = suited_rate(Lookahead(Momentum()), BEALE)
    expected = {"inner": "Momentum", "inner.learning_rate": rate, "inner.momentum": 0.9, "every": 5, "alpha": 0.25}
    assert (changed.racers[-1].values, changed.racers[-1].suited) == (expected, {"inner.learning_rate": rate})
    moved = changes.on_surface(changed, "sphere").racers[-1]
    assert moved.values["inner.learning_rate"] == suited_rate(Lookahead(Momentum()), surfaces.get("sphere")) != rate
    deep = changes.with_rule_within(changed, card, "inner", "SAM")
    deep = changes.with_rule_within(deep, card, "inner.inner", "RMSProp").racers[-1]
    assert deep.rate_field == "inner.inner.learning_rate"
    assert deep.build().inner.inner == optimizers.RMSProp(deep.values["inner.inner.learning_rate"])


def test_a_schedule_goes_with_the_learning_rate_and_not_without(setup):
    card = setup.racers[-1].card
    setup = changes.with_racer(changes.with_schedule(setup, card, "Cosine"), card, warm_up=7)
    assert isinstance(setup.racers[-1].build().inner.learning_rate, schedules.WarmUp)
    without = changes.with_rule_within(setup, card, "inner", "Newton").racers[-1]
    assert (without.rate_field, without.schedule, without.warm_up, without.suited) == (None, "Constant", 0, {})
    assert without.build() == Lookahead(optimizers.Newton())


def test_a_rate_set_within_follows_no_surface(setup):
    setup = changes.with_racer_values(setup, setup.racers[-1].card, {"inner.learning_rate": 0.123})
    assert changes.on_surface(setup, "sphere").racers[-1].values["inner.learning_rate"] == 0.123


def test_what_is_mapped_may_be_within_and_comes_back_from_the_address(setup):
    explored = {"racer": "Lookahead", "mode": "map"}
    setup = changes.exploring(setup, **explored)
    rule, surface = setup.explored_racer.plain, setup.descended
    across, along = setup.explored.axes(rule, surface)
    assert (across.field, along.field) == ("inner.learning_rate", "inner.beta1")
    setup = changes.exploring(setup, across=across, along=along)
    back, notes = link.read(link.asked(link.query(setup)))
    assert not notes
    assert back == setup


def test_no_two_settings_of_rules_within_each_other_are_called_alike():
    for rule in (outer(inner()) for outer, inner in product(AROUND, WITHIN)):
        labels = [spec.label for spec in optimizers.declarations(rule).values()]
        assert len({*labels}) == len(labels), rule


@pytest.mark.parametrize("outer", AROUND)
def test_a_rule_that_goes_its_own_way_stands_in_no_other(outer):
    assert "NelderMead" not in choices("inner")
    with pytest.raises(ValueError, match="inner must be a rule that steps from the point it is given"):
        outer(optimizers.NelderMead())
