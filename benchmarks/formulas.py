"""What it costs to type: formulas and junk, made at random, through `surfaces.from_formula`.

Half of the inputs are formulas of all sizes, cut at the longest that is read; the others are the same with pieces put
in, left out or exchanged.
Whatever is not a FormulaError ends the run with the text that caused it. Time is processor time; memory is how much the
process's peak grows after the first formula.
"""

import resource
import sys
from random import Random
from statistics import median
from time import thread_time

import surfaces
from benchmarks.tables import against, table
from surfaces.expressions import ENTRIES
from surfaces.typed import MOST_CHARACTERS

INPUTS = 20_000
SEED = 0
TARGET_SECONDS = 2
TARGET_MEGABYTES = 300

LEAVES = ("x", "y", "a", "b", "c", "2", "0.3", "1e-3", "7", "pi", "e", "64", "1e300", "9999999999999999999")
SIGNS = ("+", "-", "*", "/", "^", "**", " ")
JUNK = (*"()|,.^!_[]{}'\":=;%@#&\\\0\n", "**", "lambda", "__class__", "х", "１", "²", "∞", "1e", "9" * 60, "sin", "e9")


def report() -> str:
    """Try them all; return the table."""
    random = Random(SEED)
    surfaces.from_formula("x^2 + y^2")
    start = _peak_megabytes()
    accepted, refused = [], []
    slowest, slowest_text = 0.0, ""
    for i in range(INPUTS):
        text = _formula(random, random.randint(1, 7))[:MOST_CHARACTERS]
        if i % 2:
            text = _spoilt(random, text)
        seconds, fine = _try(text)
        (accepted if fine else refused).append(seconds)
        if seconds > slowest:
            slowest, slowest_text = seconds, text
    growth = _peak_megabytes() - start
    rows = [
        ["inputs", f"{INPUTS:,}", "", ""],
        ["refused", f"{len(refused):,}", "", ""],
        ["median of the accepted, ms", f"{1e3 * median(accepted):.1f}", "", ""],
        ["median of the refused, ms", f"{1e3 * median(refused):.2f}", "", ""],
        ["slowest, s", f"{slowest:.2f}", f"≤ {TARGET_SECONDS}", against(slowest, TARGET_SECONDS)],
        ["peak growth, MB", f"{growth:.0f}", f"≤ {TARGET_MEGABYTES}", against(growth, TARGET_MEGABYTES)],
    ]
    head = ("", "measured", "target", "met")
    return (
        f"### Typed formulas\n\n{table(head, rows)}\n\nSlowest: `{slowest_text[:120]}` ({len(slowest_text)} characters)"
    )


def _try(text: str) -> tuple[float, bool]:
    """Processor seconds, and whether the text is a formula."""
    started = thread_time()
    try:
        surface = surfaces.from_formula(text)
    except surfaces.FormulaError:
        return thread_time() - started, False
    except BaseException:
        print(f"not refused as it should be: {text!r}", file=sys.stderr)
        raise
    surface.hessian(surface.start)
    assert surface.latex
    return thread_time() - started, True


def _formula(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.1:
        return random.choice(LEAVES[:2] if random.random() < 0.6 else LEAVES)
    if random.random() < 0.3:
        entry = random.choice(ENTRIES)
        return f"{entry.name}({','.join(_formula(random, depth - 1) for _ in range(entry.arguments[0]))})"
    left, right = _formula(random, depth - 1), _formula(random, depth - random.randint(1, 2) if depth > 1 else 0)
    sign = random.choice(SIGNS)
    if sign in "^**" and random.random() < 0.8:
        right = random.choice(("2", "3", "64", "0.5", "-1", "(1/3)"))
    return f"({left}){sign}({right})" if random.random() < 0.7 else f"{left}{sign}{right}"


def _spoilt(random: Random, text: str) -> str:
    for _ in range(random.randint(1, 4)):
        at = random.randint(0, len(text))
        text = text[:at] + random.choice(("", *JUNK)) + text[at + random.randint(0, 2) :]
    return text


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(report())
