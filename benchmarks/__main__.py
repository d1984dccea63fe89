"""Runs every benchmark and prints all tables."""

from benchmarks import explore, formulas, gif, gradients, page, race, visitors

for benchmark in (gradients, formulas, race, explore, gif, page, visitors):
    print(benchmark.report(), flush=True)
    print()
