"""Runs every benchmark and prints all tables."""

from benchmarks import gradients, page, race

for benchmark in (gradients, race, page):
    print(benchmark.report(), flush=True)
    print()
