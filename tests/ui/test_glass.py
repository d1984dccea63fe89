"""The tab of one step: the rule's lines with its numbers, and what it did, for whichever racer and step is shown."""

import pytest

import optimizers
import surfaces
from figures.step_words import UNTOLD, losses_text
from racing import Step, race
from tests.optimizers.variants import RECORDED
from tests.ui.pages import opened, rerun
from ui.glass import filled_texts, step_table


def told(query, step, **keys):
    page = rerun(opened(query), results="This step", **{"glass.step": step, **keys})
    return page, [block.value for block in page.tabs[-1].markdown]


def test_the_documents_quadratic_is_told_in_fractions_and_others_with_four_digits():
    run = race(surfaces.get("quadratic"), {"a": optimizers.GradientDescent(1 / 3)}, (0, 0), 3)["a"]
    assert losses_text(Step(run, 1)) == "Step 1 is 5.077 long. The loss is 58 before it and 58/9 after it."
    assert step_table(Step(run, 2)).splitlines() == [
        "|   | $x$ | $y$ |",
        "| --- | --- | --- |",
        "| From | 14/3 | 2 |",
        "| To | 56/9 | 8/3 |",
        "| Step | 14/9 | 2/3 |",
        "| Gradient, as the rule saw it | -14/3 | -2 |",
        "| Effective learning rate | 1/3 | 1/3 |",
    ]
    run = race(surfaces.get("beale"), {"a": optimizers.GradientDescent(0.01)}, steps=3)["a"]
    assert "/" not in step_table(Step(run, 2)) + losses_text(Step(run, 2))


def test_each_rule_has_its_lines_and_where_they_are_recorded_their_numbers():
    for rule, kind in optimizers.CATALOGUE.items():
        texts = filled_texts(race(surfaces.get("booth"), {"a": kind()}, steps=3), "a", 2)
        assert len(texts) == (3 if rule in RECORDED else 1), rule
        assert texts[0].startswith(f"**{kind.title}**")


def test_the_tab_is_about_the_racer_chosen_at_the_step_of_the_playhead():
    page, texts = told("surface=quadratic&start=0,0&racer=GradientDescent+learning_rate=1/3&racer=Adam", 1)
    assert texts[-3] == "Step 1 is 5.077 long. The loss is 58 before it and 58/9 after it."
    page.button_group(key="glass.chosen").set_value("Adam").run()
    assert page.tabs[-1].markdown[0].value.startswith("**Adam**")
    assert page.button_group(key="glass.chosen").value == "Adam"
    rerun(page, **{"glass.step": 10**6})
    assert page.tabs[-1].markdown[-3].value.startswith("Step 300 ")


@pytest.mark.parametrize(
    ("query", "step", "said"),
    [
        ("racer=Adam", 0, "This is the start. Go one step on to look at a step."),
        ("surface=beale&racer=GradientDescent+learning_rate=1", 99, r"No step leads here\: diverged at step 2."),
        ("racer=Newton", 3, UNTOLD),
    ],
)
def test_what_cannot_be_told_is_said(query, step, said):
    _, texts = told(query, step)
    assert said in texts
