"""The challenges: each can be solved, and its start does not solve it; the tests show both."""

from collections.abc import Mapping
from math import isfinite
from types import MappingProxyType

import numpy as np

from lessons.challenge import Challenge
from lessons.seen import arrivals, ends_at, excess
from racing import Race, Run
from words import Text, counted, say


def _only(race: Race) -> Run:
    [run] = race.values()
    return run


def _evaluations(race: Race) -> float | None:
    """Return what the only racer had asked for when it came within 0.1 % of its first height for good."""
    [step] = arrivals(race).values()
    return float(_only(race).spent[int(step)]) if isfinite(step) else None


def _as_evaluations(value: float) -> Text:
    return counted("{count:.0f} evaluation", "{count:.0f} evaluations", count=value)


def _as_steps(value: float) -> Text:
    return counted("{count:.0f} step", "{count:.0f} steps", count=value)


def _slowest(race: Race) -> float | None:
    last = max(arrivals(race).values())
    return last if isfinite(last) else None


def _memory(race: Race) -> float | None:
    run = _only(race)
    return run.rule.momentum if ends_at(run, (0, 0)) else None


def _off_balance(race: Race) -> float | None:
    """Return by how many per cent a swing across the ravine grows or shrinks in a step, at the median of 20."""
    across = np.abs(_only(race).points[:21, 1])
    if not (across > 0).all():
        return None
    return 100 * abs(float(np.median(across[1:] / across[:-1])) - 1)


def _off_ridge(race: Race) -> float | None:
    run = _only(race)
    away = np.flatnonzero(np.abs(run.points[:, 1]) > 0.5)
    return float(away[0]) if away.size and not run.verdict.ending.lost else None


def _quiet(race: Race) -> float | None:
    run = _only(race)
    return excess(run) if isfinite(excess(run)) else None


RAVINE = Challenge(
    key="ravine",
    title=say("Down the ravine with momentum"),
    rows={"surface": "ravine", "start": "-7,2", "racer": ("Momentum learning_rate=0.02",)},
    goal=say("Come within 0.1 % of the minimum with as few gradients as you can."),
    allowed=say("Change the learning rate and the momentum γ."),
    rules=("Momentum",),
    measure=_evaluations,
    told=_as_evaluations,
    levels=(60, 30, 15),
)

BUMP = Challenge(
    key="bump",
    title=say("Over the bump, with little memory"),
    rows={"surface": "slide_bump", "start": "-5,1.5", "racer": ("Momentum learning_rate=0.01",)},
    goal=say("Get over the bump to (0, 0), with as small a momentum γ as you can."),
    allowed=say("Change the learning rate and the momentum γ."),
    rules=("Momentum",),
    measure=_memory,
    told=lambda value: say("γ = {value:.3g}", value=value),
    levels=(0.8, 0.6, 0.5),
)

SWING = Challenge(
    key="swing",
    title=say("Where does it begin to swing?"),
    rows={"surface": "ravine", "start": "-7,2", "racer": ("GradientDescent learning_rate=0.6",)},
    goal=say("Find the rate at which gradient descent swings across the ravine for ever, neither more nor less."),
    allowed=say("Change the learning rate."),
    rules=("GradientDescent",),
    measure=_off_balance,
    told=lambda value: say("{value:.2g} % a step", value=value),
    levels=(10, 2, 0.1),
)

SIX = Challenge(
    key="six",
    title=say("All six home"),
    rows={
        "surface": "beale",
        "start": "1,1.5",
        "racer": (
            "GradientDescent learning_rate=0.001",
            "Momentum learning_rate=0.001",
            "Nesterov learning_rate=0.001",
            "AdaGrad learning_rate=0.1",
            "RMSProp learning_rate=0.001",
            "Adam learning_rate=0.001",
        ),
    },
    goal=say("Bring all six within 0.1 % of the minimum; the last of them counts."),
    allowed=say("Change their learning rates, and whatever else their cards have."),
    rules=("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"),
    measure=_slowest,
    told=_as_steps,
    levels=(300, 200, 150),
)

RIDGE = Challenge(
    key="ridge",
    title=say("Off the ridge by yourself"),
    rows={"surface": "bounded_saddle", "start": "1.5,1e-6", "racer": ("GradientDescent learning_rate=0.02",)},
    goal=say("Have gradient descent half a unit off the ridge as soon as you can, and not lost."),
    allowed=say("Change the learning rate."),
    rules=("GradientDescent",),
    measure=_off_ridge,
    told=_as_steps,
    levels=(60, 25, 17),
)

QUIET = Challenge(
    key="quiet",
    title=say("Come to rest among noisy rows"),
    rows={
        "surface": "cars_scaled",
        "start": "-10,10",
        "steps": "500",
        "batch": "1",
        "racer": ("GradientDescent learning_rate=0.05",),
    },
    goal=say("End as near to the least loss as you can, seeing one row a step."),
    allowed=say("Change the learning rate and give it a schedule."),
    rules=("GradientDescent",),
    measure=_quiet,
    told=lambda value: say("{value:.2g} above the minimum", value=value),
    levels=(1, 0.1, 0.02),
)

BANANA = Challenge(
    key="banana",
    title=say("Through the banana valley"),
    rows={
        "surface": "rosenbrock",
        "start": "-1.2,1",
        "steps": "1000",
        "racer": ("GradientDescent learning_rate=0.001",),
    },
    goal=say("Come within 0.1 % of the minimum with as few evaluations as you can: gradients, values and Hessians."),
    allowed=say("Change the rule and all its values."),
    rules=(),
    measure=_evaluations,
    told=_as_evaluations,
    levels=(300, 150, 70),
)

TURNED = Challenge(
    key="turned",
    title=say("AdaGrad in a turned ravine"),
    rows={
        "f": "(x cos(a) + y sin(a))^2 / 20 + (y cos(a) - x sin(a))^2",
        "a": "0.785",
        "domain": "-10,10,-10,10",
        "start": "-6.364,-3.5355",
        "steps": "200",
        "racer": ("AdaGrad learning_rate=0.9",),
    },
    goal=say("Come within 0.1 % of the minimum in as few steps as you can."),
    allowed=say("Change the learning rate and ε."),
    rules=("AdaGrad",),
    measure=_slowest,
    told=_as_steps,
    levels=(80, 60, 48),
)

CHALLENGES: Mapping[str, Challenge] = MappingProxyType(
    {each.key: each for each in (SWING, RAVINE, BUMP, RIDGE, SIX, QUIET, TURNED, BANANA)}
)
"""Key → challenge, the easier first."""
