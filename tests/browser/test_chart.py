"""The chart beside the race: what it shows of each racer, on which axes."""

import numpy as np
import pytest

import optimizers
import surfaces
from figures import Chart, chart_lines
from figures.chart import QUANTITIES
from racing import race
from surfaces import from_formula
from tests.browser.stand import run

LINES = """() => {
  const { plot, panes: [pane], layers: [trails] } = window.player.boards.loss;
  const { xaxis, yaxis } = plot._fullLayout;
  const ink = (x, y) => {
    const { data } = trails.getImageData(Math.round(x) - 2, Math.round(y) - 2, 5, 5);
    return data.filter((value, i) => i % 4 === 3 && value > 200).length;
  };
  return pane.racers.map(({ pixels, color }) => Array.from({ length: pixels.length / 2 }, (_, i) => {
    const [x, y] = [pixels[2 * i], pixels[2 * i + 1]];
    const [across, down] = [x - xaxis._offset, y - yaxis._offset];
    const inside = across >= 0 && across <= xaxis._length && down >= 0 && down <= yaxis._length;
    return { x: xaxis.p2d(across), y: yaxis.p2d(down), inside, ink: inside ? ink(x, y) : 0 };
  }));
}"""


HEADS = """() => {
  const { panes: [pane], layers: [, heads], plot } = window.player.boards.loss;
  const { xaxis } = plot._fullLayout;
  return pane.racers.map(({ pixels }) => {
    const [x, y] = [pixels[2 * window.player.clock.step], pixels[2 * window.player.clock.step + 1]];
    return [xaxis.p2d(x - xaxis._offset), heads.getImageData(Math.round(x), Math.round(y), 1, 1).data[3]];
  });
}"""


def axis(stand, letter: str) -> dict:
    return stand.page.evaluate(
        f"(({{ type, range, title, showticklabels }}) => ({{ type, range, title: title.text, showticklabels }}))"
        f"(window.player.boards.loss.plot._fullLayout.{letter}axis)"
    )


def said(stand) -> list[str]:
    """The lines of text above the chart's axes."""
    text = stand.find('[data-view="loss"] .annotation-text')
    lines = text.locator("tspan").all_text_contents()
    return lines or text.all_text_contents()


@pytest.fixture(scope="module")
def quadratic():
    """The documents' quadratic at a third, where all falls by thirds."""
    return race(surfaces.get("quadratic"), {"a": optimizers.GradientDescent(1 / 3)}, (0, 0), steps=12)


def test_the_norm_of_the_gradient_is_drawn_on_a_log_axis_at_its_pixels(stand, quadratic):
    stand.show(quadratic, chart=Chart("gradient"))
    assert said(stand) == ["norm of the exact gradient"]
    assert axis(stand, "y")["type"] == "log"
    [line] = stand.page.evaluate(LINES)
    expected = 2 * np.sqrt(58) / 3.0 ** np.arange(13)
    assert [point["x"] for point in line] == pytest.approx(range(13), abs=0.02)
    assert [point["y"] for point in line] == pytest.approx(expected, rel=1e-3)
    assert all(point["inside"] for point in line)
    assert min(point["ink"] for point in line[1:-1]) > 5
    assert min(line[0]["ink"], line[-1]["ink"]) > 2  # where the line ends, half of it is missing


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_every_quantity_is_drawn_where_python_has_it(stand, quantity, scale):
    finished = run("styblinski_tang", start=(-3, -4), steps=40)
    chart = Chart(quantity, scale)
    stand.show(finished, chart=chart)
    lines = chart_lines(finished, chart)
    low, high = lines.axis.bounds
    for line, values in zip(stand.page.evaluate(LINES), lines.values, strict=True):
        seen = [(point, value) for point, value in zip(line, values, strict=True) if point["inside"]]
        assert len(seen) == ((values >= low) & (values <= high)).sum()
        near = {"rel": 5e-3} if lines.axis.log else {"abs": 2e-3 * (high - low)}
        assert [point["y"] for point, _ in seen] == pytest.approx([value for _, value in seen], **near)


