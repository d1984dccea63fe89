"""The steps of many runs as one function that JAX compiles: what a rule and a surface do is read from their tapes.

Compiled once for each rule, surface and number of runs, whatever numbers they have; neither steps nor draws are in it.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
from jax import Array, lax
from jax import numpy as jnp

from optimizers import arithmetic
from programs import lines, play

REMEMBERED = 64
"""Functions that are kept compiled."""

PAIRED = 100
"""Steps go in pairs over a surface whose tapes are shorter: fewer passes through memory, but XLA works out what a step
takes from the one before it more than once."""

VECTORS = 512
"""Processors that have vectors of so many bits use them, where LLVM would take half of that."""

POINT, LOSS = (0, 1), (2,)
"""What a watch looks at of a place: x and y, or the loss there."""


class Given(NamedTuple):
    """What n runs begin with.

    point, state: (n,) for each number. numbers, letters: of the rule and of a typed surface, for all or (n,). draws:
    noise (steps, 2, k), and rows (steps, k, b) of the table (columns, rows), for k seeds. whose: (n,) which of them
    each run has. watched: what a watch is given, for all or (n,).
    """

    point: tuple[Any, ...]
    state: tuple[Any, ...]
    numbers: tuple[Any, ...]
    letters: tuple[Any, ...]
    draws: Mapping[str, Any]
    whose: Any
    watched: tuple[Any, ...]


class Carried(NamedTuple):
    """What n runs carry from step to step. t: how many are taken. powers: numbers of the rule raised to the t."""

    t: Any
    point: tuple[Any, ...]
    state: tuple[Any, ...]
    powers: tuple[Any, ...]
    seen: "Seen"


class Seen(NamedTuple):
    """What was seen of n runs, (n,) each.

    stopped: the step at which point or loss ceased to be finite, past the last one for never. since: the step from
    which the watch holds no more. point, sound: where they are in the end, and whether what they remember is finite.
    odd: whether slopes were not finite that are to be put right. Where runs are followed with care, also place: the
    last finite point and its loss; then a run stays where it stopped, and is sound where its state was finite before.
    """

    stopped: Any
    since: Any
    odd: Any
    point: tuple[Any, ...] = ()
    place: tuple[Any, ...] = ()
    sound: Any = True


@lru_cache(maxsize=REMEMBERED)
def compiled(
    tapes: str, bits: int, watch: Callable, of: tuple[int, ...], careful: bool
) -> Callable[[Array, Given], tuple[Array, Seen]]:
    """Return the function of the steps to look at, ascending, and of what is given: the places then, (rows, 3, n), and
    what was seen.

    tapes: in JSON that of a rule's step, and of the surface's value and gradient; mended: whether its slopes are put
    right at kinks, averaged: whether they are those of a row, to be averaged over all. bits: that the number of a step
    has at most. watch: says of a place, or `of` a part of it, what is told of it as `since`. careful: whether runs are
    followed to where they stop; others of them must not.
    """
    options = {"xla_cpu_prefer_vector_width": VECTORS} if jax.default_backend() == "cpu" else None
    return jax.jit(_Stepping(json.loads(tapes), bits, watch, of, careful).run, compiler_options=options)


class _Stepping:
    def __init__(self, tapes: Mapping, bits: int, watch: Callable, of: tuple[int, ...], careful: bool):
        self.tapes, self.watch, self.of, self.careful = tapes, watch, of, careful
        self.own = {"divide": _divided, "quotient": _quotient, "whole_power": partial(_whole_power, bits)}
        self.raised, self.shared = _raised(tapes["rule"]), _shared(tapes["rule"])
        self.paired = len(tapes["value"]["code"]) + len(tapes["gradient"]["code"]) < PAIRED and not careful

    def run(self, rows: Array, given: Given) -> tuple[Array, Seen]:
        """Run to each of `rows`."""
        t, no = jnp.zeros_like(rows[0]), jnp.zeros_like(given.whose)
        seen = Seen(no + rows[-1] + 1, no, no != 0)
        if self.careful:
            seen = seen._replace(place=(*given.point, self._loss(given, given.point)), sound=no == 0)

        def to(carried, row):
            powers = (self.own["whole_power"](given.numbers[i], 0.0 + carried.t) for i in self.raised)
            carried = carried._replace(powers=tuple(powers))
            for count in (2, 1) if self.paired else (1,):
                carried = lax.while_loop(partial(_is_short_of, row, count), partial(self._steps, given, count), carried)
            return carried._replace(powers=()), jnp.stack(self._look(given, carried)[1])

        carried, places = lax.scan(to, Carried(t, given.point, given.state, (), seen), rows)
        seen, _ = self._look(given, carried)
        sound = seen.sound if self.careful else _finite(carried.state) & (no == 0)
        return places, seen._replace(point=carried.point, sound=sound)

    def _steps(self, given: Given, count: int, carried: Carried) -> Carried:
        for _ in range(count):
            carried = self._step(given, carried)
        return carried

    def _step(self, given: Given, carried: Carried) -> Carried:
        (t, point, state, powers, _), now = carried, carried.t + 1.0
        (seen, _), asked = self._look(given, carried), []
        powers = tuple(given.numbers[i] * power for i, power in zip(self.raised, powers, strict=True))

        def gradient(*at):
            asked.append(self._gradient(given, t, at))
            return asked[-1]

        def whole_power(base, exponent):
            known = zip(self.raised, powers, strict=True) if exponent is now else ()
            found = [power for i, power in known if given.numbers[i] is base]
            return found[0] if found else self.own["whole_power"](base, exponent)

        shared = iter(self.shared)

        def divide(a, b):
            return a * (1.0 / b) if next(shared) else _divided(a, b)

        own = self.own | {"gradient": gradient, "whole_power": whole_power, "divide": divide}
        x, y, *after = play(self.tapes["rule"], (*point, now, *state, *given.numbers), jnp, own)
        going = seen.stopped > t
        if self.tapes["mended"]:
            seen = seen._replace(odd=seen.odd | going & ~_finite([slope for slopes in asked for slope in slopes]))
        if self.careful:
            x, y = (jnp.where(going, *each) for each in zip((x, y), point, strict=True))
            seen = seen._replace(sound=jnp.where(going, _finite(state), seen.sound))
        return Carried(t + 1, (x, y), tuple(after), powers, seen)

    def _look(self, given: Given, carried: Carried) -> tuple[Seen, tuple]:
        """Return what is seen of the points after step t too, and the places there."""
        t, point, *_, seen = carried
        place = (*point, self._loss(given, point))
        going, fine = seen.stopped > t, _finite(place)
        if self.careful:
            place = tuple(jnp.where(going & fine, *each) for each in zip(place, seen.place, strict=True))
            seen = seen._replace(place=place)
        broken = self.watch(*(place[i] for i in self.of), *given.watched)
        stopped = jnp.where(going & ~fine, jnp.maximum(t, 1), seen.stopped)
        return seen._replace(stopped=stopped, since=jnp.where(broken, t + 1, seen.since)), place

    def _loss(self, given: Given, point: tuple) -> Array:
        [loss] = self._values("value", given, point, self._all_rows(given))
        return loss

    def _gradient(self, given: Given, t: Array, point: tuple) -> tuple[Array, ...]:
        rows = given.draws["rows"][t] if "rows" in given.draws else self._all_rows(given)
        if rows is not None and len(rows) > 1:
            rows = rows[given.whose]
        slopes = self._values("gradient", given, point, rows)
        if "noise" in given.draws:
            drawn = given.draws["noise"][t][:, given.whose]
            slopes = [slope + noise for slope, noise in zip(slopes, drawn, strict=True)]
        return tuple(slopes)

    def _all_rows(self, given: Given) -> Array | None:
        """Return the numbers of all rows, (1, rows), where the mean over them is worked out row by row."""
        return jnp.arange(given.draws["table"].shape[-1])[None] if self.tapes["averaged"] else None

    def _values(self, name: str, given: Given, point: tuple, rows: Array | None) -> list[Array]:
        """Return what a tape gives at points, or the mean over rows (n, b) or (1, b) of the table."""
        if rows is None:
            found = play(self.tapes[name], (*point, *given.letters), jnp, self.own)
            return [jnp.broadcast_to(each, point[0].shape) for each in found]
        columns = given.draws["table"][:, rows]
        found = play(self.tapes[name], (*(each[:, None] for each in point), *columns), jnp, self.own)
        shape = point[0].size, rows.shape[-1]
        return [jnp.broadcast_to(each, shape).sum(axis=-1) / shape[-1] for each in found]


def _finite(each: Sequence[Array]) -> Array | bool:
    """Return whether all of some numbers are finite."""
    return jnp.isfinite(sum(0.0 * number for number in each)) if each else True


def _is_short_of(row: Array, count: int, carried: Carried) -> Array:
    """Whether so many steps lead no further than to a row."""
    return carried.t <= row - count


def _raised(rule: Mapping) -> list[int]:
    """Return which of its numbers a rule's tape raises to the number of the step."""
    first, t = rule["given"] - len(rule["fields"]), 2
    powers = (places for name, places in lines(rule) if name == "whole_power")
    return sorted({base - first for base, exponent in powers if exponent == t and base >= first})


