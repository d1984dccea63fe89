"""The notebook figure in a real browser, as `fig.write_html` leaves it."""

import pytest

import optimizers
import surfaces
from figures import race_figure
from racing import race

MAP = "() => document.querySelectorAll('.imagelayer image').length"
HEADS = "() => document.querySelector('.js-plotly-plot').calcdata.slice(-3).map((points) => points[0].x)"


@pytest.fixture
def figure(open_page, tmp_path):
    racers = {"Adam": optimizers.Adam(0.2), "Momentum": optimizers.Momentum(0.002), "AdaGrad": optimizers.AdaGrad(0.5)}
    finished = race(surfaces.get("beale"), racers, start=(1, 1.5), steps=60)
    path = tmp_path / "race.html"
    race_figure(finished).write_html(path, auto_play=False)
    page = open_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".updatemenu-button")
    return page, finished


def shade(page):
    """The colour of the page in the map's upper left corner, away from all racers."""
    box = page.locator(".imagelayer image").bounding_box()
    clip = {"x": box["x"] + 4, "y": box["y"] + 4, "width": 40, "height": 40}
    return page.screenshot(clip=clip)


def test_play_moves_the_heads_and_the_map_stays(figure):
    page, _ = figure
    map_before, heads_before = shade(page), page.evaluate(HEADS)
    page.get_by_text("Play", exact=True).click()
    page.wait_for_function(f"(before) => ({HEADS})().every((x, i) => x !== before[i])", arg=heads_before)
    assert page.evaluate(MAP) == 1
    assert shade(page) == map_before


def test_play_ends_with_every_head_at_the_end_of_its_path(figure):
    page, finished = figure
    page.get_by_text("Play", exact=True).click()
    ends = [float(run.points[-1, 0]) for run in finished.values()]
    page.wait_for_function(
        f"(ends) => ({HEADS})().every((x, i) => Math.abs(x - ends[i]) < 1e-5)", arg=ends, timeout=20_000
    )
    assert page.evaluate(MAP) == 1
    assert "60" in page.locator(".slider-group, .slider-container").first.text_content()


def test_the_slider_shows_the_step_it_is_set_to(figure):
    page, finished = figure
    rail = page.locator(".slider-rail-touch-rect").bounding_box()
    page.mouse.click(rail["x"] + rail["width"] / 2, rail["y"] + rail["height"] / 2)
    middle = [float(run.points[30, 0]) for run in finished.values()]
    page.wait_for_function(f"(middle) => ({HEADS})().every((x, i) => Math.abs(x - middle[i]) < 0.05)", arg=middle)
    assert page.evaluate(MAP) == 1
