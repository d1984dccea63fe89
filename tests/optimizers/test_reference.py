import csv
from dataclasses import fields

import numpy as np

import optimizers
from optimizers.held import FILE, held_to
from tests.each import each
from tests.optimizers.paths import CASES, followed, rows
from tests.reference import document


def name_of(case):
    form = {True: "-inside", False: "-outside", None: ""}[case["hyperparameters"].get("epsilon_inside")]
    inner = f"-{case['hyperparameters']['inner']}" if "inner" in case["hyperparameters"] else ""
    return f"{case['optimizer']}{inner}{form}-{case['surface']}-{case['reference']}"


@each("case", {f"{i} {name_of(case)}": case for i, case in enumerate(CASES)})
def test_paths_agree_with_other_libraries(case):
    np.testing.assert_allclose(followed(case), case["path"], rtol=0, atol=case.get("within", 1e-9))


def is_telling(case):
    """Whether it goes on for fifty steps, with other numbers than are usual."""
    usual = {field.name: field.default for field in fields(optimizers.CATALOGUE[case["optimizer"]])}
    return case["steps"] >= 50 and any(usual.get(name) != value for name, value in case["hyperparameters"].items())


@each("rule", optimizers.CATALOGUE)
def test_every_rule_is_held_to_each_reference_over_fifty_steps_and_to_at_least_two_surfaces(rule):
    assert held_to(rule), "tests/reference has no path of it, or python -m tests.reference has not been run since"
    assert all(held.steps >= 50 for held in held_to(rule))
    assert len({case["expression"] for case in CASES if case["optimizer"] == rule.__name__ and is_telling(case)}) >= 2


def test_rules_come_within_a_billionth_of_their_references_but_where_the_document_says_why():
    every = {(name, held.reference): held for name, rule in optimizers.CATALOGUE.items() for held in held_to(rule)}
    assert {key for key, held in every.items() if held.within > document.CLOSE} == set(document.FARTHER)


def test_what_rules_are_said_to_be_held_to_is_so():
    with FILE.open(newline="") as file:
        told = {(row["rule"], row["reference"]): row for row in csv.DictReader(file)}
    seen = {row[:2]: row for row in rows()}
    assert told.keys() == seen.keys()
    for key, (*_, version, steps, within) in seen.items():
        assert (told[key]["version"], int(told[key]["steps"])) == (version, steps)
        assert within <= float(told[key]["within"]) <= 100 * within  # as processors round


def test_the_document_of_the_rules_says_what_is_so_now():
    assert document.FILE.read_text() == document.written(), "python -m tests.reference writes it anew"
