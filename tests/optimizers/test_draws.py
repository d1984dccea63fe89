"""What the rules that draw are known for."""

import numpy as np
import pytest

from optimizers import CMAES, SPSA, RandomSearch, SimulatedAnnealing
from optimizers.evolution import strategy
from racing import race
from surfaces import from_formula
from tests.optimizers.variants import At

TURN = np.array([[np.cos(0.7), -np.sin(0.7)], [np.sin(0.7), np.cos(0.7)]])


class Moved:
    """A surface turned and put elsewhere, with what is drawn turned alike."""

    def __init__(self, surface, t, turn, shift):
        self.at, self.t, self.turn, self.shift = At(surface, t), t, turn, shift

    def value(self, points, where=None):
        return self.at.value((points - self.shift) @ self.turn, where)

    def normal(self, k):
        return (self.at.normal(k).reshape(-1, 2) @ self.turn.T).ravel()


@pytest.mark.parametrize("rule", [CMAES(), RandomSearch()], ids=lambda rule: rule.title)
def test_where_the_surface_is_turned_and_moved_so_is_the_path(rule, beale):
    x, state = np.array([1.0, 1.25]), rule.begin(np.array([1.0, 1.25]))
    shift = np.array([40.0, -3.0])
    moved, its_state = TURN @ x + shift, rule.begin(TURN @ x + shift)
    for t in range(1, 31):
        x, state = rule.step(x, At(beale, t), state)
        moved, its_state = rule.step(moved, Moved(beale, t, TURN, shift), its_state)
        np.testing.assert_allclose(moved, TURN @ x + shift, rtol=0, atol=1e-8)


@pytest.mark.parametrize("rule", [CMAES(), RandomSearch()], ids=lambda rule: rule.title)
def test_only_the_order_of_losses_counts(rule):
    plain, bent = (race(from_formula(text), {"a": rule}, (2, 1), 60)["a"] for text in ("x^2 + 9y^2", "exp(x^2 + 9y^2)"))
    np.testing.assert_array_equal(plain.points[:12], bent.points[:12])


def test_what_cma_es_draws_from_comes_to_lie_along_the_ravine(field, descend):
    _, states = descend(CMAES(), field("100*x**2 + y**2"), (3.0, 4.0), 80)
    variances, axes = np.linalg.eigh(states[-1]["C"])
    assert 50 < variances[1] / variances[0] < 200  # the inverse Hessian's is 100
    assert abs(axes[1, 1]) > 0.999


def test_the_strategy_has_the_numbers_of_the_paper():
    k = strategy(6)
    assert k.mu_w == pytest.approx(2.0286, abs=1e-4)
    assert k.weights[:3] == pytest.approx((0.63704, 0.28457, 0.07839), abs=1e-5)
    assert sum(k.weights[3:]) >= -(1 - k.c_1 - k.c_mu) / (2 * k.c_mu)  # so that C stays positive definite


def test_random_search_never_climbs_and_halves_its_draws_where_none_leads_down(field, descend):
    points, _ = descend(RandomSearch(), field("x**2 + y**2"), (3.0, 4.0), 60)
    assert (np.diff(np.sum(np.square(points), axis=1)) <= 0).all()
    _, states = descend(RandomSearch(size=1.0, failures=2), field("abs(x) + abs(y)"), (0.0, 0.0), 9)
    assert [state["sigma"].item() for state in states] == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625]


def test_annealing_climbs_while_it_is_hot_and_not_when_it_is_cold(field, descend):
    surface = field("x**2 + y**2")
    for temperature, climbs in ((1e3, True), (1e-9, False)):
        points, _ = descend(SimulatedAnnealing(temperature=temperature), surface, (1.0, 1.0), 60)
        assert (np.diff(surface.value(np.array(points))) > 1e-6).any() == climbs


def test_annealing_takes_a_step_up_as_often_as_metropolis_says():
    class Slope:
        """A step up of 1, whatever is drawn."""

        t, draws = 1, np.random.default_rng(0).random((20_000, 1))

        def value(self, points, where=None):
            return (np.abs(points).max(axis=-1) > 0) * 1.0

        def normal(self, k):
            return np.ones((20_000, k))

        def uniform(self, k):
            return self.draws

    moved, _ = SimulatedAnnealing(temperature=0.8, size=0.3).step(np.zeros((20_000, 2)), Slope(), {})
    assert moved.any(axis=-1).mean() == pytest.approx(np.exp(-1 / 0.8), abs=0.01)


def test_the_slope_of_spsa_is_on_average_the_gradient_of_a_quadratic():
    rule, x = SPSA(learning_rate=1.0, stability=0, alpha=0), np.array([0.3, -0.8])

    class Drawing:
        t = 1

        def value(self, points, where=None):
            return points[..., 0] ** 2 + 3 * points[..., 1] ** 2 + points[..., 0] * points[..., 1]

        def uniform(self, k):
            return np.array([[0.1, 0.1], [0.1, 0.9], [0.9, 0.1], [0.9, 0.9]])

    ends, _ = rule.step(np.tile(x, (4, 1)), Drawing(), {})
    np.testing.assert_allclose((x - ends).mean(axis=0), [2 * 0.3 - 0.8, 6 * -0.8 + 0.3], rtol=1e-12)
