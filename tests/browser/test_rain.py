"""Many starts run down at once on the map of the starts: the same runs, in the colours of where they lead."""

import numpy as np
import pytest
from PIL import ImageColor
from playwright.sync_api import expect

import optimizers
import surfaces
from figures import LIGHT, landscape, styles
from figures.basins import basins_figure
from figures.plots import MUTED
from figures.rain import Rain
from player import plot_payload, raining
from racing import basins
from racing.paths import trace
from surfaces import critical_points

RULES = {"Momentum": optimizers.Momentum(0.004), "Adam": optimizers.Adam(0.1), "Newton": optimizers.Newton()}
STEPS = 40


@pytest.fixture(scope="module")
def rain():
    surface = surfaces.get("himmelblau")
    targets = [point.point for point in critical_points(surface)]
    found = {name: basins(rule, surface, targets, STEPS, 24) for name, rule in RULES.items()}
    return Rain(found, styles([type(rule) for rule in RULES.values()]), steps=STEPS, ground=landscape(surface))


@pytest.fixture
def chart(stand, rain):
    stand.unmount()
    stand.mount("plot")
    figure = raining(basins_figure(dict(rain), rain.styles, steps=STEPS), dict(rain))
    stand.send(plot_payload(figure, id="starts", file="starts"))
    return stand


def at_end(chart) -> list:
    """Let the drops come to the last step; return where those of each racer are."""
    chart.page.evaluate("window.plot.rain.clock.seek(window.plot.rain.clock.last)")
    expect(chart.find(".derby-far")).to_have_text(f"step {STEPS} / {STEPS}")
    return chart.page.evaluate("window.plot.rain.drops.map(({ at }) => [[...at.x], [...at.y]])")


def test_each_drop_is_the_run_from_its_start_in_the_colour_of_where_it_leads(chart, rain):
    chart.find(".derby-let").click()
    chart.page.evaluate("window.plot.rain.clock.seek(0)")
    expect(chart.find(".derby-far")).to_have_text(f"step 0 / {STEPS}")
    chart.painted()
    ran = list(rain)[:2]  # Newton's rule is none that a browser runs
    for panel, name in enumerate(ran):
        for start, color in list(zip(rain.starts, rain.colors(name), strict=True))[::37]:
            assert ink(chart, panel, *start) == ImageColor.getrgb(color.replace(MUTED, LIGHT.muted))
    for name, end in zip(ran, at_end(chart), strict=True):
        paths = trace(RULES[name], rain.surface, rain.starts, STEPS)
        np.testing.assert_array_equal(np.transpose(end), paths.points[:, -1])


def ink(chart, panel: int, x: float, y: float) -> tuple:
    """The colour on the canvas of heads at a place of a panel."""
    color = chart.page.evaluate(
        """([panel, x, y]) => {
          const { xaxis, yaxis } = Object.values(window.plot.plot._fullLayout._plots)[panel];
          const heads = document.querySelector(".derby-heads").getContext("2d");
          const place = [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
          return [...heads.getImageData(...place.map((at) => Math.floor(at * devicePixelRatio)), 1, 1).data];
        }""",
        [panel, x, y],
    )
    return tuple(color[:3])


def test_the_rain_is_held_begun_again_and_ended_and_follows_the_axes(chart):
    let, hold, again = (chart.find(".derby-rain button").nth(i) for i in range(3))
    expect(hold).to_be_hidden()
    let.click()
    expect(hold).to_have_attribute("aria-label", "Pause")
    hold.click()
    expect(hold).to_have_attribute("aria-label", "Play")
    at_end(chart)
    again.click()
    expect(hold).to_have_attribute("aria-label", "Pause")
    before = chart.page.evaluate("window.plot.rain.key")
    chart.page.evaluate("window.Plotly.relayout(window.plot.plot, { 'xaxis.range': [0, 4] })")
    chart.painted()
    assert chart.page.evaluate("window.plot.rain.key") != before
    let.click()
    expect(again).to_be_hidden()
    expect(chart.find(".derby-heads")).to_have_count(0)


def test_it_goes_on_in_other_colours_and_begins_anew_where_it_is_another(chart, rain):
    sent = raining(basins_figure(dict(rain), rain.styles, steps=STEPS), dict(rain))
    chart.find(".derby-let").click()
    at_end(chart)
    colors = [*sent["rain"]["colors"][1:], sent["rain"]["colors"][0]]
    chart.send(plot_payload({**sent, "rain": {**sent["rain"], "colors": colors}}, id="starts", file="starts"))
    far = chart.find(".derby-far")
    expect(far).to_have_text(f"step {STEPS} / {STEPS}")
    assert chart.page.evaluate("window.plot.rain.drops.length") == 2
    chart.send(plot_payload({**sent, "rain": {**sent["rain"], "steps": 2 * STEPS}}, id="starts", file="starts"))
    expect(far).not_to_have_text(f"step {STEPS} / {STEPS}")
    assert chart.page.evaluate("window.plot.rain.drops.length") == 2
    chart.find(".derby-let").click()


def test_who_wants_no_motion_sees_whole_ways_at_once(chart):
    chart.page.emulate_media(reduced_motion="reduce")
    try:
        chart.find(".derby-let").click()
        expect(chart.find(".derby-far")).to_have_text(f"step {STEPS} / {STEPS}")
        expect(chart.find(".derby-rain button").nth(1)).to_be_hidden()
        assert chart.page.evaluate("window.plot.rain.clock.playing") is False
    finally:
        chart.page.emulate_media(reduced_motion=None)
