"""What a rule's `step`, or a schedule's `at`, does: the operations it makes, in order, when it runs once on symbols.

Helpers are run through; switches and counts are what they are set to. A value has the name that the function called it
by when it returned. What chooses by numbers, takes arrays apart, brings an array along, or does with numbers anything
else than with symbols is `Unrecorded`: such a step runs by itself.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType, FrameType, MappingProxyType, SimpleNamespace, UnionType

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from optimizers.arithmetic import dot, norm
from optimizers.hyperparameters import Count, Declared, Switch
from optimizers.program.nodes import COORDINATE, NUMBER, REMEMBERED, RUN, Node, Program, Unrecorded, choose, gradient_at
from optimizers.rule import Rule
from optimizers.schedules import Schedule

_EXTENTS: Mapping[tuple[int, ...], int] = MappingProxyType({(1,): RUN, (2,): COORDINATE})
"""The shape of a run's state → its extent."""

FIXED = Switch | Count
"""What a program has as it is set."""

LONGEST = 40
"""A longer expression gets a name of its own."""


class Symbol(NDArrayOperatorsMixin):
    """What takes a number's place, or an array's, while a function runs."""

    def __init__(self, book: "_Book", node: Node):
        self.book, self.node = book, node

    def __array_ufunc__(self, ufunc, method, *args, **options):
        if method != "__call__" or options or ufunc.signature or ufunc.nout != 1:
            raise Unrecorded(f"np.{ufunc.__name__} does more than fill one new array")
        return self.book.write(ufunc, args)

    def __array_function__(self, function, types, args, options):
        if function not in (np.where, np.clip) or len(args) != 3 or options:
            raise Unrecorded(f"np.{function.__name__} is no operation of programs")
        return self.book.write(function, args)

    def __bool__(self):
        if not self.book.ways:
            raise _Choice("a choice depends on numbers", self)
        return self.book.ways.pop(0)


class _Choice(Unrecorded):
    pass


class _Book:
    """The nodes so far, the same one for the same operation.

    fixed: of which kinds of declarations rules have what they are set to. rates: whether schedules are worked out in
    the step. fields, followed: those that stand-ins have by now, and those on a schedule. ways: how the choices
    to come are to go.
    """

    def __init__(self, fixed: type | UnionType = FIXED, rates: bool = False):
        self.fixed, self.rates = fixed, rates
        self.nodes: dict[tuple, Node] = {}
        self.fields: dict[str, object] = {}
        self.followed: dict[str, Symbol] = {}
        self.ways: list[bool] = []
        self.frames: dict[FrameType, None] = {}
        self._codes: list[CodeType] = []

    def follow(self, *functions: Callable | None) -> None:
        """Look for names in what these functions do."""
        self._codes += [function.__code__ for function in functions if hasattr(function, "__code__")]

    def given(self, extent: int) -> Symbol:
        return Symbol(self, self.nodes.setdefault((len(self.nodes),), Node(None, (), extent)))

    def write(self, operation: Callable, args: tuple) -> Symbol:
        frame = sys._getframe()
        while frame and frame.f_code not in self._codes:
            frame = frame.f_back
        if frame:
            self.frames[frame] = None
        operands = tuple(map(_operand, args))
        if operation is np.power and operands[1:] == (2,):  # as arrays do it; `**` rounds otherwise now and then
            operation, operands = np.square, operands[:1]
        extent = max((each.extent for each in operands if isinstance(each, Node)), default=NUMBER)
        if operation in (gradient_at, dot, norm) and extent < COORDINATE:
            raise Unrecorded(f"{operation.__name__} of no coordinates")
        key = (operation, *(each if isinstance(each, Node) else repr(each) for each in operands))
        if operation is gradient_at:  # asked for twice, it counts twice
            key += (len(self.nodes),)
        node = Node(operation, operands, RUN if operation in (dot, norm) else extent)
        return Symbol(self, self.nodes.setdefault(key, node))

    def stand_in(self, rule: Rule, t: Symbol, prefix: str = ""):
        """Return what stands for a rule in step t, with symbols for its numbers."""
        self.follow(*(vars(base).get("step") for base in type(rule).__mro__))
        own = {}
        for name, spec in rule.hyperparameters().items():
            value = getattr(rule, name)
            if isinstance(value, Rule):
                own[name] = self.stand_in(value, t, f"{prefix}{name}.")
            elif isinstance(value, Schedule) and self.rates:
                own[name] = self.followed[prefix + name] = self.rate(value, t, f"{prefix}{name}.")
            else:
                own[name] = value if isinstance(spec, self.fixed) else self.given(RUN)
                self.fields[prefix + name] = own[name]

        def at(step):
            if getattr(step, "node", None) is not t.node:
                raise Unrecorded("hyperparameters of another step")
            return tuple(own.values())

        return _subject(type(rule), own | {"at": at})

    def rate(self, schedule: Schedule, t: Symbol, prefix: str = "") -> Symbol:
        """Write what a schedule comes to in step t, both ways where it asks for that."""
        subject = self._stand_in_for(schedule, prefix)

        def rate(*ways: bool) -> Symbol:
            self.ways[:] = ways
            try:
                return subject.at(t)
            except _Choice as choice:
                return self.write(choose, (choice.args[1], rate(*ways, True), rate(*ways, False)))

        made = rate()
        return made if isinstance(made, Symbol) else self.write(np.positive, (made,))

    def _stand_in_for(self, schedule: Schedule, prefix: str):
        self.follow(type(schedule).at)
        own = {}
        for name in schedule.hyperparameters():
            value = getattr(schedule, name)
            if not isinstance(value, Schedule):
                own[name] = self.fields[prefix + name] = self.given(RUN)
            elif self.rates:
                own[name] = self._stand_in_for(value, f"{prefix}{name}.")
            else:
                self.fields[prefix + name] = value
                own[name] = _subject(type(value), {"at": lambda t, value=value: self.write(value, (t,))})
        return _subject(type(schedule), own)

    def program(self, **parts: Mapping) -> Program:
        """Return what was written, by the names that the functions called it by in the end."""
        nodes, names, sizes = tuple(self.nodes.values()), {}, {}
        for value, name in ((value, name) for frame in self.frames for name, value in frame.f_locals.items()):
            if isinstance(value, Symbol) and value.node.operation:
                names.setdefault(value.node, name)
        parts = {
            part: _nodes(values) for part, values in {**parts, "fields": self.fields, "rates": self.followed}.items()
        }
        for name, node in parts["results"].items():  # of a rule within, m is "inner.m"
            if names.get(node) == name.rpartition(".")[2]:
                names[node] = name
        read = Counter(each for node in nodes for each in node.reads)
        for node in nodes:
            sizes[node] = 1 + sum(1 if each in names else sizes.get(each, 1) for each in node.operands)
            if node.operation is gradient_at and read[node] > 1:
                names.setdefault(node, "g")
            elif sizes[node] > LONGEST:
                names.setdefault(node, f"u_{len(sizes)}")
        return Program(nodes, names, **parts)


