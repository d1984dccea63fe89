"""Runs every benchmark and prints all tables."""

from benchmarks import gif, gradients, page, race, visitors

for benchmark in (gradients, race, gif, page, visitors):
    print(benchmark.report(), flush=True)
    print()
