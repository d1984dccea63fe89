"""One step of a run, looked at closely: from where to where, by which gradient, and how far along each axis."""

from dataclasses import dataclass

import numpy as np

from optimizers.program import in_fractions
from racing.run import Run
from words import Text, say


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
    def in_fractions(self) -> bool:
        """Whether its numbers may be fractions, as the rule is set to some."""
        return in_fractions(self.run.rule, self.number)


def no_step(run: Run, number: int) -> Text | None:
    """Say why no step of the run leads to its point `number`; None where one does."""
    if number == 0:
        return say("This is the start. Go one step on to look at a step.")
    if run.stopped is not None and number >= run.stopped:
        return say("No step leads here: {ending}.", ending=run.verdict.said)
    if run.spent[number] == run.spent[number - 1]:
        return say("No step leads here: all evaluations are spent.")
    return None
