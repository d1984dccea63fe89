"""What is written on pictures: in any script, within the picture, and a caption where it is asked for."""

import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from warnings import catch_warnings

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

import optimizers
import surfaces
from exports import Options, race_gif, race_png, race_svg
from exports.caption import caption
from exports.fonts import drawable, undrawn
from exports.sheet import Sheet
from exports.views import SCENES
from figures import USUAL_LOOK, Chart, Look, styles
from figures.names import names_apart
from figures.views import VIEWS
from optimizers import schedules
from racing import Step, race
from tests.exports.decoding import decoded
from words import speaking

VIEW = pytest.mark.parametrize("view", VIEWS)
NAME = "모멘텀 动量 動量學習 モメンタム"


def named(name):
    ground = replace(surfaces.get("sphere"), name=f"{name} f")
    return race(ground, {name: optimizers.Momentum(0.02), f"{name} 2": optimizers.Adadelta()}, steps=4)


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


@VIEW
def test_no_letter_of_a_name_is_drawn_as_a_box_in_heading_legend_titles_and_chart(view):
    """What a font lacks it draws alike: with other letters, each of these places is another picture."""
    others = "".join(letter if letter == " " else chr(ord(letter) + 1) for letter in NAME)
    assert drawable(NAME + others) == NAME + others
    ours, theirs = (pixels(race_png(named(name), 4, view=view, chart=Chart("rate"))) for name in (NAME, others))
    changed = (ours != theirs).any(axis=(1, 2))
    heading, names, title = changed[:22], changed[22:60], changed[300:340]
    assert heading.sum() > 8
    assert names.sum() > 8
    assert title.sum() > 8


def test_what_no_font_has_is_a_box_in_words_that_say_so():
    assert drawable("a\U0001f9ed모") == "a□모"
    assert "\U0001f9ed" in undrawn(["a\U0001f9ed\u200d모"])
    assert undrawn([NAME]) is None


def test_a_drawing_brings_the_letters_that_its_reader_may_lack():
    drawing = race_svg(named(NAME), 4, chart=Chart("rate"))
    assert "□" not in drawing
    [address] = re.findall(r"url\(data:font/woff;base64,([^)]*)\)", drawing)
    assert set(map(ord, NAME.replace(" ", ""))) <= set(TTFont(BytesIO(b64decode(address))).getBestCmap())
    assert len(address) < 20_000
    assert "@font-face" not in race_svg(named("Adam"), 4)


@pytest.mark.parametrize(
    ("key", "size"),
    [("cars_raw", (320, 240)), ("mccormick", (640, 480)), ("easom", (1920, 1080)), ("ackley", (400, 1280))],
)
def test_no_label_is_cut_at_a_side(key, size):
    finished = race(surfaces.get(key), {"Adam": optimizers.Adam(1e-5)}, steps=1000)
    sheet = Sheet(finished, styles([optimizers.Adam]), USUAL_LOOK, *size)
    SCENES["contour"](sheet, Chart("rate"))
    renderer = sheet.figure.canvas.get_renderer()
    for axes in sheet.figure.axes:
        for side in (axes.xaxis, axes.yaxis):
            box = side.get_tightbbox(renderer)
            assert box.x0 >= 0
            assert box.x1 <= size[0]


@pytest.mark.parametrize("size", [(480, 360), (640, 480), (1280, 720)])
def test_losses_along_a_short_step_have_labels_that_differ_and_stand_beside_the_chart(size):
    finished = race(surfaces.from_formula("x^2 + y^2 + 20"), {"Adam": optimizers.Adam(1e-6)}, (1e-3, 0), steps=3)
    step = Step(finished["Adam"], 3)
    sheet = Sheet(finished, styles([optimizers.Adam]), USUAL_LOOK, *size, step=step)
    SCENES["contour"](sheet, Chart("loss"))
    cut = next(axes for axes in sheet.figure.axes if [*axes.get_xticks()] == [0, 1])
    texts = [tick.get_text() for tick in cut.get_yticklabels()]
    assert len(set(texts)) == len(texts) > 1
    beside = [axes.get_window_extent() for axes in sheet.figure.axes if axes is not cut]
    labels = cut.yaxis.get_tightbbox(sheet.figure.canvas.get_renderer())
    assert not any(labels.overlaps(box) for box in beside)


def test_labels_are_measured_in_the_letters_they_are_drawn_in():
    finished = race(surfaces.get("beale"), {"Adam": optimizers.Adam(0.1)}, steps=3)
    with speaking("ko"), catch_warnings(action="error"):
        sheet = Sheet(finished, styles([optimizers.Adam]), USUAL_LOOK, 640, 480, step=Step(finished["Adam"], 3))
        SCENES["contour"](sheet, Chart("loss"))


