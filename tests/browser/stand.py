"""The browser's pictures by themselves: a page that mounts one without Streamlit, and a handle to it for tests."""

import base64
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Locator, Page

import optimizers
import surfaces
from figures import USUAL_LOOK, Style, landscape, styles
from player import payload
from player.assets import BROWSER
from racing import Race, race

HTML = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A picture by itself</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/player/player.css">
<link rel="stylesheet" href="/player/plot.css">
<style>body { margin: 16px; background: var(--st-background-color); }</style>
<script src="/plotly.min.js"></script>
"""

_TYPES = {".js": "text/javascript", ".css": "text/css"}
_DARK = {"--st-background-color": "#12161b", "--st-text-color": "#e4e9ee", "--st-secondary-background-color": "#1c2229"}

PICTURES = {
    "player": ("index.js", "createPlayer"),
    "plot": ("plot.js", "createPlot"),
    "picker": ("picker.js", "createPicker"),
    "saver": ("save.js", "createSaver"),
}
"""What can be mounted → its module and the function that makes it."""

_MOUNT = """async ([kind, file, create, properties]) => {
  const module = await import(`/player/${file}`);
  for (const [name, value] of Object.entries(properties)) document.body.style.setProperty(name, value);
  window.said = [];
  const root = document.body.appendChild(document.createElement("div"));
  root.className = "derby";
  const host = { send: (...message) => window.said.push(message) };
  window.picture = await module[create](root, "/plotly.min.js", host);
  window[kind] = window.picture;
}"""

_SHOW = """async (message) => {
  const { picture } = window;
  picture.update(Uint8Array.from(atob(message), (letter) => letter.charCodeAt(0)));
  const boards = Object.values(picture.boards ?? {});
  const shown = () => boards.filter(({ element }) => !element.hidden);
  for (let waited = 0; boards.length; waited += 20) {
    if (waited > 60000) throw new Error("it is not drawn");
    if (window.said.length || (shown().length && shown().every(({ ready }) => ready))) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await picture.drawing;
}"""

_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

_UNMOUNT = """() => {
  window.picture.destroy();
  document.querySelector(".derby").remove();
  document.body.removeAttribute("style");
}"""


class Stand:
    """A mounted picture, a player unless told. `page` is its page, `race` the race that a player shows."""

    def __init__(self, page: Page):
        self.page = page
        self.race: Race | None = None

    def mount(self, kind: str = "player", *, dark: bool = False) -> None:
        self.page.evaluate(_MOUNT, [kind, *PICTURES[kind], _DARK if dark else {}])

    def unmount(self) -> None:
        self.page.evaluate(_UNMOUNT)

    def show(self, finished: Race, *, looks: tuple[Style, ...] | None = None, **options) -> None:
        """Send a race, as Streamlit would, and wait until it is painted; the options are those of `payload`."""
        self.race = finished
        self.send(message(finished, looks=looks, **options))

    def send(self, packed: bytes) -> None:
        """Send any message, as Streamlit would, and wait until it is painted."""
        self.page.evaluate(_SHOW, base64.b64encode(packed).decode())
        self.painted()

    def painted(self) -> None:
        """Wait until what was done is on the screen."""
        self.page.evaluate(_PAINTED)

    def find(self, selector: str) -> Locator:
        return self.page.locator(f".derby {selector}")

    @property
    def step(self) -> float:
        return self.page.evaluate("window.player.clock.step")

    @property
    def said(self) -> list:
        """What the picture told its host."""
        return self.page.evaluate("window.said")


def message(finished: Race, *, looks: tuple[Style, ...] | None = None, **options) -> bytes:
    """Return the bytes that show `finished`."""
    looks = looks or styles([type(run.rule) for run in finished.values()])
    ground = landscape(finished.surface, levels=options.get("look", USUAL_LOOK).levels)
    return payload(finished, ground, looks, **options)


def run(surface: str = "beale", rules: Mapping | None = None, *, start=(1.0, 1.5), steps: int = 100) -> Race:
    """Run a race for the player to show."""
    rules = rules or {"Adam": optimizers.Adam(0.2), "Momentum": optimizers.Momentum(0.002)}
    return race(surfaces.get(surface), rules, start=start, steps=steps)


@contextmanager
def serve() -> Iterator[str]:
    """Serve the page, the pictures' files and plotly.js; yield the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.split("?")[0]
        if name == "/":
            self._answer(HTML.encode(), "text/html")
        elif name == "/plotly.min.js":
            self._answer(Path(str(files("plotly") / "package_data" / "plotly.min.js")).read_bytes(), "text/javascript")
        elif (path := BROWSER / name.removeprefix("/player/")).is_file():
            self._answer(path.read_bytes(), _TYPES[path.suffix])
        else:
            self.send_error(404)

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass
