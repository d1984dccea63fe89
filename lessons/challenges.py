"""The challenges: each can be solved, and its start does not solve it; the tests show both."""

from collections.abc import Mapping
from math import isfinite
from types import MappingProxyType

import numpy as np

from lessons.challenge import SCHEDULE, Challenge
from lessons.seen import arrivals, departures, ends_at, excess, turns
from racing import Race, Run
from words import say

_EVALUATIONS = say("{value} evaluations", value="{value}")
_STEPS = say("{value} steps", value="{value}")


def _only(race: Race) -> Run:
    [run] = race.values()
    return run


def _evaluations(race: Race) -> float | None:
    """Return what the only racer had asked for when it came within 0.1 % of its first height for good."""
    [step] = arrivals(race).values()
    return float(_only(race).spent[int(step)]) if isfinite(step) else None


def _slowest(race: Race) -> float | None:
    last = max(arrivals(race).values())
    return last if isfinite(last) else None


def _memory(race: Race) -> float | None:
    run = _only(race)
    return run.rule.momentum if ends_at(run, (0, 0)) else None


def _off_balance(race: Race) -> float | None:
    """Return by how many per cent a swing across the ravine grows or shrinks in a step, at the median of 20.

    None where it does not change sides at each of them: who stands still swings neither more nor less.
    """
    run = _only(race)
    if turns(run, 1, 20) < 20:
        return None
    across = np.abs(run.points[:21, 1])
    return 100 * abs(float(np.median(across[1:] / across[:-1])) - 1)


def _off_ridge(race: Race) -> float | None:
    [step] = departures(race).values()
    return step if isfinite(step) and not _only(race).verdict.ending.lost else None


def _quiet(race: Race) -> float | None:
    run = _only(race)
    return excess(run) if isfinite(excess(run)) else None


RAVINE = Challenge(
    key="ravine",
    allowed=say("Change the learning rate and the momentum $γ$."),
    rules=("Momentum",),
    measure=_evaluations,
    unit=_EVALUATIONS,
    levels=(60, 30, 15),
    free=("learning_rate", "momentum"),
)

BUMP = Challenge(
    key="bump",
    allowed=say("Change the learning rate and the momentum $γ$."),
    rules=("Momentum",),
    measure=_memory,
    unit=say("$γ$ = {value}", value="{value}"),
    levels=(0.8, 0.6, 0.5),
    free=("learning_rate", "momentum"),
)

SWING = Challenge(
    key="swing",
    allowed=say("Change the learning rate."),
    rules=("GradientDescent",),
    measure=_off_balance,
    unit=say("{value} % a step", value="{value}"),
    levels=(10, 2, 0.1),
    free=("learning_rate",),
)

SIX = Challenge(
    key="six",
    allowed=say("Change their learning rates, and whatever else their cards have."),
    rules=("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"),
    measure=_slowest,
    unit=_STEPS,
    levels=(300, 200, 150),
)

RIDGE = Challenge(
    key="ridge",
    allowed=say("Change the learning rate."),
    rules=("GradientDescent",),
    measure=_off_ridge,
    unit=_STEPS,
    levels=(60, 25, 17),
    free=("learning_rate",),
)

QUIET = Challenge(
    key="quiet",
    allowed=say("Change the learning rate and give it a schedule."),
    rules=("GradientDescent",),
    measure=_quiet,
    unit=say("{value} above the minimum", value="{value}"),
    levels=(1, 0.1, 0.02),
    free=("learning_rate", SCHEDULE),
)

BANANA = Challenge(
    key="banana",
    allowed=say("Change the rule and all its values."),
    rules=(),
    measure=_evaluations,
    unit=_EVALUATIONS,
    levels=(300, 150, 70),
)

TURNED = Challenge(
    key="turned",
    allowed=say("Change the learning rate and $ε$."),
    rules=("AdaGrad",),
    measure=_slowest,
    unit=_STEPS,
    levels=(80, 60, 48),
    free=("learning_rate", "epsilon"),
)

CHALLENGES: Mapping[str, Challenge] = MappingProxyType(
    {each.key: each for each in (SWING, RAVINE, BUMP, RIDGE, SIX, QUIET, TURNED, BANANA)}
)
"""Key → challenge, the easier first."""
