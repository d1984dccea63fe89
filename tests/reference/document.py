"""What docs/rules.md says: of each rule what it was held to, its source, and what others do otherwise.

All of it stands elsewhere: in the rules' docstrings, and in `optimizers.held`. `python -m tests.reference` writes it.
"""

from collections.abc import Iterator
from pathlib import Path

from optimizers import FAMILIES
from optimizers.held import Held, held_to, told
from optimizers.rule import Rule

FILE = Path(__file__).parents[2] / "docs" / "rules.md"

LEFT_OUT = {
    "Muon": "It makes the singular values of a matrix alike; a vector has one. What is left is momentum of one length.",
    "LAMB, LARS": "Their step is in proportion to the distance from the origin, which on a surface means nothing.",
    "Adafactor": "It keeps rows and columns in place of a matrix of squares; a vector has nothing to factor.",
    "Kron (PSGD)": "It learns its preconditioner from random probes, one factor for each dimension of a matrix.",
}
"""Rule → why it is not here."""

CLOSE = 1e-9
"""Within this a rule comes to a path, but for those of `FARTHER`."""

FARTHER = {
    (
        "GradientFlow",
        "SciPy",
    ): "whose own error is far smaller: each piece of the rule may be off by a millionth of its length",
    ("CMAES", "cmaes"): "which adds 1e-8 where it divides by a length",
    ("ClippedGradient", "PyTorch"): "which adds 1e-6 to the norm",
}
"""Rule and library → why they are farther from each other."""

_HEAD = """# The rules

What each rule is held to, and where libraries do otherwise. `python -m tests.reference` compares all of them with the
paths in [tests/reference](../tests/reference/README.md) and writes this page anew; a test keeps it true. "Within" is
the next power of ten above twice the largest difference in a coordinate, 1e-9 or less but where a reason stands beside
it. The steps are those of the longest path, at least fifty for every rule. Plain loops are the paper's own lines,
written out where no library has them.
"""


def written() -> str:
    """Return the page, in Markdown."""
    return "\n".join([_HEAD, *_families(), *_left_out()])


def _families() -> Iterator[str]:
    for title, family in FAMILIES.items():
        yield from (f"## {title}", "", "| rule | what it adds | held to | source, and what differs |")
        yield "|---|---|---|---|"
        yield from map(_row, family.values())
        yield ""


def _row(rule: type[Rule]) -> str:
    differs, _, source = " ".join(rule.__doc__.split()).partition("Source:")
    name = rule.title if rule.title == rule.__name__ else f"{rule.title} (`{rule.__name__}`)"
    cells = (
        name,
        rule.line,
        "; ".join(_told(rule, held) for held in held_to(rule)),
        " ".join(f"{source} {differs}".split()),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _told(rule: type[Rule], held: Held) -> str:
    why = FARTHER.get((rule.__name__, held.reference))
    return f"{told(held)} ({why})" if why else told(held)


def _left_out() -> Iterator[str]:
    yield from ("## Left out", "")
    yield from (f"- {name}: {why}" for name, why in LEFT_OUT.items())
    yield ""