@pytest.mark.parametrize(
    ("name", "count"),
    [("Adam, learning rate {:.2f}", 80), ("{:.2f} is what Adam steps by", 12), ("가나다라마바사 {:.2f}", 12)],
)
def test_no_panel_s_title_reaches_into_the_next_and_no_two_are_alike(name, count):
    racers = {name.format(0.01 * (i + 1)): optimizers.Adam(0.01 * (i + 1)) for i in range(count)}
    sheet = Options(view="side by side", look=Look(lines=False, marks=False)).sheet(
        race(surfaces.get("beale"), racers, steps=2)
    )
    SCENES["side by side"](sheet, None)
    renderer = sheet.figure.canvas.get_renderer()
    titles = [axes.title if axes.title.get_text() else axes._left_title for axes in sheet.figure.axes]
    boxes = [title.get_window_extent(renderer) for title in titles]
    for i, box in enumerate(boxes):
        assert box.x1 <= sheet.width
        assert not any(box.overlaps(other) for other in boxes[:i])
    assert len({title.get_text() for title in titles}) == count


def test_names_are_told_apart_by_what_comes_after_the_words_that_all_begin_with():
    assert names_apart(["Adam 0.1", "Adam 0.15", "Adam 0.2"]) == ["…0.1", "…0.15", "…0.2"]
    assert names_apart(["Adam 1", "Adam"]) == ["Adam 1", "Adam"]
    assert names_apart(["one alone"]) == ["…alone"]


def test_a_caption_says_formula_start_and_learning_rates():
    racers = {
        "Adam": optimizers.Adam(0.2),
        "cooling": optimizers.Momentum(schedules.WarmUp(schedules.Cosine(0.002), 20)),
        "Ada": optimizers.Adadelta(),
    }
    finished = race(surfaces.get("beale"), racers, start=(1, -1.5), steps=4)
    formula, told = caption(finished)
    assert formula == "f(x, y) = (x·y − x + 1.5)² + (x·y² − x + 2.25)² + (x·y³ − x + 2.625)²"
    assert told == "Start (1, −1.5). Learning rates: Adam 0.2, cooling 0.002 (Cosine) after a warm-up of 20"


def test_a_typed_formula_stands_as_it_was_typed_with_its_numbers():
    typed = surfaces.from_formula("x^2 + a|y|", parameters={"a": 1 / 3})
    assert caption(race(typed, {"a": optimizers.Adadelta()}, steps=2))[0] == "f(x, y) = x^2 + a|y|, a = 0.333333"


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_every_surface_has_a_formula_of_plain_letters(key):
    formula, _ = caption(race(surfaces.get(key), {"a": optimizers.Adam()}, steps=1))
    assert drawable(formula) == formula
    assert len(formula) < 300
    assert "**" not in formula


@VIEW
def test_a_picture_says_its_caption_where_it_is_asked_for_and_the_race_above_it(view):
    finished = race(surfaces.get("beale"), {"Adam": optimizers.Adam(0.2)}, start=(1, 1.5), steps=9)
    assert "Learning rates: Adam 0.2" not in race_svg(finished, 9, view=view)
    assert "Learning rates: Adam 0.2" in race_svg(finished, 9, view=view, caption=True)
    scene = Options(view=view, caption=True, chart=Chart()).scene(finished)
    written = (scene.background[-30:] != scene.background[-1, -1]).any(axis=(1, 2))
    assert written.any()
    assert max(pane.box.bottom for pane in scene.panes) < 480 - 30


def test_a_caption_of_very_many_racers_is_cut_and_says_so():
    racers = {f"a racer with the number {i}": optimizers.Adam(0.001 * (i + 1)) for i in range(40)}
    finished = race(surfaces.get("beale"), racers, steps=3)
    assert caption(finished)[1].endswith("and 28 more")
    scene = Options(width=320, height=240, caption=True).scene(finished)
    assert scene.panes[0].box.bottom - scene.panes[0].box.top > 20


@pytest.mark.parametrize("view", ["contour", "side by side"])  # a relief has a map's legend and chart
def test_a_race_of_eighty_has_ink_and_says_how_many_the_legend_leaves_out(view):
    finished = race(surfaces.get("beale"), {f"racer {i}": optimizers.Adam(0.01 * (i + 1)) for i in range(80)}, steps=20)
    options = {"view": view, "chart": Chart(), "look": Look(lines=False, marks=False)}
    _, (first, last), _ = decoded(race_gif(finished, frames=2, **options))
    left, top, right, bottom = next(pane.box for pane in Options(**options).scene(finished).panes if pane.charted)
    chart = np.s_[top:bottom, left:right]
    assert (first[chart] != last[chart]).any(axis=-1).mean() > 0.1
    if view != "side by side":
        assert re.search(r"and \d\d more", race_svg(finished, 0, **options))