def record(rule: Rule, fixed: type | UnionType = FIXED, rates: bool = False) -> Program:
    """Return the program of a rule's step, the same one whatever its numbers are; Unrecorded without one.

    fixed: of which kinds of declarations it has what they are set to. rates: whether it works out the schedules that it
    follows, from fields such as "learning_rate.initial".
    """
    return _recorded(_form(rule, fixed, Rule | Schedule if rates else Rule), fixed, rates)


def record_rate(schedule: Schedule) -> Program:
    """Return the program of a schedule's `at`, whose own fields that are schedules stay whole."""
    book = _Book()
    t = book.given(NUMBER)
    try:
        return book.program(given={"t": t}, results={"rate": book.rate(schedule, t)})
    except Exception as error:
        raise Unrecorded(f"{type(schedule).__name__}.at: {error}") from error


def _form(of: Declared, fixed: type | UnionType, within: type | UnionType) -> tuple:
    """Return what it is but for its numbers: its class, and by name what is fixed, and the forms of what is within."""
    settings = []
    for name, spec in of.hyperparameters().items():
        value = getattr(of, name)
        if isinstance(value, within):
            settings.append((name, _form(value, fixed, within)))
        elif isinstance(spec, fixed):
            settings.append((name, value))
    return type(of), *settings


def _formed(kind: type[Declared], *settings: tuple) -> Declared:
    """Return what has that form, with the numbers that its class comes with."""
    return kind(**{name: _formed(*value) if isinstance(value, tuple) else value for name, value in settings})


@lru_cache(maxsize=REMEMBERED)
def _recorded(form: tuple, fixed: type | UnionType, rates: bool) -> Program:
    try:
        rule = _formed(*form)
        program = _traced(rule, _Book(fixed, rates))
        same = record(rule, fixed) if rates else _keeps(program, rule)  # of a schedule's two ways one may raise
    except Exception as error:  # whatever it is, the step itself will raise it, or not
        raise Unrecorded(f"{form[0].__name__}.step: {error}") from error
    if not same:
        raise Unrecorded(f"{form[0].__name__}.step: does with numbers what it does not with symbols")
    return program


def _traced(rule: Rule, book: _Book) -> Program:
    shapes = {name: np.shape(part) for name, part in rule.begin(_PROBE).items()}
    if not set(shapes.values()) <= set(_EXTENTS):
        raise Unrecorded("its state is neither coordinates nor numbers of a run")
    x, t = book.given(COORDINATE), book.given(NUMBER)
    before = {name: book.given(_EXTENTS[shape]) for name, shape in shapes.items()}
    ask = SimpleNamespace(t=t, gradient=lambda points: book.write(gradient_at, (points,)))
    point, after = book.stand_in(rule, t).step(x, ask, before)
    given, results = {"x": x, "t": t, **before}, {"x": point} | {name: after[name] for name in before}
    if len(after) > len(before) or any(each.node.extent != given[name].node.extent for name, each in results.items()):
        raise Unrecorded("its state changes shape")
    return book.program(given=given, results=results)


_PROBE = np.array([0.4, -1.7])


def _keeps(program: Program, rule: Rule) -> bool:
    """Whether a program does what the step does, on a few numbers."""
    x, state, same = _PROBE, rule.begin(_PROBE), True
    with np.errstate(all="ignore"):
        for t in (1, 2, 3):
            ask = SimpleNamespace(t=t, gradient=lambda points: points * points - 0.3 * points[..., ::-1])
            values = program.values(rule, x, ask, state)
            x, state = rule.step(x, ask, state)
            theirs = {"x": x, **state}
            ours = {name: values[node] for name, node in program.results.items()}
            same &= all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)
    return same


def _subject(kind: type, given: Mapping[str, object]):
    """Return what stands for one of a class, with symbols for its fields."""
    made = object.__new__(kind)
    vars(made).update(given)
    return made


def _nodes(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value.node if isinstance(value, Symbol) else value for name, value in values.items()}


def _operand(value) -> Node | float:
    value = value.item() if isinstance(value, np.generic) else value
    if not isinstance(value, Symbol | float | int):
        raise Unrecorded(f"{type(value).__name__} among numbers")
    return value.node if isinstance(value, Symbol) else value
