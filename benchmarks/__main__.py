"""Runs every benchmark and prints all tables."""

from benchmarks import explore, formulas, gif, gradients, load, page, race, visitors

for benchmark in (gradients, formulas, race, explore, gif, page, visitors, load):
    print(benchmark.report(), flush=True)
    print()
