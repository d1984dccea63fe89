r"""What a hyperparameter is: declared once, as a field.

    beta1: Number = hyper(
        0.9, at_least=0, below=1, slider=(0, 0.999), symbol=r"\beta_1",
        label=say("beta 1"), help=say("What part of the mean lasts."),
    )

The declaration holds the default, the legal range, the slider, the symbol and what it does, in a sentence. Whatever is
given is checked against it on the way in; controls, formulas and tests read it through `hyperparameters()`.

    inner: Rule = nested(Adam(), of=Rule, label=say("inner rule"), help=say("What is averaged."))

What is declared within another is reached by dotted names: `declarations(rule)["inner.beta1"]`, and `rule.having(
"inner.beta1", 0.5)` is the rule with that value.
"""

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from numbers import Real
from types import MappingProxyType
from typing import ClassVar, Self

import numpy as np

from words import Text, joined, say

Number = float | np.ndarray

MOST_NESTED = 2
"""How many levels may stand within one."""


class Measure(Enum):
    """What on a surface a hyperparameter is measured by, beside a learning rate: lengths in its domain, or a height."""

    STEP = "how far first steps lead"
    NEARBY = "how far away is still near"
    RISE = "how far up is still likely"


@dataclass(frozen=True)
class Hyperparameter:
    """A real number, or an array of them, within a range; `above` and `below` exclude their end.

    measure: what of a surface it is measured by, of which each wants another value; None where one suits all.
    """

    default: float
    label: str
    symbol: str
    slider: tuple[float, float]
    log: bool = False
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None
    also: type | tuple = ()  # instances of these are taken as they come
    help: str = ""
    measure: Measure | None = None

    @property
    def legal(self) -> str:
        """The range in words."""
        least = most = None
        if self.above is not None:
            least = say("above {end:.12g}", end=self.above)
        elif self.at_least is not None:
            least = say("at least {end:.12g}", end=self.at_least)
        if self.below is not None:
            most = say("below {end:.12g}", end=self.below)
        elif self.at_most is not None:
            most = say("at most {end:.12g}", end=self.at_most)
        return say("{least} and {most}", least=least, most=most) if least and most else least or most or ""

    def check(self, owner: str, name: str, value) -> Number:
        """Return the value as a float or a read-only float64 array; ValueError if it is not legal."""
        if isinstance(value, self.also):
            return value
        numbers = _numbers(value)
        if numbers is None:
            raise _error(owner, name, say("a number {legal}", legal=self.legal), value)
        if not np.isfinite(numbers).all():
            expected = say("a finite number {legal}", legal=self.legal)
            raise _error(owner, name, expected, numbers[~np.isfinite(numbers)][0])
        if not self._inside(numbers).all():
            raise _error(owner, name, self.legal, numbers[~self._inside(numbers)][0])
        numbers.flags.writeable = False
        return numbers if numbers.ndim else float(numbers)

    def _inside(self, numbers):
        inside = np.full(numbers.shape, True)
        if self.above is not None:
            inside &= numbers > self.above
        if self.at_least is not None:
            inside &= numbers >= self.at_least
        if self.below is not None:
            inside &= numbers < self.below
        if self.at_most is not None:
            inside &= numbers <= self.at_most
        return inside


@dataclass(frozen=True)
class Count(Hyperparameter):
    """A whole number within a range, such as a number of steps."""

    def check(self, owner: str, name: str, value) -> int:
        """Return the value as an int; ValueError if it is not legal."""
        number = _numbers(value)
        if number is None or number.ndim or number != np.floor(number):
            raise _error(owner, name, say("a whole number {legal}", legal=self.legal), value)
        return int(super().check(owner, name, value))


@dataclass(frozen=True)
class Switch:
    """Yes or no: which of two forms of a formula."""

    default: bool
    label: str
    help: str

    legal = say("true or false")

    def check(self, owner: str, name: str, value) -> bool:
        """Return the value as a bool; ValueError if it is anything else."""
        if not isinstance(value, bool | np.bool_):
            raise _error(owner, name, self.legal, value)
        return bool(value)


@dataclass(frozen=True)
class Nested:
    """Another one with declared fields, an instance of `of`, itself with one within it at most, by `MOST_NESTED`."""

    default: "Declared"
    of: type
    label: str
    help: str

    @property
    def legal(self) -> str:
        """What is expected, in words."""
        return say("a rule with at most {most} more within it", most=MOST_NESTED - 1)

    def check(self, owner: str, name: str, value) -> "Declared":
        """Return the value; ValueError if it is none of these, cannot stand within another, or has more within it."""
        if not isinstance(value, self.of) or depth(value) >= MOST_NESTED:
            raise _error(owner, name, self.legal, value)
        if not value.nestable:
            raise _error(owner, name, say("a rule that steps from the point it is given"), value)
        return value


