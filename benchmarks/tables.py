"""Results as Markdown tables."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table: the first column to the left, the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def against(measured: float, target: float, at_most: bool = True) -> str:
    """Say whether a target is met."""
    return "yes" if (measured <= target if at_most else measured >= target) else "no"
