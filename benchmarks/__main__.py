"""Runs every benchmark and prints all tables."""

from benchmarks import engine, explore, formulas, gif, gradients, load, page, race, visitors

for benchmark in (gradients, formulas, race, engine, explore, gif, page, visitors, load):
    print(benchmark.report(), flush=True)
    print()
