import json
from pathlib import Path

import numpy as np
import pytest

import optimizers

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "trajectories.json").read_text())
CASES = [case for case in REFERENCE["cases"] if case["optimizer"] in optimizers.CATALOGUE]


def name_of(case):
    form = {True: "-inside", False: "-outside", None: ""}[case["hyperparameters"].get("epsilon_inside")]
    return f"{case['optimizer']}{form}-{case['surface']}-{case['reference']}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_paths_agree_with_other_libraries(case, field, descend):
    rule = optimizers.get(case["optimizer"])(**case["hyperparameters"])
    points, _ = descend(rule, field(case["expression"]), case["start"], case["steps"])
    np.testing.assert_allclose(points, case["path"], rtol=0, atol=1e-9)


def test_most_rules_have_a_reference_path():
    assert set(optimizers.CATALOGUE) - {case["optimizer"] for case in CASES} <= {"NAdam"}
