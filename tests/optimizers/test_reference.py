import json
from pathlib import Path

import numpy as np
import pytest

import optimizers
from optimizers.texts import rule_around

FILES = (Path(__file__).parents[1] / "reference").glob("*.json")
KNOWN = [case for file in sorted(FILES) for case in json.loads(file.read_text())["cases"]]
CASES = [case for case in KNOWN if case["optimizer"] in optimizers.CATALOGUE]


def name_of(case):
    form = {True: "-inside", False: "-outside", None: ""}[case["hyperparameters"].get("epsilon_inside")]
    inner = f"-{case['hyperparameters']['inner']}" if "inner" in case["hyperparameters"] else ""
    return f"{case['optimizer']}{inner}{form}-{case['surface']}-{case['reference']}"


def made(case):
    values = case["hyperparameters"]
    rule = rule_around(optimizers.get(case["optimizer"]), {k: v for k, v in values.items() if isinstance(v, str)})
    for name, value in values.items():
        rule = rule if isinstance(value, str) else rule.having(name, value)
    return rule


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_paths_agree_with_other_libraries(case, field, descend):
    points, _ = descend(made(case), field(case["expression"]), case["start"], case["steps"])
    points = [points[t] for t in case.get("at", range(case["steps"] + 1))]
    np.testing.assert_allclose(points, case["path"], rtol=0, atol=case.get("within", 1e-9))


def test_most_rules_have_a_reference_path():
    assert set(optimizers.CATALOGUE) - {case["optimizer"] for case in CASES} <= {"NAdam"}
