"""The pictures of many runs on a phone, as beside a sidebar: nothing lies over anything else, nothing is cut off."""

from itertools import combinations

import pytest
from playwright.sync_api import expect

import surfaces
from figures import styles
from figures.basins import basins_figure
from figures.maps import map_figure
from figures.seeds import seeds_figure
from figures.tuning import tuning_figure
from optimizers import Adam, GradientDescent, Momentum
from player import plot_payload, raining
from racing import Axis, basins, many_seeds, map_two, tune_all

BEALE = surfaces.get("beale")
RULES = [Adam(0.1), Momentum(0.001), Momentum(0.05), Adam(0.02), Momentum(0.01), GradientDescent(0.001)]
NAMES = ["Gradient descent with a modest learn rate", "W" * 40, "Adam $x^2$ & <b>bold</b>", "nesterov " * 5, "i" * 40]
RACERS = dict(zip([*NAMES, "Adam"], RULES, strict=True))
LOOKS = styles([type(rule) for rule in RULES])
PHONE, LAPTOP = 390, 1440

_BOXES = """() => [
  [".annotation-text", "title"], [".legendtext", "legend"], [".nsewdrag", "panel"], [".derby-take button", "button"],
  [".g-xtitle text, .g-x2title text, .g-ytitle text, .g-y2title text", "axis title"], [".ytick text", "label"],
].flatMap(([selector, kind]) => [...document.querySelectorAll(`.derby ${selector}`)].flatMap((element) => {
  if (!element.getClientRects().length) return []; // not shown
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { kind, text: element.textContent, left, right, top, bottom };
}))"""


def _starts(count):
    maps = {name: basins(rule, BEALE, BEALE.minima, 10, 6) for name, rule in list(RACERS.items())[:count]}
    return raining(basins_figure(maps, LOOKS[:count], steps=10), maps)


def _seeds():
    found = {name: many_seeds(rule, BEALE, steps=20, seeds=range(6), noise=1.0) for name, rule in RACERS.items()}
    return seeds_figure(found, LOOKS)


def _map():
    rates, momenta = Axis("learning_rate", 1e-4, 1, 9, log=True), Axis("momentum", 0, 0.99, 9)
    return map_figure(map_two(Momentum(), BEALE, rates, momenta, steps=40), "final loss", mine=(0.01, 0.9))


def _tuned():
    tuned = tune_all(RACERS, BEALE, steps=20, first=5)
    return tuning_figure(tuned, LOOKS, BEALE)


FIGURES = {
    "starts of 2": lambda: _starts(2),
    "starts of 6": lambda: _starts(6),
    "seeds": _seeds,
    "map": _map,
    "tuned": _tuned,
}


@pytest.fixture
def chart(stand):
    """A stand with a chart on it, whose page gets its size back."""
    before = stand.page.viewport_size
    stand.unmount()
    stand.mount("plot")
    yield stand
    stand.page.set_viewport_size(before)


def show(stand, figure, width):
    stand.page.set_viewport_size({"width": width, "height": 844})
    stand.send(plot_payload(figure, id="one", file="one", link="view=explore"))
    settle(stand)


def settle(stand):
    """Wait until the board and the picture on it are as large as each other, and stay so."""
    stand.page.wait_for_function("""async () => {
      const { board, plot } = window.plot;
      const fits = () => plot._fullLayout.width === board.clientWidth && plot._fullLayout.height === board.clientHeight;
      const before = board.clientHeight;
      for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame);
      return fits() && before === board.clientHeight;
    }""")


def overlap(one, other):
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    return across > 1 and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 2


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("name", FIGURES)
def test_nothing_overlaps_or_is_cut_off(chart, name, width):
    show(chart, FIGURES[name](), width)
    boxes = chart.page.evaluate(_BOXES)
    assert {"legend", "panel", "button"} <= {box["kind"] for box in boxes}
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other), (one, other)
    field = chart.find(".derby-board").bounding_box()
    for box in boxes:
        assert box["left"] >= field["x"] - 1, box
        assert box["right"] <= field["x"] + field["width"] + 1, box
        assert box["bottom"] <= field["y"] + field["height"] + 1, box


def test_titles_that_are_too_long_end_in_an_ellipsis(chart):
    show(chart, _starts(6), PHONE)
    titles = chart.find(".annotation-text").all_text_contents()
    assert [title.endswith("…") for title in titles] == [True, True, True, True, True, False]
    assert titles[1].strip("W") == "…"
    assert titles[2].startswith("Adam $x^2$ & <")
    assert titles[5] == "Adam"


def test_a_long_legend_is_shown_whole(chart):
    rules = {f"{i} " + "WW " * 12: Adam(0.1) for i in range(12)}
    tuned = tune_all(rules, BEALE, steps=5, first=3)
    show(chart, tuning_figure(tuned, styles([Adam] * 12), BEALE), PHONE)
    assert chart.page.evaluate("window.plot.plot._fullLayout.legend._height") > 400
    assert chart.find(".legend .bg").bounding_box()["height"] > 400
    assert chart.find(".nsewdrag").first.bounding_box()["height"] > 150


def test_a_press_on_a_name_hides_its_racer_and_only_that(chart):
    show(chart, _seeds(), LAPTOP)
    chart.page.locator(".legendtoggle").first.click()
    expect(chart.page.locator(".legend .traces").first).to_have_css("opacity", "0.5")
    expect(chart.page.locator(".plotly-notifier")).to_have_count(0)  # in English, over the page


def panel_lefts(stand):
    return {round(box["left"]) for box in stand.page.evaluate(_BOXES) if box["kind"] == "panel"}


def test_the_layout_follows_the_width_and_clicks_find_their_panel(chart):
    show(chart, _starts(6), LAPTOP)
    for width, columns in ((LAPTOP, 3), (PHONE, 2), (LAPTOP, 3)):
        chart.page.set_viewport_size({"width": width, "height": 844})
        chart.page.wait_for_function(f"window.plot.plot._fullLayout.width === {width} - 32")
        settle(chart)
        assert len(panel_lefts(chart)) == columns
        for panel, drag in enumerate(chart.find(".nsewdrag").all()):
            drag.click()
            [_, cell] = chart.said[-1]
            assert cell["panel"] == panel
            assert (cell["x"], cell["y"]) == pytest.approx((0, 0), abs=0.1)
    expect(chart.find(".annotation-text").first).to_have_text(NAMES[0][:39].rstrip() + "…")


def test_a_narrow_picture_is_saved_as_it_stands(chart):
    show(chart, _seeds(), PHONE)
    board = chart.find(".derby-board").bounding_box()
    assert board["height"] > 600
    with chart.page.expect_download() as download:
        chart.find(".derby-save").click()
    header = download.value.path().read_bytes()[16:24]
    assert [int.from_bytes(header[i : i + 4], "big") for i in (0, 4)] == [2 * board["width"], 2 * board["height"]]
