"""A program: the operations that a rule's `step`, or a schedule's `at`, makes, in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizers.rule import Ask, Rule, State

NUMBER, RUN, COORDINATE = range(3)
"""How many values something has: one for all, at most one for each run, or one for each coordinate of each run."""


REMEMBERED = 512
"""Programs that are kept, and as many of what is made of them: each whole number that people choose makes another."""


class Unrecorded(ValueError):
    """A function that symbols do not get through."""


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """One operation: a function of numbers and arrays, or a schedule of the step; None of what a program is given."""

    operation: Callable | None
    operands: tuple["Node | float", ...] = ()
    extent: int = NUMBER

    @cached_property
    def reads(self) -> tuple["Node", ...]:
        """The operands that are nodes."""
        return tuple(each for each in self.operands if isinstance(each, Node))


@dataclass(frozen=True, eq=False, repr=False)
class Program:
    """Nodes, each after those that it reads, with the names that some of them have.

    given, results: x, t and what the state holds → their nodes before and after; of a schedule, t and its rate. fields:
    hyperparameters → their nodes, or their settings; those of a rule within are "inner.learning_rate" and the like.
    rates: those that follow a schedule → what it comes to in the step, where the program works that out.
    """

    nodes: tuple[Node, ...]
    names: Mapping[Node, str]
    given: Mapping[str, Node]
    fields: Mapping[str, object]
    results: Mapping[str, Node]
    rates: Mapping[str, Node]

    @property
    def lines(self) -> list[tuple[str, Node]]:
        """What has a name, in order, with its name; then each result that is not what has its name."""
        named = [(self.names[node], node) for node in self.nodes if node in self.names]
        others = [line for line in self.results.items() if line not in [*named, *self.given.items()]]
        return [*named, *others]

    def reads(self, name: str, node: Node) -> set[Node]:
        """Return the nodes with names, and those given, that a line reads."""
        if node.operation is None or self.names.get(node, name) != name:
            return {node}
        return set().union(*(self.reads("", each) for each in node.reads))

    def values(self, rule: Rule, x: np.ndarray, ask: Ask, state: State) -> dict[Node, object]:
        """Return what every node amounts to in a step of `rule`."""
        found = {node: {"x": x, "t": ask.t, **state}[name] for name, node in self.given.items()}
        found |= dict(zip(self.fields.values(), numbers(rule)(ask.t), strict=True))
        for node in self.nodes:
            if node.operation is not None:
                operation = ask.gradient if node.operation is gradient_at else node.operation
                found[node] = operation(*(found[each] if isinstance(each, Node) else each for each in node.operands))
        return {node: found[node] for node in self.nodes}


def gradient_at(point):
    """Stand for the gradient of whatever surface it is."""
    raise NotImplementedError


def choose(condition, yes, no):
    """Stand for the choice of a schedule that asks what step it is."""
    raise NotImplementedError


def numbers(rule: Rule) -> Callable[[int], tuple]:
    """Return what gives the hyperparameters of a step, in the order of a program's fields: those within in place."""
    if not any(isinstance(getattr(rule, name), Rule) for name in rule.hyperparameters()):
        return rule.at

    def at(t: int) -> tuple:
        return sum((numbers(value)(t) if isinstance(value, Rule) else (value,) for value in rule.at(t)), ())

    return at
