"""What an optimizer is, and what the rules share.

Points have shape (..., 2): any leading indices are runs, each on its own. A hyperparameter is one number for all of
them, or an array whose shape broadcasts against the leading indices.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from operator import attrgetter
from typing import ClassVar, Protocol

import numpy as np

from optimizers.hyperparameters import Declared, Measure, Number, declarations, hyper, switch
from optimizers.schedules import Schedule
from words import say

State = Mapping[str, np.ndarray]
"""What a rule remembers, by name: arrays of floats, of any shape after the leading indices of the points."""


class Ask(Protocol):
    """What a rule may ask for in a step, at points shaped like its own.

    t: which step it is, from 1. where: (...), whether a run still needs an answer; the others get nan, and it is not
    counted as theirs. least: the least value that the loss is known to have, -inf where none is.
    """

    t: int
    least: float

    def gradient(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return the gradients at points, (..., 2) -> (..., 2)."""

    def value(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return the losses at points, (..., 2) -> (...)."""

    def hessian(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return the second derivatives at points, (..., 2) -> (..., 2, 2)."""

    def gauss_newton(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return 2 Σ ∇r ∇rᵀ at points, (..., 2) -> (..., 2, 2), where the loss sums up the squares of residuals r.

        nan where it does not.
        """

    def normal(self, k: int) -> np.ndarray:
        """Draw from the standard normal distribution, k for each run: (..., k)."""

    def uniform(self, k: int) -> np.ndarray:
        """Draw from the numbers between 0 and 1, k for each run: (..., k)."""


class Rule(Declared, ABC):
    """One optimizer with its hyperparameters: state goes in, new state comes out, nothing is mutated.

    title: what it is called. line: what it does, in a sentence. letters: of the state that is shaped like the points,
    and that `begin` makes. formula: lines of LaTeX for a step that cannot be recorded as a program; all others tell
    theirs by themselves. of_squares: whether it asks for slopes of residuals, and so steps on sums of squares alone.
    of_least: whether it asks for the least value. cycle: which steps are alike: from the same points and state
    each does what the one so many before it did, while its numbers and what it asks stay; 0 where that is not said.

    A run makes the same bits alone and among others where each entry is worked out by itself: norms and inner products
    go over the last axis only (`optimizers.arithmetic`), and loops have a fixed length, with masks for who is done.
    """

    title: ClassVar[str]
    of_squares: ClassVar[bool] = False
    of_least: ClassVar[bool] = False
    cycle: ClassVar[int] = 0
    line: ClassVar[str] = ""
    letters: ClassVar[tuple[str, ...]] = ()
    formula: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self):
        super().__post_init__()
        values = tuple(_aligned(getattr(self, name)) for name in self.hyperparameters())
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_scheduled", any(isinstance(value, Schedule) for value in values))

    def begin(self, x: np.ndarray) -> State:
        """Return the state before the first step, from points x (..., 2): zeros for each letter."""
        return {letter: np.zeros_like(x, dtype=float) for letter in self.letters}

    def spread(self, x: np.ndarray) -> np.ndarray:
        """Return the points, as many as the rule has numbers: for what `begin` makes of a shape of its own."""
        return x + np.zeros(np.broadcast_shapes(*map(np.shape, self.at(1))))

    @abstractmethod
    def step(self, x: np.ndarray, ask: Ask, state: State) -> tuple[np.ndarray, State]:
        """Return the next points, and the next state under the same names."""

    def at(self, t: int) -> tuple:
        """Return the hyperparameters of step t, in field order; arrays get a last axis of length 1, for x and y."""
        if not self._scheduled:
            return self._values
        return tuple(_aligned(value.at(t)) if isinstance(value, Schedule) else value for value in self._values)

    @property
    def is_steady(self) -> bool:
        """Whether its numbers are the same in all steps."""
        return not self._scheduled

    def rate_at(self, t: int) -> Number | None:
        """Return the learning rate of step t as `at` has it, or that of the rule within; None where neither has one."""
        field = rate_field(self)
        value = field and attrgetter(field)(self)
        return _aligned(value.at(t) if isinstance(value, Schedule) else value)


def for_each_run(value: float, x: np.ndarray) -> np.ndarray:
    """Return one number for each run of points x (..., 2), to remember: (..., 1)."""
    return np.full((*np.shape(x)[:-1], 1), value)


def rate_field(rule: Rule | type[Rule]) -> str | None:
    """Return the field of the rule's learning rate, or of the rule's within it; None where neither has one."""
    rates = (name for name in declarations(rule) if name.rpartition(".")[2] == "learning_rate")
    return min(rates, key=lambda name: name.count("."), default=None)


def suited_field(rule: Rule | type[Rule]) -> str | None:
    """Return the field that says how far first steps lead, of which each surface wants another value.

    That is the learning rate, or where there is none a length, of the rule or of the rule within it; None for neither.
    """
    lengths = (name for name, measure in measured_fields(rule).items() if measure is Measure.STEP)
    return rate_field(rule) or min(lengths, key=lambda name: name.count("."), default=None)


def measured_fields(rule: Rule | type[Rule]) -> dict[str, Measure]:
    """Return the fields, of the rule and of the rule within it, that a surface measures → by what."""
    measures = {name: getattr(spec, "measure", None) for name, spec in declarations(rule).items()}
    return {name: measure for name, measure in measures.items() if measure}


def suited_fields(rule: Rule | type[Rule]) -> tuple[str, ...]:
    """Return the fields of which each surface wants another value: the `suited_field`, and what else is measured."""
    first = suited_field(rule)
    others = (name for name, measure in measured_fields(rule).items() if measure is not Measure.STEP)
    return (first, *others) if first else tuple(others)


_KEEPS = say("Keeps the division from being one by 0; the larger, the shorter the steps on gentle slopes.")


def rate(default, help):
    """Declare a learning rate, which may follow a schedule."""
    told = {"label": say("learning rate"), "symbol": r"\eta", "help": help}
    return hyper(default, at_least=0, slider=(1e-4, 1), log=True, also=Schedule, **told)


def length(default, label, symbol, help, slider=(1e-3, 10)):
    """Declare how far first steps lead, in the units of x and y."""
    told = {"label": label, "symbol": symbol, "help": help}
    return hyper(default, above=0, slider=slider, log=True, measure=Measure.STEP, **told)


def fraction(default, label, symbol, help):
    """Declare what part of a memory stays from one step to the next."""
    return hyper(default, at_least=0, below=1, slider=(0, max(0.999, default)), label=label, symbol=symbol, help=help)


def tiny(default, help=_KEEPS):
    """Declare the small number that keeps a denominator from zero."""
    told = {"label": say("epsilon"), "symbol": r"\epsilon", "help": help}
    return hyper(default, above=0, slider=(min(1e-10, default), min(0.1, 1e13 * default)), log=True, **told)


def inside_root(default):
    """Declare where that small number stands."""
    told = say("On, epsilon is added under the root; off, to the root itself.")
    return switch(default, label=say("epsilon inside the root"), help=told)


def _aligned(value):
    return value[..., None] if isinstance(value, np.ndarray) else value
