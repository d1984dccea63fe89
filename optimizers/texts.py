"""A rule's values as people write them: numbers, switches, and the rules within it by name. Nothing is evaluated."""

from collections.abc import Mapping

import optimizers
from optimizers import Nested, Rule, Switch, declarations
from optimizers.hyperparameters import Spec, field_path
from optimizers.numbers import number, read_switch
from words import say

Value = float | bool | str
"""A number, a switch, or the key of a rule."""


def rule_around(kind: type[Rule], texts: Mapping[str, str]) -> Rule:
    """Return the rule at its defaults, around the rules within it that the texts choose, field → key or number.

    ValueError where a key is that of no rule, or of none that may stand there.
    """
    rule = kind()
    for name in sorted(texts, key=lambda name: name.count(".")):
        if isinstance(declarations(rule).get(name), Nested):
            try:
                rule = rule.having(name, optimizers.get(texts[name])())
            except KeyError as problem:
                told = {"field": field_path(kind.__name__, name), "problem": problem.args[0]}
                raise ValueError(say("{field}: {problem}", **told)) from None
    return rule


def said(owner: str, name: str, text: str, spec: Spec) -> Value:
    """Return what `text` says, legal or not; ValueError naming owner, field, what is expected and given."""
    if isinstance(spec, Nested):
        return optimizers.get(text).__name__
    try:
        return (read_switch if isinstance(spec, Switch) else number)(text)
    except ValueError as problem:
        raise ValueError(say("{field} must be {problem}", field=field_path(owner, name), problem=problem)) from None


def read_value(owner: str, name: str, text: str, spec: Spec) -> Value:
    """Return the legal value of a field that `text` says; ValueError as `said` has it."""
    value = said(owner, name, text, spec)
    return value if isinstance(spec, Nested) else spec.check(owner, name, value)


def default_text(spec: Spec) -> str:
    """Return a field's default as it would be written, with no more digits than a help text needs."""
    match spec.default:
        case bool():
            return str(spec.default).lower()
        case Rule():
            return type(spec.default).__name__
    return f"{spec.default:g}"