def test_over_evaluations_racers_at_one_step_stand_apart(stand):
    racers = {"a": optimizers.GradientDescent(0.05), "b": optimizers.GradientDescent(0.02)}
    finished = race(surfaces.get("cars_scaled"), racers, steps=20, batch_size={"b": 10})
    stand.show(finished, chart=Chart(over="evaluations"))
    assert axis(stand, "x")["title"] == "gradient evaluations, one for each row"
    assert axis(stand, "x")["range"] == pytest.approx([-20, 1020])
    stand.find(".derby-scrub").fill("12")
    stand.painted()
    (whole, first), (ten, second) = stand.page.evaluate(HEADS)
    assert (whole, ten) == pytest.approx((600, 120), abs=3)
    assert first == second == 255


def test_a_quantity_that_is_missing_shows_its_sentence_and_no_numbers(stand):
    stand.show(run("saddle", start=(1, 0.1)), chart=Chart("distance"))
    assert said(stand) == ["distance to the nearest minimum", "No minimum is known here."]
    assert axis(stand, "y")["showticklabels"] is False
    assert not any(point["inside"] for line in stand.page.evaluate(LINES) for point in line)


def test_a_racer_without_a_learning_rate_is_named_and_the_others_drawn(stand):
    rules = {"Ada & <delta>": optimizers.Adadelta(), "Adam": optimizers.Adam(0.2)}
    stand.show(run(rules=rules), chart=Chart("rate"))
    assert said(stand) == ["learning rate", "Ada & <delta> has no learning rate."]
    without, adam = stand.page.evaluate(LINES)
    assert not any(point["inside"] for point in without)
    assert [point["y"] for point in adam[1:]] == pytest.approx([0.2] * 100, rel=1e-3)
    assert not adam[0]["inside"]


def test_what_reaches_zero_leaves_at_the_bottom_and_does_not_run_along_it(stand):
    stand.show(race(surfaces.get("sphere"), {"AdaGrad": optimizers.AdaGrad(1.5)}, steps=300))
    bottom = stand.page.evaluate("""() => {
      const { plot, layers: [trails] } = window.player.boards.loss;
      const { xaxis, yaxis } = plot._fullLayout;
      const [left, low] = [xaxis._offset + xaxis._length / 2, yaxis._offset + yaxis._length];
      const { data } = trails.getImageData(left, low - 4, xaxis._length / 2, 8);
      return data.filter((value, i) => i % 4 === 3 && value > 0).length;
    }""")
    assert bottom == 0
    [line] = stand.page.evaluate(LINES)
    assert line[0]["inside"]
    assert not any(point["inside"] for point in line[150:])


def test_a_run_that_diverges_leaves_at_the_top(stand):
    finished = race(from_formula("exp(x^2) + y^2", start=(1.5, 1)), {"a": optimizers.GradientDescent(1.0)}, steps=20)
    stand.show(finished)
    last = stand.page.evaluate("window.player.boards.loss.panes[0].racers[0].pixels.at(-1)")
    assert last < -1000


def test_another_chart_takes_its_place_and_the_race_stays_at_its_step(stand, quadratic):
    stand.show(quadratic)
    stand.find(".derby-scrub").fill("5")
    stand.show(quadratic, chart=Chart("length", "linear"), has_grid=False)
    assert said(stand) == ["length of the step"]
    assert axis(stand, "y")["type"] == "linear"
    assert stand.step == 5
    stand.show(quadratic, has_grid=False)
    assert said(stand) == ["loss"]


def test_small_linear_numbers_are_powers_and_not_milli(stand):
    rules = {"a": optimizers.GradientDescent(2e-5)}
    stand.show(run(rules=rules), chart=Chart("rate", "linear"))
    ticks = stand.find('[data-view="loss"] .ytick text').all_text_contents()
    assert ticks[-1].replace("\u200b", "") == "2×10−5"
