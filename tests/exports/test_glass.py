"""One racer's step on pictures: where it was and where it went, drawn for the step that each of them shows."""

import re
from io import BytesIO

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from PIL import Image, ImageSequence

import optimizers
import surfaces
from exports import race_gif, race_png, race_svg
from exports.glass import BENT, strokes
from exports.numbers import Line, extent, glyphs, inked, settable
from exports.options import Options
from figures import Chart
from figures.views import VIEWS
from racing import Step, filled_formula, no_step, race


@pytest.fixture(scope="module")
def finished():
    rules = {"ahead": optimizers.Nesterov(0.006), "Adam": optimizers.Adam(0.1)}
    return race(surfaces.get("himmelblau"), rules, steps=12)


def traced(run, number):
    """The strokes on a map where a unit of data is 100 pixels, y up."""
    return list(strokes(Step(run, number), lambda points: np.asarray(points) * (100, -100), 1.0))


def differs(*pictures):
    """Where two pictures differ by more than the colours that the ground is given."""
    a, b = (picture if isinstance(picture, Image.Image) else Image.open(BytesIO(picture)) for picture in pictures)
    return (np.abs(np.array(a.convert("RGB"), int) - np.array(b.convert("RGB"), int)) > 60).any(axis=2)


def test_the_arrows_lead_where_the_step_went_and_against_the_gradient(finished):
    step = Step(finished["ahead"], 6)
    ellipse, slope, memory, own, ring = traced(finished["ahead"], 6)
    assert [stroke.own for stroke in (ellipse, slope, memory, own, ring)] == [False, False, False, True, False]
    np.testing.assert_allclose(own.lines[0], np.array([step.start, step.end]) * (100, -100))
    np.testing.assert_allclose(memory.lines[0], np.array([step.start, step.start + step.memory]) * (100, -100))
    tail, tip = slope.lines[0]
    np.testing.assert_allclose(tail, step.asked_at * (100, -100))
    np.testing.assert_allclose(ring.lines[0].mean(axis=0), tail, atol=0.2)
    way, downhill = tip - tail, -step.gradient * (100, -100)
    assert way @ downhill == pytest.approx(np.linalg.norm(way) * np.linalg.norm(downhill))


def test_the_ellipse_goes_through_the_start_of_the_step(finished):
    step = Step(finished["ahead"], 6)
    ellipse = traced(finished["ahead"], 6)[0].lines[0]
    (middle, *halves), start = step.axes * (100, -100), step.start * (100, -100)
    assert np.linalg.norm(np.linalg.solve(np.array(halves).T, start - middle)) == pytest.approx(1)
    seen = np.linalg.solve(np.array(halves).T, (ellipse - middle).T)
    np.testing.assert_allclose(np.hypot(*seen), 1)


def test_at_a_saddle_bows_say_along_which_line_the_surface_bends_up_and_along_which_down():
    run = race(surfaces.get("saddle"), {"a": optimizers.GradientDescent(0.1)}, (1, 0.5), 2)["a"]
    down, up, *bows = traced(run, 1)[0].lines
    np.testing.assert_allclose(np.abs(np.diff([up, down], axis=1)[:, 0]), [(2 * BENT, 0), (0, 2 * BENT)], atol=1e-9)
    for bow in bows:
        sags = bow[len(bow) // 2, 1] > bow[0, 1]  # rows grow downwards
        assert sags == (abs(bow[:, 0].mean() - 100) > BENT)


def test_a_dashed_stroke_is_as_long_as_its_dashes(finished):
    memory = traced(finished["ahead"], 6)[2]
    whole = sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in memory.lines)
    dashed = sum(np.hypot(*(end - start)) for start, end in memory.pieces(1.0))
    assert dashed == pytest.approx(whole / 3, abs=2 * len(memory.lines))


@pytest.mark.parametrize("view", VIEWS)
def test_a_still_has_the_step_on_its_ground_and_the_loss_along_it(finished, view):
    without, with_it = (race_png(finished, 6, view=view, glass=name, chart=Chart()) for name in (None, "ahead"))
    rows, columns = np.nonzero(differs(without, with_it))
    assert ((rows > 340) & (columns > 420)).sum() > 300  # beside the chart
    assert (rows < 320).sum() > 100
    assert not differs(*(race_png(finished, 0, view=view, glass=name) for name in (None, "ahead"))).any()


def test_a_drawing_has_both_and_the_chart_beside(finished):
    plain, closer = (race_svg(finished, 6, glass=name, chart=Chart()) for name in (None, "Adam"))
    assert [drawing.count("loss along the step") for drawing in (plain, closer)] == [0, 1]
    assert "loss against step" in closer
    assert len(re.findall("stroke-dasharray", closer)) > len(re.findall("stroke-dasharray", plain))


def test_every_frame_of_an_animation_has_its_own_step(finished):
    films = (race_gif(finished, frames=13, spacing="linear", glass=name) for name in (None, "Adam"))
    frames = zip(*(ImageSequence.Iterator(Image.open(BytesIO(film))) for film in films), strict=True)
    drawn = [np.argwhere(differs(*pair)) for pair in frames]
    assert [bool(len(each)) for each in drawn] == [False] + [True] * 12
    assert drawn[1][:, 1].mean() < drawn[6][:, 1].mean() < drawn[12][:, 1].mean()  # Adam goes to the right


