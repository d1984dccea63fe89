"""Challenges can be won at every level, their starts win nothing, and what must stay is seen to."""

from dataclasses import replace

import pytest

from lessons.challenge import LEVELS
from lessons.challenges import CHALLENGES
from setups import link
from setups.setup import Setup
from tests.lessons.formulas import unmarked
from words import LANGUAGES, speaking, tell

CHALLENGE = pytest.mark.parametrize("challenge", CHALLENGES.values(), ids=CHALLENGES)

SOLUTIONS = {
    "swing": ["GradientDescent learning_rate=1"],
    "ravine": ["Momentum learning_rate=1.2 momentum=0.5"],
    "bump": ["Momentum learning_rate=0.6 momentum=0.45"],
    "ridge": ["GradientDescent learning_rate=1.3"],
    "six": [
        "GradientDescent learning_rate=0.03",
        "Momentum learning_rate=0.005",
        "Nesterov learning_rate=0.005",
        "AdaGrad learning_rate=2",
        "RMSProp learning_rate=0.03",
        "Adam learning_rate=0.5",
    ],
    "quiet": ["GradientDescent learning_rate=0.1 schedule=StepDecay(factor=0.3,every=80)"],
    "turned": ["AdaGrad learning_rate=3"],
    "banana": ["Newton"],
}


def with_racers(challenge, texts) -> Setup:
    setup, notes = link.read(link.changed(link.write(challenge.setup), {"racer": texts}))
    assert not notes
    return setup


@CHALLENGE
def test_the_start_of_a_challenge_reads_as_it_is_written_and_wins_nothing(challenge):
    assert link.read(challenge.start.rows)[1] == []
    setup = challenge.setup
    judged = challenge.judge(setup, setup.race())
    assert (judged.level, judged.broken) == (0, None)


@CHALLENGE
def test_a_challenge_can_be_won_at_its_highest_level(challenge):
    setup = with_racers(challenge, SOLUTIONS[challenge.key])
    judged = challenge.judge(setup, setup.race())
    assert (judged.level, judged.broken) == (len(LEVELS), None), judged
    assert str(challenge.unit).count("{value}") == 1


@CHALLENGE
def test_levels_are_harder_one_after_another(challenge):
    assert len(challenge.levels) == len(LEVELS)
    assert sorted(challenge.levels, reverse=True) == list(challenge.levels)


@CHALLENGE
@pytest.mark.parametrize("change", [{"start": (0.1, 0.1)}, {"steps": 7}, {"noise": 0.5}, {"seed": 5}], ids=str)
def test_what_must_stay_as_it_is_wins_nothing_when_changed(challenge, change):
    setup = replace(with_racers(challenge, SOLUTIONS[challenge.key]), **change)
    judged = challenge.judge(setup, setup.race())
    assert judged.level == 0
    assert judged.broken


@CHALLENGE
def test_another_rule_wins_only_where_any_may_race(challenge):
    texts = ["Adam learning_rate=0.1"] if challenge.rules else ["Newton", "BFGS"]
    setup = with_racers(challenge, texts)
    assert challenge.judge(setup, setup.race()).broken


@pytest.mark.parametrize("rate", ["0", "1e-5"])
def test_who_stands_still_does_not_swing(rate):
    setup = with_racers(CHALLENGES["swing"], [f"GradientDescent learning_rate={rate}"])
    assert CHALLENGES["swing"].judge(setup, setup.race()).level == 0


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("ridge", ["GradientDescent learning_rate=5 schedule=StepDecay(factor=0.5,every=5)"]),
        ("swing", ["GradientDescent learning_rate=1 warm_up=30"]),
        ("bump", ["Momentum learning_rate=0.6 momentum=0.45 schedule=Exponential(rate=0.01)"]),
        ("turned", ["AdaGrad learning_rate=3 schedule=Exponential(rate=0.01)"]),
    ],
    ids=str,
)
def test_a_schedule_wins_only_where_it_is_allowed(key, texts):
    setup = with_racers(CHALLENGES[key], texts)
    judged = CHALLENGES[key].judge(setup, setup.race())
    assert judged.level == 0
    assert judged.broken


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_formula_of_a_challenge_is_marked_as_one(code):
    for challenge in CHALLENGES.values():
        with speaking(code):
            told = [tell(text) for text in (challenge.start.line, challenge.allowed, challenge.unit)]
        assert [(text, unmarked(text)) for text in told if unmarked(text.removesuffix(" = {value}"))] == []


def test_there_are_eight_challenges_with_titles_of_their_own():
    assert len({str(challenge.start.title) for challenge in CHALLENGES.values()}) == len(CHALLENGES) >= 8
