"""Runs every benchmark and prints all tables."""

from benchmarks import gif, gradients, page, race

for benchmark in (gradients, race, gif, page):
    print(benchmark.report(), flush=True)
    print()
