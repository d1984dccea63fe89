"""Rain on a map of the starts: how smoothly hundreds of runs move at once in the browser.

frames/s: from one animation frame to the next while the drops run, in headless Chromium; beside it the 95th percentile
of the time between two frames, and of what a frame takes to step and draw all drops.
"""

from statistics import median

from playwright.sync_api import Browser

import optimizers
import surfaces
from benchmarks.page import VIEWPORT, chromium
from benchmarks.tables import against, table
from figures import styles
from figures.basins import basins_figure
from player import plot_payload, raining
from racing import basins
from surfaces import critical_points
from tests.browser.stand import Stand, serve

RULES = ("Adam", "Momentum", "GradientDescent", "RMSProp", "Nesterov", "AdaGrad")
PANELS = (1, 2, 6)
SECONDS_SEEN = 4
REPEATS = 3
TARGET_FRAMES = 55

_MEASURE = """(seconds) => new Promise((done) => {
  const { clock } = window.plot.rain;
  const [between, busy, { onTick }] = [[], [], clock];
  clock.onTick = (step) => {
    const began = performance.now();
    onTick(step);
    busy.push(performance.now() - began);
  };
  const began = performance.now();
  let before = began;
  const next = () => {
    const now = performance.now();
    between.push(now - before);
    before = now;
    if (now - began < 1000 * seconds) return void requestAnimationFrame(next);
    clock.onTick = onTick;
    const most = (times) => times.sort((one, other) => one - other)[Math.floor(0.95 * times.length)];
    done([between.length / seconds, most(between), most(busy)]);
  };
  requestAnimationFrame(next);
})"""


def report() -> str:
    """Measure; return the table."""
    with chromium() as browser, serve() as address:
        rows = [_measured(browser, address, panels) for panels in PANELS]
    head = ("rain", "frames/s", "target", "met", "between two, ms", "of that busy, ms")
    return f"### Rain in the browser\n\n{table(head, rows)}"


def _measured(browser: Browser, address: str, panels: int) -> list[str]:
    page = browser.new_page(viewport=VIEWPORT)
    page.goto(address)
    stand = Stand(page)
    stand.mount("plot")
    figure = _figure(panels)
    stand.send(plot_payload(figure, id="rain", file="rain"))
    stand.find(".derby-let").click()
    found = []
    for _ in range(REPEATS):
        stand.find(".derby-rain button").nth(2).click()
        found.append(page.evaluate(_MEASURE, SECONDS_SEEN))
    page.close()
    rate, between, busy = map(median, zip(*found, strict=True))
    name = f"{panels} × {len(figure['rain']['columns']) * len(figure['rain']['rows'])}"
    judged = against(rate, TARGET_FRAMES, at_most=False)
    return [name, f"{rate:.1f}", f"≥ {TARGET_FRAMES}", judged, f"{between:.1f}", f"{busy:.1f}"]


def _figure(panels: int) -> dict:
    surface, rules = surfaces.get("himmelblau"), [optimizers.CATALOGUE[name] for name in RULES[:panels]]
    targets = [point.point for point in critical_points(surface)]
    found = {rule.__name__: basins(rule(0.01), surface, targets, steps=300) for rule in rules}
    return raining(basins_figure(found, styles(rules), steps=300), found)


if __name__ == "__main__":
    print(report())