def _shared(rule: Mapping) -> list[bool]:
    """Return of each division of a rule's tape whether what it divides by is made of numbers and the step alone, and
    divides again, as what is corrected for x and for y: then one division does for all.
    """
    known, divisors = {2, *range(rule["given"] - len(rule["fields"]), rule["given"])}, []
    made = rule["given"]
    for name, places in lines(rule):
        if all(place < 0 or place in known for place in places):
            known.add(made)
        if name == "divide":
            divisors.append(places[1])
        made += 2 if name == "gradient" else 1
    often = Counter(divisors)
    return [divisor in known and often[divisor] > 1 for divisor in divisors]


def _divided(a, b):
    """Return a / b; what is one number for all divides once for all."""
    return a * (1.0 / b) if jnp.ndim(b) == 0 < jnp.ndim(a) else a / b


def _quotient(a, b):
    """Return a / b, with 0/0 = 0, as `arithmetic.quotient` does."""
    return jnp.where(a != 0, a / b, 0.0)


def _whole_power(bits: int, base, exponent):
    """Return base to a whole exponent of so many bits, as `arithmetic.power` does."""
    if isinstance(exponent, float):
        return arithmetic.power(base, int(exponent))
    result, left = 1.0, exponent.astype(int)
    for bit in range(bits):
        result = jnp.where(left >> bit & 1, result * base, result)
        base = base * base
    return result
