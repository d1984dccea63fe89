"""One racer's way down a surface: every point, loss, gradient and piece of state, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np

from optimizers import Rule
from optimizers.program import FloatStep, float_step
from racing.gradients import GradientSource
from racing.judge import is_undefined, judge
from racing.verdict import Verdict
from surfaces import Surface

STEPS = 300
"""How long a run is where nobody says."""


@dataclass(frozen=True, eq=False)
class Run:
    """What one rule did. Arrays are read-only; a run that stopped early repeats its last finite point.

    points: (steps + 1, 2), the start first. values: (steps + 1,) exact loss over all rows. gradients: (steps, 2) as the
    rule saw them, nan after a stop. state: the formula's letters, each (steps + 1, 2). stopped: the step at which the
    point, the loss or, for good, the state ceased to be finite (1 where the start's loss is not), else None.
    asked: (steps + 1,) gradients computed by then; over data, one for each row. noise, batch_size: what the gradients
    were drawn with.
    """

    rule: Rule
    surface: Surface
    points: np.ndarray
    values: np.ndarray
    gradients: np.ndarray
    state: Mapping[str, np.ndarray]
    stopped: int | None
    left: bool
    asked: np.ndarray
    noise: float
    batch_size: int | None

    @property
    def evaluations(self) -> int:
        """How many gradients were computed in all."""
        return int(self.asked[-1])

    @cached_property
    def verdict(self) -> Verdict:
        """How the run ended, and at which step."""
        stopped = len(self.points) if self.stopped is None else self.stopped
        return judge(self.surface, self.points.T[..., None], np.array([stopped]), np.array([self.left])).verdict(0)


def descend(
    rule: Rule,
    surface: Surface,
    start: tuple[float, float],
    steps: int,
    *,
    seed: int = 0,
    noise: float = 0.0,
    batch_size: int | None = None,
) -> Run:
    """Run one rule for `steps` steps from `start`; the arguments are those of `racing.race`, already checked."""
    source = GradientSource(surface, steps, seed, noise, batch_size)
    with np.errstate(all="ignore"):
        points, gradients, states, asked = _walk(rule, source, start, steps)
    values = surface.value(np.array(points))
    letters = np.array(states).reshape(len(points), len(rule.letters), 2)
    bad = np.flatnonzero(~np.isfinite(values))
    sound = np.flatnonzero(np.isfinite(letters).all(axis=(1, 2)))
    kept = max(int(min([sound[-1] + 1, *bad[:1]])), 1)
    return Run(
        rule=rule,
        surface=surface,
        points=_padded(np.array(points[:kept]), steps + 1),
        values=_padded(values[:kept], steps + 1),
        gradients=_padded(np.array(gradients[: kept - 1]).reshape(-1, 2), steps, fill=np.nan),
        state={name: _padded(letters[:kept, i], steps + 1) for i, name in enumerate(rule.letters)},
        stopped=kept if kept <= steps else None,
        left=bool(bad.size and bad[0] <= kept and is_undefined(surface, np.array(points[bad[0]]), values[bad[0]])),
        asked=_padded(np.array(asked[: kept + 1]), steps + 1),
        noise=noise,
        batch_size=batch_size,
    )


def _walk(rule: Rule, source: GradientSource, start: tuple[float, float], steps: int) -> tuple[list, list, list, list]:
    """Step until the point is no longer finite; return the points, the gradients used, the states and the gradients
    asked for so far, step by step.
    """
    on_floats = float_step(rule)
    point, state = tuple(map(float, start)), (0, *[0.0] * (2 * len(rule.letters)))
    points, gradients, states, asked = [point], [], [state[1:]], [0]
    for _ in range(steps):
        source.next_step()
        point, state = _step(rule, on_floats, source, point, state)
        asked.append(source.evaluations)
        if not (isfinite(point[0]) and isfinite(point[1])):
            break
        points.append(point)
        gradients.append(source.last)
        states.append(state[1:])
    return points, gradients, states, asked


def _step(rule: Rule, on_floats: FloatStep | None, source: GradientSource, point: tuple, state: tuple) -> tuple:
    """Take one step, on floats where that is possible; return the point and the state after it."""
    asked = source.evaluations
    if on_floats is not None:
        try:
            return on_floats(point, source.gradient_at, state)
        except (ArithmeticError, ValueError):
            source.evaluations = asked
    return _on_arrays(rule, source, point, state)


def _on_arrays(rule: Rule, source: GradientSource, point: tuple, state: tuple) -> tuple[tuple, tuple]:
    """Take the step with the rule's own NumPy code, which answers inf and nan where floats raise."""
    pairs = np.array(state[1:]).reshape(-1, 2)
    x, (t, *letters) = rule.step(np.array(point), source, (state[0], *pairs))
    return tuple(x.tolist()), (t, *np.array(letters).ravel().tolist())


def _padded(rows: np.ndarray, length: int, fill: float | None = None) -> np.ndarray:
    """Lengthen `rows` to `length` with `fill`, or with the last row; read-only."""
    array = np.empty((length, *rows.shape[1:]))
    array[: len(rows)] = rows
    if len(rows) < length:
        array[len(rows) :] = rows[-1] if fill is None else fill
    array.flags.writeable = False
    return array
