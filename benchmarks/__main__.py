"""Runs every benchmark and prints all tables."""

from benchmarks import engine, explore, formulas, gif, gradients, live, load, page, race, rain, visitors

for benchmark in (gradients, formulas, race, engine, explore, gif, page, live, rain, visitors, load):
    print(benchmark.report(), flush=True)
    print()
