"""Compares the rules with the paths beside this, and writes what comes of it: `python -m tests.reference`."""

import csv

from optimizers import held
from tests.optimizers.paths import rows
from tests.reference import document


def main() -> None:
    """Write `optimizers/held.csv` and `docs/rules.md`."""
    with held.FILE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("rule", "reference", "version", "steps", "within"), *rows()])
    held.table.cache_clear()
    document.FILE.write_text(document.written())


if __name__ == "__main__":
    main()
