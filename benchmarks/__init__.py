"""Measurements, run by hand: `python -m benchmarks` for all, `python -m benchmarks.race` for one.

Ratios of things timed side by side in one run; nothing here is a test.
"""
