"""One racer's way down a surface: every point, loss, gradient and piece of state, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np

from optimizers import Rule
from optimizers.program import float_step
from racing.judge import is_undefined, judge, stray
from racing.oracle import KINDS, NOWHERE, Oracle, Witness
from racing.states import Layout, begun, sound
from racing.verdict import Verdict
from racing.walked import Walked
from surfaces import Surface

STEPS = 300
"""How long a run is where nobody says."""


@dataclass(frozen=True, eq=False)
class Run:
    """What one rule did. Arrays are read-only; a run that stopped early repeats its last finite point.

    points: (steps + 1, 2), the start first. values: (steps + 1,) exact loss over all rows. gradients: (steps, 2) as the
    rule saw them last in each step, nan where it asked for none and after a stop. state: what the rule remembered, name
    → (steps + 1, ...). stopped: the step at which the point, the loss or, for good, the state ceased to be finite (1
    where the start's loss is not), else None. asked: kind of `racing.oracle.KINDS` → (steps + 1,) how often the rule
    had asked by then; over data, once for each row. seed, noise, batch_size: what was drawn.
    """

    rule: Rule
    surface: Surface
    points: np.ndarray
    values: np.ndarray
    gradients: np.ndarray
    state: Mapping[str, np.ndarray]
    stopped: int | None
    left: bool
    asked: Mapping[str, np.ndarray]
    seed: int
    noise: float
    batch_size: int | None

    @property
    def spent(self) -> np.ndarray:
        """How many evaluations it had made by each step, (steps + 1,): one for each answer, of whatever kind."""
        return sum(self.asked.values())

    @property
    def evaluations(self) -> int:
        """How many it made in all."""
        return int(self.spent[-1])

    @cached_property
    def verdict(self) -> Verdict:
        """How the run ended, and at which step."""
        stopped = len(self.points) if self.stopped is None else self.stopped
        walked = Walked(self.surface, self.points.T[..., None], np.array([stopped]), np.array([self.left]))
        return judge(walked).verdict(0)


def descend(
    rule: Rule,
    surface: Surface,
    start: tuple[float, float],
    steps: int,
    *,
    seed: int = 0,
    noise: float = 0.0,
    batch_size: int | None = None,
    evaluations: int | None = None,
) -> Run:
    """Run one rule for `steps` steps from `start`; the arguments are those of `racing.race`, already checked."""
    oracle = Oracle(surface, steps, np.array([seed]), noise, batch_size)
    with np.errstate(all="ignore"):
        points, gradients, state, asked = _walk(rule, oracle, start, steps, evaluations)
    values = surface.value(np.array(points))
    bad = np.flatnonzero(~np.isfinite(values))
    sound_until = 1 + max(np.flatnonzero(sound(state, len(points))), default=0)
    kept = max(int(min([sound_until, *bad[:1]])), 1)
    return Run(
        rule=rule,
        surface=surface,
        points=_padded(np.array(points[:kept]), steps + 1),
        values=_padded(values[:kept], steps + 1),
        gradients=_padded(np.array(gradients[: kept - 1]).reshape(-1, 2), steps, fill=np.nan),
        state={name: _padded(part[:kept], steps + 1) for name, part in state.items()},
        stopped=kept if kept <= steps else None,
        left=bool(bad.size and bad[0] <= kept and is_undefined(surface, np.array(points[bad[0]]), values[bad[0]])),
        asked=dict(zip(KINDS, _padded(np.array(asked[: kept + 1]), steps + 1).T, strict=True)),
        seed=seed,
        noise=noise,
        batch_size=batch_size,
    )


def _walk(rule: Rule, oracle: Oracle, start: tuple[float, float], steps: int, evaluations: int | None) -> tuple:
    """Step until the point is no longer finite, then to where it asked for what is not defined, if it did; return the
    points, the gradients used, the state and what was asked for so far, step by step.

    What a run does over and over is not worked out again.
    """
    begin, step = begun(rule, np.array([start], dtype=float)), float_step(rule)
    layout = Layout({name: part.shape[1:] for name, part in begin.items()})
    point, row = tuple(map(float, start)), layout.row(begin)
    points, gradients, rows, asked = [point], [], [row], [tuple(oracle.counts)]
    cycle, repeats = rule.cycle if not step and rule.is_steady and oracle.is_exact else 0, False
    for _ in range(steps):
        oracle.next_step()
        if repeats:
            point, row, oracle.last = points[-cycle], rows[-cycle], gradients[-cycle]
            before = zip(asked[-1], asked[-cycle], asked[-cycle - 1], strict=True)
            oracle.counts = [now + new - old for now, new, old in before]
        else:
            try:
                point, row = step(point, oracle, row) if step else _by_itself(rule, oracle, layout, point, row)
            except (ArithmeticError, ValueError):
                if not step:
                    raise
                oracle.counts = [*asked[-1]]
                point, row = _by_itself(rule, oracle, layout, point, row)
            repeats = 0 < cycle <= len(points) and (point, row) == (points[-cycle], rows[-cycle])
        if evaluations is not None and oracle.spent > evaluations:
            still = steps + 1 - len(points)
            points, rows, asked = (each + each[-1:] * still for each in (points, rows, asked))
            gradients += [NOWHERE] * still
            break
        asked.append(tuple(oracle.counts))
        gradients.append(oracle.last)
        rows.append(row)
        if not (isfinite(point[0]) and isfinite(point[1])):
            points.append(_stray(rule, oracle, layout, points[-1], rows[-2]))
            break
        points.append(point)
    return points, gradients, layout.state(np.array(rows).reshape(len(points), -1)), asked


def _by_itself(rule: Rule, oracle: Oracle, layout: Layout, point: tuple, row: tuple) -> tuple[tuple, tuple]:
    """Take the step with the rule's own NumPy code, as a batch of one, and answer inf and nan where floats raise."""
    oracle.last = NOWHERE
    [x], state = rule.step(np.array([point]), oracle, layout.state(np.array([row])))
    oracle.last = tuple(np.ravel(oracle.last).tolist())
    return tuple(x.tolist()), layout.row(state)


def _stray(rule: Rule, oracle: Oracle, layout: Layout, point: tuple, row: tuple) -> tuple:
    """Take a step again that led nowhere; return where it asked for what is not defined, nan if nowhere."""
    witness = Witness(oracle)
    oracle.draws = 0
    _by_itself(rule, witness, layout, point, row)
    return tuple(stray(oracle.surface, witness.places)[0].tolist()) if witness.places else NOWHERE


def _padded(rows: np.ndarray, length: int, fill: float | None = None) -> np.ndarray:
    """Lengthen `rows` to `length` with `fill`, or with the last row; read-only."""
    array = np.empty((length, *rows.shape[1:]))
    array[: len(rows)] = rows
    if len(rows) < length:
        array[len(rows) :] = rows[-1] if fill is None else fill
    array.flags.writeable = False
    return array
