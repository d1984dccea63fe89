"""A class opens the page at once, as its browsers do: with all the files that one was seen to ask for.

Streamlit's own files are fetched before the page's run is asked for, those of its pictures after, six at a time.
Meanwhile one visitor, who was there before, moves one slider after another. Beside that, the same class opens the empty
app, which has the files of a page with one slider.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks.client import Visitor
from benchmarks.load import EMPTY
from benchmarks.page import Watched, chromium
from benchmarks.server import ROOT, serving
from benchmarks.tables import table

NEWCOMERS = 30
CONNECTIONS = 6
"""What a browser keeps open to one server."""

OWN = "/app/static/"
"""Where the files of the pictures are, asked for by what the page's run sends."""

PAUSE = 0.1


def report(newcomers: int = NEWCOMERS) -> str:
    """Measure; return the table."""
    rows = [_opened(name, script, newcomers) for name, script in (("app", ROOT / "app.py"), ("empty app", EMPTY))]
    rows[0].append(f"{float(rows[0][3]) / float(rows[1][3]):.2f}")
    rows[1].append("")
    head = (
        f"{newcomers} browsers open it, s",
        "files",
        "half have all",
        "the last",
        "another's change",
        "longest",
        "ratio",
    )
    return "\n\n".join(("### A class opens the page", table(head, rows)))


def _opened(name: str, script: Path, newcomers: int) -> list[str]:
    with serving(script) as address:
        with chromium() as browser:
            page = Watched(browser, address, "app" if script != EMPTY else "empty").page
            asked = page.evaluate("performance.getEntriesByType('resource').map((file) => file.name)")
        files = ["/", *(urlsplit(file).path for file in asked if file.startswith(address))]
        with ThreadPoolExecutor(newcomers * CONNECTIONS) as hands:
            waits, changes = asyncio.run(_class(address, files, newcomers, hands))
    return [
        name,
        str(len(files)),
        *(f"{value:.2f}" for value in (median(waits), max(waits), median(changes), max(changes))),
    ]


async def _class(
    address: str, files: Sequence[str], newcomers: int, hands: ThreadPoolExecutor
) -> tuple[list[float], list[float]]:
    """Return how long each newcomer waited for all, and each change of the one who was there before."""
    there, _ = await Visitor.arrive(address)
    changes = []

    async def stay() -> None:
        while True:
            changes.append(await there.move(len(changes)))
            await asyncio.sleep(PAUSE)

    staying = asyncio.ensure_future(stay())
    waits = await asyncio.gather(*(_newcomer(address, files, hands) for _ in range(newcomers)))
    staying.cancel()
    return list(waits), changes


async def _newcomer(address: str, files: Sequence[str], hands: ThreadPoolExecutor) -> float:
    began = time.perf_counter()
    await _fetch(address, [file for file in files if not file.startswith(OWN)], hands)
    await Visitor.arrive(address)
    await _fetch(address, [file for file in files if file.startswith(OWN)], hands)
    return time.perf_counter() - began


async def _fetch(address: str, files: Sequence[str], hands: ThreadPoolExecutor) -> None:
    left = iter(files)
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(hands, _take, address, left) for _ in range(CONNECTIONS)))


def _take(address: str, files: Iterator[str]) -> None:
    connection = HTTPConnection(urlsplit(address).netloc)
    for file in files:
        connection.request("GET", file, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
        connection.getresponse().read()
    connection.close()


if __name__ == "__main__":
    print(report())
