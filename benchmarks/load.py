"""Many visitors at once, beside the empty app: how long they wait, and what the server comes to hold.

Visitors are websockets that do what a browser does: they open the page, move sliders and wait until each run has ended.
In all the server is the app as it is started, its own process; memory is what the system counts for it.
"""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import psutil

import optimizers
import surfaces
from benchmarks.client import Visitor
from benchmarks.server import ROOT, running
from benchmarks.tables import against, table

EMPTY = Path(__file__).parent / "empty_app.py"
VISITORS, CHANGES, EVERY = 50, 8, 3.0
HEAVY, PROBES = 12, 20
VISITS, AT_ONCE = 2000, 8
MOST_MEGABYTES, MOST_BEYOND = 400, 300
MOST_CHANGE, MOST_FIRST = 0.5, 2.5

HEAVIEST = {
    "races, 12 × 5,000, single rows": lambda number: {
        "surface": "cars_scaled", "batch": 1, "steps": 5000, "seed": number, "racer": ["Adam"] * 12,
    },
    "maps, 256² × 5,000": lambda number: {
        "view": "explore", "explore": "map", "steps": 5000, "racer": "Momentum", "start": f"1,{number / 50 + 1}",
        "across": "learning_rate=0.0001:0.01:256", "along": "momentum=0:0.99:256",
    },
    "starts, 128² × 5,000, six racers": lambda number: {
        "view": "explore", "explore": "starts", "steps": 5000 - number, "surface": "himmelblau",
    },
}  # fmt: skip
"""The heaviest that one may ask for → its address for each of those who do."""


def report(visitors: int = VISITORS, visits: int = VISITS) -> str:
    """Measure; return the tables."""
    return "\n\n".join(("### Many visitors", _load(visitors), _beside_heavy_work(), _soak(visits)))


def _load(visitors: int) -> str:
    rows = []
    for name, script in (("app", ROOT / "app.py"), ("empty app", EMPTY)):
        with running(script) as (address, _):
            opened, changed = asyncio.run(_many(address, visitors))
        rows.append([name, *map(_seconds, (median(opened), max(opened), median(changed), _p95(changed)))])
    ratio = float(rows[0][-1]) / float(rows[1][-1])
    rows[0] += [f"{ratio:.2f}", "≤ 1", against(ratio, 1)]
    head = (f"{visitors} visitors, s", "opened", "last opened", "change", "change, p95", "ratio", "target", "met")
    return table(head, [[*row, *[""] * (len(head) - len(row))] for row in rows])


async def _many(address: str, visitors: int) -> tuple[list[float], list[float]]:
    """Let so many open the page at once, and each change it every few seconds."""
    arrived = await asyncio.gather(*(Visitor.arrive(address) for _ in range(visitors)))

    async def stay(number: int, visitor: Visitor) -> list[float]:
        await asyncio.sleep(EVERY * number / visitors)
        waits = []
        for change in range(CHANGES):
            waits.append(await visitor.move(number + change))
            await asyncio.sleep(EVERY)
        await visitor.leave()
        return waits

    stays = await asyncio.gather(*(stay(number, visitor) for number, (visitor, _) in enumerate(arrived)))
    return [seconds for _, seconds in arrived], [wait for waits in stays for wait in waits]


def _beside_heavy_work() -> str:
    rows = []
    for name, query in HEAVIEST.items():
        with running(ROOT / "app.py") as (address, process):
            change, first, beyond = asyncio.run(_probed(address, psutil.Process(process), query))
        met = max(change) <= MOST_CHANGE and max(first) <= MOST_FIRST and beyond <= MOST_BEYOND
        rows.append(
            [name, *map(_seconds, (median(change), max(change), max(first))), f"{beyond:.0f}", "yes" if met else "no"]
        )
    rows.append(["target", "", f"≤ {MOST_CHANGE}", f"≤ {MOST_FIRST}", f"≤ {MOST_BEYOND}", ""])
    return table(
        (f"{HEAVY} others ask for", "change, s", "longest", "first page, longest", "MB beyond rest", "met"), rows
    )


async def _probed(address: str, process: psutil.Process, query: Callable) -> tuple[list[float], list[float], float]:
    """Return how long changes and first pages take while others work, and how much memory is taken at most."""
    one, _ = await Visitor.arrive(address)
    rest = most = _megabytes(process)
    others = [asyncio.ensure_future(_quietly(Visitor.arrive(address, _text(query(number))))) for number in range(HEAVY)]
    changes, firsts = [], []
    for number in range(PROBES):
        await asyncio.sleep(0.5)
        changes.append(await one.move(number))
        if number % 4 == 0:
            newcomer, seconds = await Visitor.arrive(address)
            firsts.append(seconds)
            await newcomer.leave()
        most = max(most, _megabytes(process))
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    return changes, firsts, most - rest


async def _quietly(arrival: Awaitable) -> None:
    try:
        visitor, _ = await arrival
        await visitor.leave()
    except (OSError, TimeoutError):
        pass


def _soak(visits: int) -> str:
    with running(ROOT / "app.py") as (address, process):
        held = asyncio.run(_visited(address, psutil.Process(process), visits))
    rows = [[f"{done:,}", f"{megabytes:.0f}"] for done, megabytes in held]
    most = max(megabytes for _, megabytes in held)
    rows.append([f"most, target ≤ {MOST_MEGABYTES}", f"{most:.0f}, {against(most, MOST_MEGABYTES)}"])
    return table(("visits with random addresses", "MB"), rows)


async def _visited(address: str, process: psutil.Process, visits: int) -> list[tuple[int, float]]:
    """Let visitors come and go, a few at once; return how many had come and what the server held, now and then."""
    chance, held = random.Random(0), [(0, _megabytes(process))]
    queries = [_text(_anything(chance)) for _ in range(visits)]
    turns = asyncio.Semaphore(AT_ONCE)

    async def visit(query: str, number: int) -> None:
        async with turns:
            visitor, _ = await Visitor.arrive(address, query)
            await visitor.move(number)
            await visitor.leave()

    for begin in range(0, visits, max(visits // 10, 1)):
        part = queries[begin : begin + max(visits // 10, 1)]
        await asyncio.gather(*(visit(query, begin + number) for number, query in enumerate(part)))
        held.append((begin + len(part), _megabytes(process)))
    return held


def _anything(chance: random.Random) -> dict:
    """Return the settings of some race: any surface or a formula of its own, any rules, up to 5,000 steps."""
    rules = chance.sample(list(optimizers.CATALOGUE), chance.randint(1, 9))
    asked = {"steps": int(10 ** chance.uniform(1, 3.69)), "racer": rules, "seed": chance.randrange(1000)}
    asked["start"] = f"{chance.uniform(-2, 2):.3f},{chance.uniform(-2, 2):.3f}"
    if chance.random() < 0.1:
        return asked | {"f": f"x^2 + {chance.uniform(0.1, 9):.3f} y^2 + sin({chance.uniform(1, 5):.3f} x y)"}
    return asked | {"surface": chance.choice(list(surfaces.CATALOGUE))}


def _text(query: dict) -> str:
    return urlencode(query, doseq=True)


def _megabytes(process: psutil.Process) -> float:
    return process.memory_info().rss / 2**20


def _seconds(value: float) -> str:
    return f"{value:.2f}"


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:])))
