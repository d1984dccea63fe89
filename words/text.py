"""A text in English that can be told in other languages: a template with named values.

    problem = say("{racer}: {field} must be {legal}, got {value!r}", racer="Adam", field=say("learning rate"), ...)

It is a `str` of its English, for logs, files and whoever knows no other language. `pybabel` finds templates as the
arguments of `say` and `counted`, so they are always written out there.
"""

from collections.abc import Iterable, Mapping
from typing import Any


class Text(str):
    """What `say` and `counted` return.

    template: in English. many: the same for more than one, None where nothing is counted. values: what stands in the
    braces, texts among them.
    """

    __slots__ = ("many", "template", "values")

    template: str
    many: str | None
    values: Mapping[str, Any]

    def __new__(cls, template: str, many: str | None = None, values: Mapping[str, Any] | None = None):
        """Fill the template in; KeyError where one of its values is missing."""
        values = dict(values or {})
        english = template if many is None or values["count"] == 1 else many
        self = super().__new__(cls, english.format(**values))
        self.template, self.many, self.values = template, many, values
        return self

    def __reduce__(self):
        return Text, (self.template, self.many, self.values)


def say(template: str, /, **values) -> Text:
    """Return a text: `template` with `values` in its braces, written there as `str.format` does."""
    return Text(template, None, values)


def counted(one: str, many: str, /, *, count: float, **values) -> Text:
    """Return a text about `count` things, one or many of them."""
    return Text(one, many, {"count": count, **values})


def joined(separator: str, items: Iterable[str]) -> Text:
    """Return texts behind one another with what every language has between them: a line's end, a point."""
    values = {f"part{i}": item for i, item in enumerate(items)}
    between = separator.replace("{", "{{").replace("}", "}}")
    return Text(between.join(f"{{{name}}}" for name in values), None, values)


def listed(items: Iterable[str], last: str = ",") -> Text:
    """Return texts as a list in a sentence; last: what stands before the last of them, ",", "and" or "or"."""
    *before, end = items
    if not before:
        return Text("{only}", None, {"only": end})
    first = before[0]
    for item in before[1:]:
        first = say("{first}, {second}", first=first, second=item)
    if last == "and":
        return say("{first} and {second}", first=first, second=end)
    if last == "or":
        return say("{first} or {second}", first=first, second=end)
    return say("{first}, {second}", first=first, second=end)
