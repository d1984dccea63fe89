"""Visitors come and go: what the server takes for them comes back, even if they leave in the middle of heavy work."""

import asyncio
import time
from urllib.parse import urlencode

import psutil
import pytest

from benchmarks.client import Visitor
from benchmarks.load import HEAVIEST
from benchmarks.server import ROOT, running
from tests import apart

PATIENCE = 60

LATECOMERS = 1
"""Threads that no visitor left: a fourth looks after Streamlit's three files of settings, once one is late."""


@pytest.fixture(scope="module")
def served():
    """The app's address and its process, once somebody has been there."""
    with running(ROOT / "app.py") as (address, number):
        process = psutil.Process(number)
        apart.run(_come_and_go(address, ["steps=2500"] * 4))
        _until(lambda: _is_at_rest(process))
        yield address, process


async def _come_and_go(address, queries):
    visitors = await asyncio.gather(*(Visitor.arrive(address, query) for query in queries))
    await asyncio.gather(*(visitor.leave() for visitor, _ in visitors))


async def _leave_in_the_middle(address, queries):
    arrivals = [asyncio.ensure_future(Visitor.arrive(address, query)) for query in queries]
    await asyncio.sleep(2)
    assert not any(arrival.done() for arrival in arrivals)
    for arrival in arrivals:
        arrival.cancel()
    await asyncio.gather(*arrivals, return_exceptions=True)


def _is_at_rest(process):
    return process.cpu_percent(0.5) < 20


def _are_back(process, before):
    return process.num_threads() <= before + LATECOMERS


def _until(comes_true):
    end = time.monotonic() + PATIENCE
    while not comes_true():
        assert time.monotonic() < end


def test_threads_come_back_when_visitors_leave(served):
    address, process = served
    before = process.num_threads()
    apart.run(_come_and_go(address, [f"steps=3000&seed={number}" for number in range(8)]))
    _until(lambda: _are_back(process, before))


def test_work_that_nobody_waits_for_any_more_stops(served):
    address, process = served
    before = process.num_threads()
    ask = HEAVIEST["maps, 256² × 5,000"]
    apart.run(_leave_in_the_middle(address, [urlencode(ask(number), doseq=True) for number in range(4)]))
    _until(lambda: _is_at_rest(process) and _are_back(process, before))
