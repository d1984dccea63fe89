"""What a rule's `step`, or a schedule's `at`, does: the operations it makes, in order, when it runs once on symbols.

Helpers are run through; switches and counts are what they are set to. A value has the name that the function called it
by when it returned. What chooses by numbers, takes arrays apart, brings an array along, or does with numbers anything
else than with symbols is `Unrecorded`: such a step runs by itself.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from types import CodeType, SimpleNamespace

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from optimizers.arithmetic import dot, norm
from optimizers.hyperparameters import Count, Declared, Switch
from optimizers.rule import Rule
from optimizers.schedules import Schedule


class Unrecorded(ValueError):
    """A function that symbols do not get through."""


class Extent(IntEnum):
    """How many values something has: one for all, at most one for each run, or one for each coordinate of each run."""

    NUMBER, RUN, COORDINATE = range(3)


@dataclass(frozen=True, eq=False)
class Node:
    """One operation: a function of numbers and arrays, or a schedule; None of what a program is given."""

    operation: Callable | Schedule | None
    operands: tuple["Node | float", ...]
    extent: Extent
    name: str = ""


@dataclass(frozen=True, eq=False)
class Program:
    """Nodes, each after those that it reads.

    given: x and the letters → their nodes. t: the step, counted from 1; before: the same less one. fields:
    hyperparameter → its node, or its setting. results: x and the letters → the nodes they become; of a schedule, rate.
    """

    nodes: tuple[Node, ...]
    names: Mapping[Node, str]
    given: Mapping[str, Node]
    before: Node
    t: Node
    fields: Mapping[str, object]
    results: Mapping[str, Node]

    @property
    def lines(self) -> list[tuple[str, Node]]:
        """What has a name, in order, with its name; then each result that is not what has its name."""
        named = [(self.names[node], node) for node in self.nodes if node in self.names]
        own = {name for name, node in named if self.results.get(name) is node}
        own |= {name for name, node in self.results.items() if self.given.get(name) is node}
        return [*named, *((name, node) for name, node in self.results.items() if name not in own)]

    def reads(self, name: str, node: Node) -> set[Node]:
        """Return the nodes with names, and those given, that a line reads."""
        if node.operation is None or self.names.get(node, name) != name:
            return {node}
        operands = (each for each in node.operands if isinstance(each, Node))
        return set().union(*(self.reads("", each) for each in operands))

    def values(self, given: Mapping[Node, object], gradient: Callable) -> dict[Node, object]:
        """Return what every node amounts to."""
        found = dict(given)
        for node in self.nodes:
            if node.operation is not None:
                operation = gradient if node.operation is gradient_at else node.operation
                found[node] = operation(*(found[each] if isinstance(each, Node) else each for each in node.operands))
        return found

    def start(self, rule: Rule, x: np.ndarray, state: tuple) -> dict[Node, object]:
        """Return the values of what is given, for a step of `rule` from a point and a state."""
        fields = zip(self.fields.values(), rule.at(state[0] + 1), strict=True)
        return dict(zip((self.given["x"], self.before, *list(self.given.values())[1:]), (x, *state), strict=True)) | {
            node: value for node, value in fields if isinstance(node, Node)
        }


def gradient_at(point):
    """Stand for the gradient of whatever surface it is."""
    raise NotImplementedError


def choose(condition, yes, no):
    """Return one of two, as a schedule does that asks for the step."""
    return yes if condition else no


class Symbol(NDArrayOperatorsMixin):
    """What takes a number's place, or an array's, while a function runs."""

    def __init__(self, book: "_Book", node: Node):
        self.node, self._book = node, book

    def written_down(self, operation: Callable, args: tuple) -> "Symbol":
        """Return the symbol of an operation that this one takes part in."""
        return self._book.write(operation, args)

    def __array_ufunc__(self, ufunc, method, *args, **options):
        if method != "__call__" or options or ufunc.signature or ufunc.nout != 1:
            raise Unrecorded(f"np.{ufunc.__name__} does more than fill one new array")
        return self._book.write(ufunc, args)

    def __array_function__(self, function, types, args, options):
        if function not in (np.where, np.clip) or len(args) != 3 or options:
            raise Unrecorded(f"np.{function.__name__} is no operation of programs")
        return self._book.write(function, args)

    def __array__(self, *_, **__):
        raise Unrecorded("a symbol is made an array")

    def __bool__(self):
        return self._book.choice(self.node)


class _Choice(Unrecorded):
    def __init__(self, condition: Node):
        super().__init__("a choice depends on numbers")
        self.condition = condition


@dataclass(eq=False)
class _Book:
    """The nodes so far, the same one for the same operation; ways: how the choices to come are to go."""

    known: dict[tuple, Node] = field(default_factory=dict)
    names: dict[Node, str] = field(default_factory=dict)
    ways: list[bool] = field(default_factory=list)

    def given(self, name: str, extent: Extent) -> Symbol:
        return Symbol(self, self.known.setdefault((extent, name), Node(None, (), extent, name)))

    def write(self, operation: Callable | Schedule, args: tuple) -> Symbol:
        operands = tuple(map(_operand, args))
        extent = max((each.extent for each in operands if isinstance(each, Node)), default=Extent.NUMBER)
        if operation in (gradient_at, dot, norm) and extent < Extent.COORDINATE:
            raise Unrecorded(f"{operation.__name__} of no coordinates")
        extent = Extent.RUN if operation in (dot, norm) else extent
        key = (operation, *(each if isinstance(each, Node) else repr(each) for each in operands))
        if operation is gradient_at:  # asked for twice, it counts twice
            key = (len(self.known), *key)
        return Symbol(self, self.known.setdefault(key, Node(operation, operands, extent)))

    def choice(self, condition: Node) -> bool:
        if not self.ways:
            raise _Choice(condition)
        return self.ways.pop(0)

    @contextmanager
    def naming(self, *functions: Callable):
        """Take down what these functions called the values by when they returned."""
        codes = {code for function in functions if isinstance(code := getattr(function, "__code__", None), CodeType)}

        def watch(frame, event, _):
            if event == "return" and frame.f_code in codes:
                for name, value in frame.f_locals.items():
                    if isinstance(value, Symbol) and value.node.operation:
                        self.names.setdefault(value.node, name)

        before = sys.getprofile()
        sys.setprofile(watch)
        try:
            yield
        finally:
            sys.setprofile(before)

    def program(self, before: Symbol, t: Symbol, given: Mapping, fields: Mapping, results: Mapping) -> Program:
        self.names.pop(t.node, None)
        return Program(
            nodes=tuple(self.known.values()),
            names=self.names,
            given={name: symbol.node for name, symbol in given.items()},
            before=before.node,
            t=t.node,
            fields={name: value.node if isinstance(value, Symbol) else value for name, value in fields.items()},
            results={name: symbol.node for name, symbol in results.items()},
        )


def record(rule: Rule) -> Program:
    """Return the program of a rule's step, the same for all of a class whose switches are the same.

    Unrecorded where it has none.
    """
    settings = {name: getattr(rule, name) for name, spec in rule.hyperparameters().items() if _is_setting(spec)}
    return _recorded(type(rule), tuple(settings.items()))


def record_rate(schedule: Schedule) -> Program:
    """Return the program of a schedule's `at`, whose own fields that are schedules stay whole."""
    book = _Book()
    t = book.given("t", Extent.NUMBER)
    fields = {}
    for name, spec in schedule.hyperparameters().items():
        extent = Extent.NUMBER if isinstance(spec, Count) else Extent.RUN
        value = getattr(schedule, name)
        fields[name] = _Followed(book, value) if isinstance(value, Schedule) else book.given(name, extent)
    subject = _subject(type(schedule), fields)

    def result(*ways: bool) -> Symbol:
        book.ways[:] = ways
        try:
            rate = subject.at(t)
        except _Choice as choice:
            return book.write(choose, (Symbol(book, choice.condition), result(*ways, True), result(*ways, False)))
        return rate

    with book.naming(type(schedule).at):
        rate = result()
    return book.program(t, t, {}, fields, {"rate": rate})


