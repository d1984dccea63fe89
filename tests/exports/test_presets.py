import numpy as np
import pytest

from exports.options import Options
from exports.presets import PRESETS
from racing import race

FAMOUS = ("SGD", "Momentum", "NAG", "AdaGrad", "Adadelta", "RMSProp")
ADAPTIVE = {"AdaGrad", "Adadelta", "RMSProp"}
PRESET = pytest.mark.parametrize("name", PRESETS)


@pytest.fixture(scope="module")
def saddle():
    return PRESETS["saddle"].race()


@pytest.fixture(scope="module")
def beale():
    return PRESETS["beale"].race()


@PRESET
def test_a_preset_races_the_famous_six_under_legal_options(name):
    assert tuple(PRESETS[name].racers) == FAMOUS
    assert Options(**PRESETS[name].options)


def leaving(race, bound):
    """The racers in the order of the steps at which they leave the ridge by more than `bound`."""
    gone = {name: np.flatnonzero(abs(run.points[:, 1]) > bound) for name, run in race.items()}
    return sorted((name for name in gone if gone[name].size), key=lambda name: gone[name][0])


@pytest.mark.parametrize("bound", [0.1, 0.5, 1.0, 1.5])
def test_the_adaptive_rules_leave_the_saddle_first_then_nag_then_momentum(saddle, bound):
    order = leaving(saddle, bound)
    assert set(order[:3]) == ADAPTIVE
    assert order[3:] == ["NAG", "Momentum"]


def test_adadelta_leads_the_way_out_of_the_picture(saddle):
    assert leaving(saddle, 1.5)[0] == "Adadelta"


def test_plain_gradient_descent_is_on_the_ridge_for_the_whole_animation_and_leaves_later(saddle):
    away = np.abs(saddle["SGD"].points[:, 1])
    assert away.max() < 0.001
    np.testing.assert_allclose(away[1:] / away[:-1], 1.04)
    rule = PRESETS["saddle"].racers["SGD"]
    later = race(saddle.surface, {"SGD": rule}, saddle.start, 400)["SGD"]
    assert np.flatnonzero(np.abs(later.points[:, 1]) > 0.5)[0] == 335


def test_momentum_and_nag_swing_through_the_saddle_before_they_leave_it(saddle):
    for name in ("Momentum", "NAG"):
        assert saddle[name].points[:, 0].min() < -0.2


def test_all_leave_the_saddle_towards_the_eye(saddle):
    assert all((run.points[:, 1] < 0).all() for run in saddle.values())


def lowest(race):
    return {name: run.points[:, 1].min() for name, run in race.items()}


def test_no_rule_of_the_beale_preset_goes_straight_for_the_minimum(beale):
    for name in ADAPTIVE:
        away = np.hypot(*(beale[name].points - (3, 0.5)).T)
        assert away.max() > away[0]


def test_on_beale_momentum_is_led_furthest_off_track_nag_less_and_the_others_not(beale):
    low = lowest(beale)
    assert low["Momentum"] < low["NAG"] - 0.3
    assert low["NAG"] < -1
    assert all(low[name] > 0 for name in {*ADAPTIVE, "SGD"})


def test_on_beale_nag_corrects_its_course_sooner_than_momentum(beale):
    back = {name: np.flatnonzero(beale[name].points[:, 1] < 0)[-1] for name in ("NAG", "Momentum")}
    assert back["NAG"] < back["Momentum"]


def test_on_beale_all_but_plain_gradient_descent_come_close_to_the_minimum_and_it_comes_last(beale):
    away = {name: np.hypot(*(run.points[-1] - (3, 0.5))) for name, run in beale.items()}
    assert max(away, key=away.get) == "SGD"
    assert all(away[name] < 0.3 for name in away if name != "SGD")
