"""The engine in a browser, on a page that compiles nothing from text: races sent there, and what becomes of them."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import numpy as np
from playwright.sync_api import Browser, Page, Route

from optimizers.program import taped
from player import live
from player.assets import BROWSER
from racing import Race, Run, descend

WITHIN = 1e-9
"""As a part of the domain's diagonal, and of losses of 1 or more."""

ROUNDED_ALIKE = {
    *("add", "subtract", "multiply", "divide", "negative", "positive", "sqrt", "square", "absolute", "sign", "where"),
    *("maximum", "minimum", "floor", "ceil", "remainder", "floor_divide", "gradient", "whole_power", "quotient"),
    *("less", "less_equal", "equal", "greater", "greater_equal", "not_equal"),
    *("bitwise_and", "bitwise_or", "logical_not"),
}
"""Operations that have the same bits wherever they are done."""

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"

ADDRESS = "http://engine.test/"

_SCRIPT = """
import { Engine } from "/engine/engine.js";
import { NAMES, Program } from "/engine/interpreter.js";

Object.assign(window, { Engine, NAMES, Program });
window.told = (message) => {
  const engine = new Engine();
  if (!engine.update(message)) throw new Error("it does not know all");
  return engine;
};
window.floats = (numbers) => {
  const bytes = new Uint8Array(Float64Array.from(numbers).buffer);
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
};
window.raced = (paths) =>
  paths.map((path) => path && [floats([...path.x, ...path.y, ...path.loss]), path.stopped]);
window.compiles = "anything";
try {
  new Function("return 1");
} catch (error) {
  window.compiles = error.name;
}
window.ready = true;
"""

_RACES = "(cases) => JSON.parse(cases).map(([message, changes]) => raced(told(message).race(changes)))"


class Seen(NamedTuple):
    """What the browser made of a racer: points (steps + 1, 2), losses (steps + 1,) and where it stopped."""

    points: np.ndarray
    values: np.ndarray
    stopped: int | None


class There:
    """The page with the engine."""

    def __init__(self, page: Page):
        self.page = page

    def races(self, *races: Race) -> list[list[Seen | None]]:
        """Return what the racers of each race do in the browser."""
        return self.changed(*((race, {}) for race in races))

    def changed(self, *cases: tuple[Race, Mapping], ahead: bool = False) -> list[list[Seen | None]]:
        """Return what they do after changes to the race that the browser is told; ahead: of `player.live`."""
        answers = self.page.evaluate(_RACES, json.dumps([(told(race, ahead), changes) for race, changes in cases]))
        return [[racer and _seen(*racer) for racer in answer] for answer in answers]

    def ask(self, race: Race, script: str, *arguments) -> object:
        """Return what a function of the engine, told a race, and of arguments returns."""
        whole = f"([message, given]) => ({script})(told(JSON.parse(message)), ...given)"
        return self.page.evaluate(whole, [json.dumps(told(race)), arguments])


def told(race: Race, ahead: bool = False) -> dict:
    """Return the header of a race, as far as the engine reads it."""
    domain = dict(zip("xy", race.surface.domain, strict=True))
    return {"steps": race.steps, "landscape": domain, **live(race, ahead).header()}


def numbers(text: str) -> np.ndarray:
    """Return the floats that a script told as `floats`."""
    return np.frombuffer(base64.b64decode(text), "<f8")


def apart(points: np.ndarray, others: np.ndarray, domain: Sequence[Sequence[float]]) -> np.ndarray:
    """Return how far points (n, 2) are from others, in parts of the domain's diagonal: (n,)."""
    return np.hypot(*(points - others).T) / np.hypot(*np.diff(domain).ravel())


def operations(run: Run) -> set[str]:
    """Return what a run goes through, by name."""
    loss = run.surface.row_tapes if run.batch_size else run.surface.tapes
    tapes = taped(run.rule), loss["gradient"], run.surface.tapes["value"]
    return {name for tape in tapes for name in tape["operations"]}


def hold(run: Run, seen: Seen | None) -> None:
    """Hold what the browser saw to a run, as far as the last bits of the start do not grow."""
    assert seen is not None
    if operations(run) <= ROUNDED_ALIKE:
        np.testing.assert_array_equal(seen.points, run.points)
        np.testing.assert_array_equal(seen.values, run.values)
        assert seen.stopped == run.stopped
        return
    until = sensitive_from(run)
    assert seen.stopped == run.stopped or until < len(run.points)
    assert apart(seen.points[:until], run.points[:until], run.surface.domain).max() <= WITHIN
    # Points as far apart as they may be have values as far apart as the slope makes of that.
    size = np.hypot(*np.diff(run.surface.domain).ravel())
    steep = np.nan_to_num(np.hypot(*run.surface.gradient(run.points[:until]).T), posinf=0.0)
    here, there = run.values[:until], seen.values[:until]
    reach = np.where(np.isfinite(here), WITHIN * size * steep, 0.0)
    with np.errstate(invalid="ignore"):
        there = np.where(np.abs(there - here) <= reach, here, there)
    np.testing.assert_allclose(there, here, rtol=WITHIN, atol=WITHIN)


@cache
def sensitive_from(run: Run) -> int:
    """Return from which step on a run that began in the next float has another path; how long it is where none."""
    drawn = {"seed": run.seed, "noise": run.noise, "batch_size": run.batch_size}
    start = tuple(np.nextafter(run.points[0], np.inf).tolist())
    beside = descend(run.rule, run.surface, start, len(run.points) - 1, **drawn)
    return int(np.argmax([*(apart(run.points, beside.points, run.surface.domain) > WITHIN), True]))


@contextmanager
def opened(browser: Browser) -> Iterator[There]:
    """Open a page under `POLICY` that has the engine's modules and nothing else."""
    with browser.new_context() as context:
        context.route("**/*", _answer)
        page = context.new_page()
        page.goto(ADDRESS)
        page.wait_for_function("window.ready")
        yield There(page)


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    if not path:
        html = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/start.js"></script>'
        route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})
    else:
        script = _SCRIPT if path == "start.js" else (BROWSER / path).read_text("utf-8")
        route.fulfill(body=script, content_type="text/javascript")


def _seen(floats: str, stopped: int | None) -> Seen:
    x, y, values = numbers(floats).reshape(3, -1)
    return Seen(np.stack([x, y], axis=-1), values, stopped)