@cache
def _recorded(kind: type[Rule], settings: tuple) -> Program:
    try:
        program = _traced(kind, dict(settings))
        same = _keeps(program, kind(**dict(settings)))
    except Unrecorded:
        raise
    except Exception as error:  # whatever it is, the step itself will raise it, or not
        raise Unrecorded(f"{kind.__name__}.step: {error}") from error
    if not same:
        raise Unrecorded(f"{kind.__name__}.step does with numbers what it does not with symbols")
    return program


def _traced(kind: type[Rule], settings: Mapping[str, object]) -> Program:
    book = _Book()
    before = book.given("t", Extent.NUMBER)
    given = {name: book.given(name, Extent.COORDINATE) for name in ("x", *kind.letters)}
    fields = {
        name: settings[name] if name in settings else book.given(name, Extent.RUN) for name in kind.hyperparameters()
    }
    t = before + 1

    def at(step):
        if not isinstance(step, Symbol) or step.node is not t.node:
            raise Unrecorded("hyperparameters of another step")
        return tuple(fields.values())

    x, *state = given.values()
    surface = SimpleNamespace(gradient=lambda point: book.write(gradient_at, (point,)))
    with book.naming(*(vars(base).get("step") for base in kind.__mro__)):
        point, (count, *after) = _subject(kind, fields | {"at": at}).step(x, surface, (before, *state))
    results = dict(zip(given, (point, *after), strict=True))
    if count.node is not t.node or any(each.node.extent < Extent.COORDINATE for each in results.values()):
        raise Unrecorded("the state is no count and coordinates")
    return book.program(before, t, given, fields, results)


def _keeps(program: Program, rule: Rule) -> bool:
    """Whether a program does what the step does, on a few numbers."""
    surface = SimpleNamespace(gradient=lambda points: points * points - 0.3 * points[..., ::-1])
    x = np.array([0.4, -1.7])
    state = rule.init(x)
    with np.errstate(all="ignore"):
        for _ in range(3):
            values = program.values(program.start(rule, x, state), surface.gradient)
            x, state = rule.step(x, surface, state)
            ours = [values[node] for node in program.results.values()]
            if not all(np.array_equal(a, b, equal_nan=True) for a, b in zip(ours, (x, *state[1:]), strict=True)):
                return False
    return True


class _Followed(Schedule):
    """A schedule that another one goes over to, on symbols."""

    def __init__(self, book: _Book, schedule: Schedule):
        self._book, self.schedule = book, schedule

    def at(self, t):
        """Write the rate down."""
        return self._book.write(self.schedule, (t,))


def _subject(kind: type[Declared], given: Mapping[str, object]):
    """Return what stands for one of a class, with symbols for its fields."""
    made = object.__new__(kind)
    vars(made).update(given)
    return made


def _is_setting(spec) -> bool:
    return isinstance(spec, Switch | Count)


def _operand(value) -> Node | float:
    value = value.item() if isinstance(value, np.generic) else value
    if not isinstance(value, Symbol | float | int):
        raise Unrecorded(f"{type(value).__name__} among numbers")
    return value.node if isinstance(value, Symbol) else value
