"""Runs every benchmark and prints all tables."""

from benchmarks import engine, explore, formulas, fused, gif, gradients, live, load, opening, page, race, rain, visitors

for benchmark in (gradients, formulas, race, engine, explore, fused, gif, page, live, rain, visitors, load, opening):
    print(benchmark.report(), flush=True)
    print()
