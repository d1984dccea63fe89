"""How soon the race follows a hand, before its server hears of it: a slider of the sidebar that is dragged, and keys.

Driven and watched as in `page`, beside the same empty app, in one run (`probe.js`).

- input to path: from a move of the pointer to the trails that it leads to, drawn on the map; then to the end of the
  frame in which they are seen, which is compared with the empty app's slider to text.
- frames/s: of all, through a drag of ten seconds.
- sent: messages to the server during such a drag.
- key to picture: as `page` has it, but to the first trails that differ, which are the browser's own; beside the empty
  app, whose text waits for its server.
"""

import time
from statistics import median, quantiles

from benchmarks.page import PAIRS, TARGET_FRAMES, Watched, opened
from benchmarks.tables import against, table

SECONDS = 10
SWAY = 26
"""Pixels that the thumb is dragged from side to side."""

TARGETS = {"6 × 300": 1000 / 60, "12 × 1000": 2000 / 60}
TARGET_RATIO = 0.3
JUDGED = "6 × 300"
"""The ordinary race, as `page` judges it."""

_THUMB = """() => {
  const input = document.querySelector("[data-testid=stSidebar] input[type=range]");
  const { left, top, width, height } = input.parentElement.getBoundingClientRect(); // it is clipped to that
  return [left + width / 2, top + height / 2];
}"""


def report() -> str:
    """Measure; return the tables."""
    with opened() as (pages, blank):
        told, slider_to_text = _keys({**pages, "empty app": blank})
        return "\n\n".join(("### A hand on the page", _drags(pages, slider_to_text), told))


def _drags(pages: dict[str, Watched], slider_to_text: float) -> str:
    rows = []
    for name, watched in pages.items():
        seen, seconds = _dragged(watched)
        painted, shown = (quantiles(seen[each], n=20)[-1] for each in ("painted", "shown"))
        frames, target, ratio = seen["frames"] / seconds, TARGETS[name], median(seen["shown"]) / slider_to_text
        is_soon = ratio <= TARGET_RATIO or name != JUDGED
        met = "yes" if painted <= target and frames >= TARGET_FRAMES and not seen["sent"] and is_soon else "no"
        drawn = [f"{median(seen['painted']):.1f}", f"{painted:.1f}", f"≤ {target:.1f}"]
        most = f"≤ {TARGET_RATIO}" if name == JUDGED else ""
        on_screen = [f"{median(seen['shown']):.1f}", f"{shown:.1f}", f"{ratio:.2f}", most]
        rows.append([name, len(seen["painted"]), *drawn, *on_screen, f"{frames:.0f}", seen["sent"], met])
    head = ("drawn", "95th", "target", "seen", "95th", "ratio", "target", "frames/s", "sent", "met")
    return table(("input to path, ms", "moves", *head), rows)


def _dragged(watched: Watched) -> tuple[dict, float]:
    """Drag a thumb from side to side; return what the probe saw, and for how long."""
    page = watched.page
    page.bring_to_front()
    x, y = page.evaluate(_THUMB)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 1, y)
    page.evaluate("probe.follow()")
    began, moves = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < SECONDS:
        moves += 1
        page.mouse.move(x - abs(moves % (2 * SWAY) - SWAY), y)
    seen = page.evaluate("probe.dragged()")
    page.mouse.up()
    watched.wait()
    return seen, passed


def _keys(pages: dict[str, Watched]) -> tuple[str, float]:
    """Return the table, and how long the empty app's text takes."""
    answers = {name: [] for name in pages}
    for _ in range(PAIRS):
        for name, watched in pages.items():
            if answer := watched.move_slider():
                answers[name].append(answer)
    base = {each: median(answer[each] for answer in answers["empty app"]) for each in ("shown", "settled")}
    rows = []
    for name, seen in answers.items():
        first, settled = (median(answer[each] for answer in seen) for each in ("shown", "settled"))
        ratio = first / base["shown"]
        judged = [f"≤ {TARGET_RATIO}", against(ratio, TARGET_RATIO)] if name == JUDGED else ["", ""]
        rows.append([name, len(seen), f"{first:.0f}", f"{ratio:.2f}", *judged, f"{settled:.0f}"])
    head = ("key to picture, ms", "samples", "first", "ratio", "target", "met", "settled")
    return table(head, rows), base["shown"]


if __name__ == "__main__":
    print(report())
