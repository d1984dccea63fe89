import re

import pytest

import optimizers
import surfaces
from figures import landscape
from optimizers import AdaGrad, Adam, GradientDescent
from racing import Criterion, race, standings
from racing.standings import cells, titles
from surfaces import critical_points, from_formula
from ui.results import critical_table, formula_texts, ranking_text, standings_table


@pytest.fixture(scope="module")
def finished():
    racers = {"<script>alert(1)</script>": Adam(0.1), "b": Adam(0.2), "inside": Adam(0.1, epsilon_inside=True)}
    return race(surfaces.get("beale"), racers, steps=5)


def table_of(finished):
    marks = dict.fromkeys(finished, "mark.svg")
    return standings_table(titles(finished), map(cells, standings(finished)), marks)


def test_the_table_has_a_row_a_racer_and_escapes_names(finished):
    table = table_of(finished)
    assert table.count("<tr>") == 1 + len(finished)
    assert "<script>" not in table
    assert "&lt;script&gt;" in table


def test_each_form_of_a_rule_is_shown_once(finished):
    text = "\n".join(formula_texts(finished))
    assert text.count("**Adam**") == 2
    assert r"\sqrt{\hat v + \epsilon}" in text
    assert r"\sqrt{\hat v} + \epsilon" in text
    assert "<script>" not in text


def test_the_formula_shown_is_the_one_read_from_the_code():
    for rule in optimizers.CATALOGUE.values():
        finished = race(surfaces.get("sphere"), {"racer": rule()}, steps=1)
        text = "".join(formula_texts(finished)).replace("&", "")
        assert all(line.replace("&", "") in text for line in optimizers.latex(rule())), rule


def test_over_the_formula_of_a_rule_stands_what_it_was_held_to_and_over_what_is_drawn_nothing():
    racers = {"a": optimizers.AdaGrad(), "b": optimizers.Newton()}
    texts = formula_texts(race(surfaces.get("sphere"), racers, steps=1, noise=0.1))
    badges = [re.findall(r":gray-badge\[(.*?)\]", text) for text in texts]
    assert [badge.split(".")[0] for badge in badges[0]] == ["Held to Optax 0", "Held to PyTorch 2"]
    assert badges[1:] == [["Held to plain loops over 60 steps, within 1e-12"], []]


def test_a_step_that_never_comes_is_a_dash():
    table = table_of(race(from_formula("x^2 + y^2"), {"a": AdaGrad()}, steps=2))
    assert '<td class="steps_to_tolerance">–</td>' in table


def test_without_a_minimum_the_table_tells_the_steps_to_leave():
    table = table_of(race(surfaces.get("saddle"), {"a": AdaGrad(0.5)}, steps=50))
    assert "Steps to leave" in table
    assert 'class="distance"' not in table
    assert "Ranked by the step at which it leaves the domain" in ranking_text(surfaces.get("saddle"))


def test_without_a_minimum_who_left_below_its_start_has_a_place_though_it_is_lost_later():
    racers = {"soon": GradientDescent(0.4), "later": AdaGrad(0.1)}
    lines = {line.name: line for line in standings(race(surfaces.get("saddle"), racers, (1, 0.1), 300))}
    assert lines["soon"].verdict.ending.lost
    assert [lines[name].place for name in racers] == [1, 2]
    assert "below its start, lost later or not; those that stay" in ranking_text(surfaces.get("saddle"))


@pytest.mark.parametrize(
    ("surface", "criterion", "said"),
    [
        (
            "beale",
            "final loss",
            "Ranked by the final loss, then by the steps to 0.1%, then by the step of the verdict; ",
        ),
        ("beale", "steps to tolerance", "Ranked by the steps to 0.1%, then by the final loss, then by the step of"),
        ("beale", "final loss", "less than 1e-10 of the starting height above the minimum are equal"),
    ],
)
def test_what_ranks_is_said(surface, criterion, said):
    assert said in ranking_text(surfaces.get(surface), Criterion(criterion))


def test_a_typed_surface_whose_least_value_is_not_known_ranks_by_no_tolerance():
    said = ranking_text(from_formula("x^3 - 3x + y^2"))
    assert said.startswith("Ranked by the final loss, then by the step of the verdict; ")
    assert "0.1%" not in said


def cells_of(surface, batch_size=None):
    """The critical table's cells, row by row, its head first."""
    table = critical_table(surface, critical_points(surface), landscape(surface).lowest, batch_size)
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    return head, rows


@pytest.mark.parametrize(("key", "lowest"), [("himmelblau", 4), ("rastrigin", 1), ("six_hump_camel", 2), ("beale", 1)])
def test_the_table_calls_the_declared_minima_global_and_no_others(key, lowest):
    _, rows = cells_of(surfaces.get(key))
    assert [row[0] for row in rows[:lowest]] == ["⊕ global minimum"] * lowest
    assert not any("global" in row[0] for row in rows[lowest:])


def test_the_table_calls_the_lowest_point_of_a_typed_formula_a_minimum():
    _, rows = cells_of(from_formula("x^2 + y^2"))
    assert rows[0][0] == "⊕ minimum"


@pytest.mark.parametrize(("batch_size", "rates"), [(None, ["1"]), (1, ["1", "0.3378"]), (50, ["1", "1"])])
def test_over_data_the_table_tells_the_rates_of_all_rows_and_of_the_batch(batch_size, rates):
    head, [row] = cells_of(surfaces.get("cars_scaled"), batch_size)
    told = [i for i, title in enumerate(head) if "rate" in title or "mean square" in title]
    assert [row[i] for i in told] == rates
    assert head[told[0]] == "Largest stable rate, all rows"
