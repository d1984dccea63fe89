import pytest

import optimizers
import surfaces
from optimizers import AdaGrad, Adam
from racing import race, standings
from ui.results import formula_texts, standings_table


@pytest.fixture(scope="module")
def finished():
    racers = {"<script>alert(1)</script>": Adam(0.1), "b": Adam(0.2), "inside": Adam(0.1, epsilon_inside=True)}
    return race(surfaces.get("beale"), racers, steps=5)


def test_the_table_has_a_row_a_racer_and_escapes_names(finished):
    marks = dict.fromkeys(finished, "mark.svg")
    table = standings_table(standings(finished), marks)
    assert table.count("<tr>") == 1 + len(finished)
    assert "<script>" not in table
    assert "&lt;script&gt;" in table


def test_each_form_of_a_rule_is_shown_once(finished):
    text = "\n".join(formula_texts(finished))
    assert text.count("**Adam**") == 2
    assert r"\sqrt{\hat v + \epsilon}" in text
    assert r"\sqrt{\hat v} + \epsilon" in text
    assert "<script>" not in text


@pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
def test_the_formula_shown_is_the_one_read_from_the_code(rule):
    finished = race(surfaces.get("sphere"), {"racer": rule()}, steps=1)
    text = "".join(formula_texts(finished)).replace("&", "")
    assert all(line in text for line in optimizers.latex(rule()))


def test_nothing_known_about_the_minimum_is_a_dash():
    finished = race(surfaces.get("saddle"), {"a": AdaGrad()}, steps=2)
    assert '<td class="distance">–</td>' in standings_table(standings(finished), {"a": "mark.svg"})
