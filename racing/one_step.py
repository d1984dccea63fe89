"""One step of a run, looked at closely: from where to where, by which gradient, and how far along each axis."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from optimizers.hyperparameters import declarations
from optimizers.program import Unrecorded, in_fractions, record
from racing.run import Run
from words import Text, say

FLAT = 1e-12
"""A curvature of so small a part of the other is rounding: there it is flat."""


@dataclass(frozen=True, eq=False)
class Step:
    """The step of a run that leads to its point `number`, from 1; there is one where `no_step` says nothing."""

    run: Run
    number: int

    @property
    def start(self) -> np.ndarray:
        """Where it begins, (2,)."""
        return self.run.points[self.number - 1]

    @property
    def end(self) -> np.ndarray:
        """Where it lands, (2,)."""
        return self.run.points[self.number]

    @property
    def way(self) -> np.ndarray:
        """How far it goes along each axis, (2,)."""
        return self.end - self.start

    @property
    def length(self) -> float:
        """How far it goes."""
        return float(np.hypot(*self.way))

    @property
    def losses(self) -> tuple[float, float]:
        """The exact loss before and after."""
        before, after = self.run.values[self.number - 1 : self.number + 1].tolist()
        return before, after

    @property
    def gradient(self) -> np.ndarray:
        """The gradient as the rule saw it last in this step, (2,); nan where it asked for none."""
        return self.run.gradients[self.number - 1]

    @property
    def rates(self) -> np.ndarray:
        """What plain gradient descent would have had to be set to along each axis, (2,); nan where nothing does."""
        return np.divide(self.way, -self.gradient, out=np.full(2, np.nan), where=self.gradient != 0)

    @property
    def memory(self) -> np.ndarray:
        """What of the way comes from earlier steps' gradients, (2,); nan where the rule remembers none."""
        letters = _letters(self.run)
        return self.way - self._again(letters)[0] if letters else np.full(2, np.nan)

    @property
    def asked_at(self) -> np.ndarray:
        """Where the rule asked for the gradient, (2,): ahead of the start, where it looks ahead."""
        return self._again()[1]

    @property
    def curvatures(self) -> tuple[np.ndarray, np.ndarray]:
        """The Hessian's eigenvalues where the step begins, (2,) ascending, and their directions, (2, 2), a row each.

        nan where the surface has no finite ones.
        """
        hessian = self.run.surface.hessian(self.start)
        if not np.isfinite(hessian).all():
            return np.full(2, np.nan), np.full((2, 2), np.nan)
        values, vectors = np.linalg.eigh(hessian)
        values[np.abs(values) <= FLAT * np.abs(values).max()] = 0
        return values, vectors.T

    @property
    def ellipse(self) -> np.ndarray:
        """Where the local quadratic is as high as at the start: the middle and both half axes, (3, 2); nan for none."""
        (values, vectors), gradient = self.curvatures, self.run.surface.gradient(self.start)
        if not (values[0] > 0 and np.isfinite(gradient).all()):
            return np.full((3, 2), np.nan)
        along = vectors @ gradient / values
        halves = np.sqrt(np.sum(along**2 * values) / values)
        return np.vstack([self.start - along @ vectors, halves[:, None] * vectors])

    @property
    def axes(self) -> np.ndarray:
        """The middle and both half axes of the ellipse, (3, 2); where the surface does not bend up every way, the start
        and the directions of both curvatures, a unit long; nan where it has none.
        """
        values, directions = self.curvatures
        return self.ellipse if values[0] > 0 else np.vstack([self.start, directions])

    def _again(self, forgotten: tuple[str, ...] = ()) -> tuple[np.ndarray, np.ndarray]:
        """Take the step again by the gradient that was seen; return its way, and where it asked for that.

        forgotten: letters of the state that are zero. A rule that chooses as it goes asks where it begins.
        """
        before, asked = slice(self.number - 1, self.number), [self.start]
        state = {name: part[before] * (name not in forgotten) for name, part in self.run.state.items()}

        def gradient(points: np.ndarray) -> np.ndarray:
            asked.append(points[0])
            return self.gradient[None]

        try:
            record(self.run.rule)
        except Unrecorded:
            return self.way, self.start
        with np.errstate(all="ignore"):
            [end], _ = self.run.rule.step(self.start[None], SimpleNamespace(t=self.number, gradient=gradient), state)
        return end - self.start, asked[-1]

    @property
    def in_fractions(self) -> bool:
        """Whether its numbers may be fractions, as the rule is set to some."""
        return in_fractions(self.run.rule, self.number)


def _letters(run: Run) -> tuple[str, ...]:
    """Return what in the state is a mean of gradients, or a velocity where there is none.

    Rules that divide by a size, and so have an ε, call their squares v.
    """
    means, velocities = (
        tuple(name for name in run.state if name.rpartition(".")[2].partition("_")[0] == letter) for letter in "mv"
    )
    divides = any(name.rpartition(".")[2] == "epsilon" for name in declarations(run.rule))
    return means or (() if divides else velocities)


def no_step(run: Run, number: int) -> Text | None:
    """Say why no step of the run leads to its point `number`; None where one does."""
    if number == 0:
        return say("This is the start. Go one step on to look at a step.")
    if run.stopped is not None and number >= run.stopped:
        return say("No step leads here: {ending}.", ending=run.verdict.said)
    if run.spent[number] == run.spent[number - 1]:
        return say("No step leads here: all evaluations are spent.")
    return None