def test_a_still_has_the_numbers_of_its_step_below_and_a_drawing_the_same(finished):
    scene = Options(glass="Adam", numbers=True).scene(finished, 6)
    lines, (for_x, for_y) = list(scene.numbers.lines(6)), filled_formula(finished["Adam"], 6)
    assert [line.tex for line in lines[2::2]] == [settable(line) for line in for_x]
    assert [line.tex for line in lines[3::2]] == [settable(line) for line in for_y]
    assert not list(scene.numbers.lines(0))
    pictures = [np.array(Image.open(BytesIO(race_png(finished, step, glass="Adam", numbers=True)))) for step in (0, 6)]
    below = [picture[scene.numbers.top :] for picture in pictures]
    assert np.ptp(below[0]) == 0
    assert np.ptp(below[1]) > 0
    for line in lines:
        ink, column, row = inked(line)
        assert 0 <= column <= column + ink.shape[1] <= 640
        assert scene.numbers.top <= row <= row + ink.shape[0] <= 480
    plain, told = (race_svg(finished, 6, glass="Adam", numbers=numbers) for numbers in (False, True))
    assert told.count('<g id="line">') == len(lines)
    assert '<g id="line">' not in plain


@pytest.mark.parametrize("rule", ["Adam", "NAdam", "Rprop", "SOAP", "AdEMAMix"])
def test_lines_that_differ_in_digits_alone_are_laid_out_once_and_each_as_it_is_by_itself(rule):
    run = race(surfaces.get("beale"), {"a": optimizers.CATALOGUE[rule]()}, steps=120)["a"]
    lines = [settable(line) for step in (1, 119) for axis in filled_formula(run, step) for line in axis]
    for tex in [*lines, "x^{120}_{345} 67", "x_{345678}^{12090} 6", r"\frac{\sqrt{1234567}}{89^{10}} 1112131415161718"]:
        alone = MathTextParser("path").parse(f"${tex}$", 72, FontProperties(size=12)).glyphs
        for (font, size, index, *at), (its_font, its_size, _, its_index, *its_at) in zip(
            glyphs(tex, 12), alone, strict=True
        ):
            assert (font.fname, index) == (its_font.fname, its_index), tex
            assert size == pytest.approx(its_size, rel=0.05), tex  # of a root
            assert at == pytest.approx(its_at, abs=0.25), tex  # digits differ a little in height
    assert (inked(Line("0" * 9, 12, 0, 20))[0] != inked(Line("8" * 9, 12, 0, 20))[0]).any()


def test_a_rule_that_chooses_as_it_goes_has_no_numbers_and_takes_no_room():
    search = race(surfaces.get("himmelblau"), {"BFGS": optimizers.BFGS()}, steps=5)
    assert race_png(search, 3, glass="BFGS", numbers=True) == race_png(search, 3, glass="BFGS")


def test_matplotlib_sets_the_lines_of_every_rule():
    racers = {name: rule() for name, rule in optimizers.CATALOGUE.items()}
    told = {line for run in race(surfaces.get("himmelblau"), racers, steps=2).values() for line in lines_of(run)}
    assert len(told) > 100
    assert all(length >= 0 for line in told for length in extent(settable(line), 12))


def lines_of(run):
    """The lines of the second step for x."""
    return () if no_step(run, 2) else filled_formula(run, 2)[0]


def test_a_sign_stands_at_its_number_wherever_that_is():
    def sign(line):
        return extent(settable(line.format("-0.5")), 12)[0] - extent(settable(line.format("0.5")), 12)[0]

    alone = sign("({})")
    for line in ("g = {}", "f(1, {})", r"\theta \leftarrow {}", r"\theta \leftarrow {} - 1"):
        assert sign(line) == pytest.approx(alone, abs=0.1), line


def test_only_a_racer_of_the_race_can_be_looked_at(finished):
    for make in (lambda: race_png(finished, 1, glass="b"), lambda: race_gif(finished, glass="b")):
        with pytest.raises(ValueError, match="glass must be one of ahead, Adam, got 'b'"):
            make()


@pytest.mark.parametrize(("view", "size"), [*zip(VIEWS, [(640, 480), (1280, 320), (640, 480)], strict=True)])
def test_the_view_keeps_its_room_whatever_is_told_beside_it(finished, view, size):
    options = Options(view=view, width=size[0], height=size[1], chart=Chart(), glass="Adam", numbers=True, caption=True)
    scene = options.scene(finished, 6)
    boxes = [pane.box for pane in scene.panes if not pane.charted]
    across = max(box.right for box in boxes) - min(box.left for box in boxes)
    down = max(box.bottom for box in boxes) - min(box.top for box in boxes)
    assert across > 0.35 * size[0] or view == "3-D"  # which is as wide as it is high
    assert down > 0.25 * size[1]
    chart = next(pane.box for pane in scene.panes if pane.charted)
    assert chart.left >= max(box.right for box in boxes) or chart.top >= max(box.bottom for box in boxes)
    assert scene.numbers.top >= max(pane.box.bottom for pane in scene.panes)
