"""The engine in a browser, on a page that compiles nothing from text: races sent there, and what becomes of them."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from playwright.sync_api import Browser, Page, Route

from player import live
from player.assets import BROWSER
from racing import Race

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"

ADDRESS = "http://engine.test/"

_SCRIPT = """
import { Engine } from "/engine/engine.js";
import { NAMES } from "/engine/interpreter.js";
import { OPERATIONS } from "/engine/operations.js";

Object.assign(window, { Engine, NAMES, OPERATIONS });
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

    def races(self, *cases: tuple[Race, Mapping]) -> list[list[Seen | None]]:
        """Return what racers do in the browser after changes to the races that it is told."""
        answers = self.page.evaluate(_RACES, json.dumps([(told(race), changes) for race, changes in cases]))
        return [[racer and _seen(*racer) for racer in answer] for answer in answers]

    def ask(self, race: Race, script: str, *arguments) -> object:
        """Return what a function of the engine, told a race, and of arguments returns."""
        whole = f"([message, given]) => ({script})(told(JSON.parse(message)), ...given)"
        return self.page.evaluate(whole, [json.dumps(told(race)), arguments])


def told(race: Race) -> dict:
    """Return the header of a race, as far as the engine reads it."""
    return {"steps": race.steps, "landscape": dict(zip("xy", race.surface.domain, strict=True)), **live(race).header()}


def numbers(text: str) -> np.ndarray:
    """Return the floats that a script told as `floats`."""
    return np.frombuffer(base64.b64decode(text), "<f8")


def apart(points: np.ndarray, others: np.ndarray, domain: Sequence[Sequence[float]]) -> np.ndarray:
    """Return how far points (n, 2) are from others, in parts of the domain's diagonal: (n,)."""
    return np.hypot(*(points - others).T) / np.hypot(*np.diff(domain).ravel())


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
