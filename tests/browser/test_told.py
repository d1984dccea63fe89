"""The browser's pictures told elsewhere: whoever reads, hovers or listens finds no English but names."""

import pytest
from playwright.sync_api import expect

import optimizers
import words
from player import picker_payload, plot_payload, saver_payload
from tests.browser.rest import rest
from tests.browser.stand import run
from tests.words.elsewhere import elsewhere, english, told  # noqa: F401
from words import say

NAMES = ("Adam", "Momentum", "Home", "End", "Page", "Up", "Down", "Escape", "Ctrl", "PNG", "SVG", "SI")
"""What has no other name elsewhere: racers that somebody named, and keys."""

RULES = {"Adam": optimizers.Adam(0.2), "Momentum": optimizers.GradientDescent(0.5)}

_TOLD = """() => {
  const root = document.querySelector(".derby");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const told = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("style, script")) {
    told.push(walker.currentNode.textContent);
  }
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const name of ["title", "aria-label", "aria-valuetext", "alt", "placeholder"]) {
      told.push(element.getAttribute(name) ?? "");
    }
  }
  return told.join(" | ");
}"""


_MARK = """(view) => {
  const { plot, panes: [{ racers: [{ place }] }] } = window.player.boards[view];
  const { left, top } = plot.getBoundingClientRect();
  return [left + place.x, top + place.y];
}"""

_RANGES = """() => ["contour", "loss"].map((view) => window.player.boards[view].plot._fullLayout.xaxis.range)"""


def left(stand):
    """The English words in all that a picture says."""
    said = stand.page.evaluate(_TOLD)
    assert told(said)
    return english(said, *NAMES)


@pytest.mark.usefixtures("elsewhere")
def test_a_player_speaks_in_every_view_and_of_every_racer(stand):
    finished = run(rules=RULES, steps=30)
    for view in ("contour", "side by side", "3-D"):
        stand.show(finished, view=view, title=say("Two rates"), link="surface=beale", races=True)
        assert left(stand) == []
    stand.show(finished, has_grid=False, step=20)
    for board in ("contour", "loss"):
        x, y = stand.page.evaluate(_MARK, board)
        stand.page.mouse.move(x, y)
        expect(stand.find(f'[data-view="{board}"] .derby-label')).to_be_visible()
        assert left(stand) == []
    stand.page.mouse.move(5, 5)


def test_a_picture_goes_on_in_another_language_as_it_was(stand, elsewhere):  # noqa: F811
    finished = run(steps=30)
    with words.speaking("en"):
        stand.show(finished)
    play = stand.find("[data-action=play]")
    assert play.get_attribute("title") == "Play (space)"
    for view in ("contour", "loss"):
        box = stand.find(f'[data-view="{view}"] .nsewdrag').bounding_box()
        stand.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
        stand.page.keyboard.down("Control")
        stand.page.mouse.wheel(0, -300)
        stand.page.keyboard.up("Control")
        rest(stand.find(f'[data-view="{view}"] .derby-plot'))
    stand.page.keyboard.press("Home")
    before = stand.page.evaluate(_RANGES)
    stand.show(finished)
    assert left(stand) == []
    assert stand.step == 0
    assert stand.page.evaluate(_RANGES) == before


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("picture", ["plot", "picker", "saver"])
def test_charts_pickers_and_savers_speak(stand, picture):
    cells = {"type": "heatmap", "x": [0, 1], "y": [0, 1], "z": [[1, 2], [3, 4]]}
    sent = {
        "plot": plot_payload({"data": [cells], "layout": {}}, id="a", file="a", link="view=explore"),
        "picker": picker_payload({say("Bowls"): [{"key": "a", "title": say("Sphere"), "line": say("A bowl.")}]}),
        "saver": saver_payload("png"),
    }
    stand.unmount()
    stand.mount(picture)
    stand.send(sent[picture])
    assert left(stand) == []
