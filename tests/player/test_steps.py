"""The steps of one racer on a page without a server: told and drawn as the app does, and small."""

import base64
import gzip
import json
import re

import numpy as np
import pytest

import optimizers
import surfaces
from exports import race_html
from figures.cut import cut
from figures.step_words import losses_text
from optimizers import rate_field
from player.steps import HEIGHT, MOST, WIDTH
from racing import Step, filled_formula, no_step, race
from tests.player.reader import Reader


def told(finished, name, step=None):
    """What a page says of the steps of a racer."""
    page = race_html(finished, glass=name, step=step, plotly="cdn")
    [packed] = re.findall(r'id="steps">(.*?)</script>', page)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def block(all_told, number, which):
    template, *numbers = all_told["steps"][number - all_told["first"]][which]
    return re.sub(r"\{(\d+)\}", lambda hole: numbers[int(hole[1])], all_told["templates"][template])


def words_of(text):
    return " ".join("".join(Reader(text).texts).split())


def raced(rule, steps=8, surface="himmelblau", **how):
    return race(surfaces.get(surface), {"a": rule, "b": optimizers.Adam(0.1)}, steps=steps, **how)


@pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE)
def test_every_step_has_its_lines_with_the_numbers_of_the_run(rule):
    rate = rate_field(rule)  # at the default of some, the run is soon lost
    finished = raced(rule().having(rate, 0.01) if rate else rule())
    found = told(finished, "a")
    assert len(found["steps"]) == sum(no_step(finished["a"], number) is None for number in range(1, 9))
    for number in (1, 5, 8):
        for which, lines in enumerate(filled_formula(finished["a"], number)):
            seen = words_of(block(found, number, which))
            for line in lines:
                assert line.rpartition("= ")[2].replace("-", "−").split(r" \cdot")[0] in seen
        assert str(losses_text(Step(finished["a"], number))) in block(found, number, 3)


def test_the_documents_quadratic_is_told_in_fractions():
    finished = race(surfaces.get("quadratic"), {"a": optimizers.GradientDescent(1 / 3)}, (0, 0), 3)
    found = told(finished, "a")
    assert "The loss is 58 before it and 58/9 after it." in block(found, 1, 3)
    assert words_of(block(found, 2, 2)) == words_of(
        "xyFrom14/32To56/98/3Step14/92/3Gradient, as the rule saw it-14/3-2Effective learning rate1/31/3"
    )


def test_the_loss_along_the_step_is_that_of_the_app():
    finished = raced(optimizers.Momentum(0.02))
    path, parabola, start, landing = told(finished, "a")["steps"][4][4]
    seen = cut(Step(finished["a"], 5))
    assert start[0] / WIDTH == pytest.approx(np.interp(0, seen.along[[0, -1]], [0, 1]), abs=0.01)
    assert landing[0] / WIDTH == pytest.approx(np.interp(1, seen.along[[0, -1]], [0, 1]), abs=0.01)
    first, *moves = np.array(re.findall(r"-?\d+", path), int)[1:].tolist()
    across, down = np.cumsum(moves[::2]), first + np.cumsum(moves[1::2])
    assert across[-1] == WIDTH
    for x, y in (start, landing):
        assert np.interp(x, across, down) == pytest.approx(y, abs=0.02 * HEIGHT)
    if parabola:
        ends = np.array(re.findall(r"-?\d+", parabola), int)
        assert [ends[0], ends[4]] == [0, WIDTH]


def test_a_parabola_s_path_goes_through_the_parabola():
    finished = race(surfaces.get("sphere"), {"a": optimizers.GradientDescent(0.3)}, (2, 1), 3)
    path, parabola, *_ = told(finished, "a")["steps"][0][4]  # which are the same on a quadratic
    _, y0, x1, y1, _, y2 = np.array(re.findall(r"-?\d+", parabola), int)
    assert x1 == WIDTH // 2
    first, *moves = np.array(re.findall(r"-?\d+", path), int)[1:].tolist()
    middle = first + sum(moves[1 : len(moves) // 2 : 2])
    assert (y0 + 2 * y1 + y2) / 4 == pytest.approx(middle, abs=2)


@pytest.mark.parametrize("surface", ["beale", "himmelblau"])
@pytest.mark.parametrize("rule", [optimizers.Adam(0.1), optimizers.Momentum(0.001), optimizers.AdaGrad(0.5)], ids=repr)
def test_a_page_with_a_step_of_every_kind_is_at_most_40_kb_larger(surface, rule):
    finished = raced(rule, steps=300, surface=surface)
    plain, closer = (len(race_html(finished, glass=name, step=0, plotly="cdn")) for name in (None, "a"))
    assert closer - plain < 40 * 2**10


def test_a_long_race_tells_of_the_steps_around_the_one_at_which_the_page_opens():
    finished = raced(optimizers.GradientDescent(0.001), steps=300)
    for step, first in ((0, 1), (30, 1), (150, 150 - MOST // 2), (300, 301 - MOST), (None, 301 - MOST)):
        found = told(finished, "a", step)
        assert (found["first"], len(found["steps"])) == (first, MOST)
        assert found["beyond"] == f"This page tells of steps {first} to {first + MOST - 1}."


def test_where_there_is_no_step_it_is_said_why():
    found = told(race(surfaces.get("beale"), {"a": optimizers.GradientDescent(0.5)}, steps=9), "a")
    assert found["start"] == "This is the start. Go one step on to look at a step."
    assert found["beyond"].startswith("No step leads here: diverged")
    assert told(raced(optimizers.Newton()), "a")["beyond"] == "This page tells of steps 1 to 8."


def test_a_page_without_it_brings_nothing_of_it():
    page = race_html(raced(optimizers.Adam(0.1)), plotly="cdn")
    assert "steps" not in {attributes.get("id") for _, attributes in Reader(page).tags}
    assert "player/steps.js" not in page
    with pytest.raises(ValueError, match="race_html: glass must be one of a, b, got 'c'"):
        race_html(raced(optimizers.Adam(0.1)), glass="c")