def hyper(default, **declared):
    """Declare a dataclass field that holds a number, or an array of numbers; `declared` as in `Hyperparameter`."""
    return field(default=default, metadata={"spec": Hyperparameter(default, **{"symbol": "", **declared})})


def count(default, *, slider, label, help, symbol="", log=False, at_least=None, at_most=None):
    """Declare a dataclass field that holds a whole number."""
    spec = Count(default, label, symbol, slider, log, at_least=at_least, at_most=at_most, help=help)
    return field(default=default, metadata={"spec": spec})


def switch(default, *, label, help):
    """Declare a dataclass field that holds a yes or no."""
    return field(default=default, metadata={"spec": Switch(default, label, help)})


def nested(default, *, of, label, help):
    """Declare a dataclass field that holds one of the class `of`, with fields of its own."""
    return field(default=default, metadata={"spec": Nested(default, of, label, help)})


class Declared:
    """Base of frozen dataclasses whose fields are declared as above: checked when made, compared by value.

    nestable: whether it can stand in a `nested` field.
    """

    nestable: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        # dataclass leaves alone what a class defines itself; its own == stumbles over arrays.
        cls.__eq__, cls.__hash__ = Declared.__eq__, Declared.__hash__

    def __post_init__(self):
        for name, spec in self.hyperparameters().items():
            object.__setattr__(self, name, spec.check(type(self).__name__, name, getattr(self, name)))

    def __eq__(self, other):
        return self._key() == other._key() if type(other) is type(self) else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def _key(self):
        values = (getattr(self, name) for name in self.hyperparameters())
        return (type(self), *((v.shape, tuple(v.flat)) if isinstance(v, np.ndarray) else v for v in values))

    @classmethod
    def hyperparameters(cls) -> Mapping[str, "Spec"]:
        """The declarations, in field order."""
        return MappingProxyType({f.name: f.metadata["spec"] for f in fields(cls)})

    def having(self, name: str, value) -> Self:
        """Return the same with another value for one of its `declarations`; ValueError if it is not legal."""
        first, _, rest = name.partition(".")
        if rest:
            value = declarations(self)[name].check(type(self).__name__, name, value)
            value = getattr(self, first).having(rest, value)
        return replace(self, **{first: value})

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of every field's value, () of a number; what stands within it by dotted names."""
        shapes = {}
        for name in self.hyperparameters():
            value = getattr(self, name)
            within = value.shapes() if isinstance(value, Declared) else {"": np.shape(value)}
            shapes |= {f"{name}.{each}".rstrip("."): shape for each, shape in within.items()}
        return shapes


Spec = Hyperparameter | Switch | Nested
"""A declaration."""


def declarations(of: Declared | type[Declared]) -> dict[str, Spec]:
    """Return name → declaration, in field order, what is nested before its own by dotted names; a class by default.

    No two have one label: what is nested says so where another is called like it.
    """
    found, specs = {}, of.hyperparameters()
    labels = {spec.label for spec in specs.values()}
    for name, spec in specs.items():
        found[name] = spec
        if isinstance(spec, Nested):
            within = spec.default if isinstance(of, type) else getattr(of, name)
            for each, own in declarations(within).items():
                if own.label in labels:
                    own = replace(own, label=say("{field} of the {rule}", field=own.label, rule=spec.label))
                found[f"{name}.{each}"] = own
    return found


def by_default(of: Declared | type[Declared]) -> Declared:
    """Return one at its defaults, with those nested in it that it has, at theirs."""
    if isinstance(of, type):
        return of()
    specs = of.hyperparameters().items()
    return type(of)(**{name: by_default(getattr(of, name)) for name, spec in specs if isinstance(spec, Nested)})


def depth(of: Declared) -> int:
    """Return how many stand nested within each other within it."""
    nested = (name for name, spec in of.hyperparameters().items() if isinstance(spec, Nested))
    return max((1 + depth(getattr(of, name)) for name in nested), default=0)


def _numbers(value) -> np.ndarray | None:
    """A new float64 array of the value, or None if any part of it is not a real number (a bool is none)."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iuf":
        return value.astype(np.float64)
    try:
        wrapped = np.array(value, dtype=object)
        if all(isinstance(v, Real) and not isinstance(v, bool) for v in wrapped.flat):
            return wrapped.astype(np.float64)
    except (ValueError, OverflowError):  # a ragged list; an integer beyond float64
        pass
    return None


def field_path(owner: str, name: str) -> str:
    """Return what a refusal calls a field: `Adam: beta1`, or `Lookahead: inner: beta1` of what is within.

    A label is no path, whatever is in it.
    """
    return joined(": ", [owner, *([name] if isinstance(name, Text) else name.split("."))])


def _error(owner, name, expected, value) -> ValueError:
    given = f"{value:.12g}" if isinstance(value, float) else reprlib.repr(value)
    told = {"field": field_path(owner, name), "expected": expected, "given": given}
    return ValueError(say("{field} must be {expected}, got {given}", **told))
