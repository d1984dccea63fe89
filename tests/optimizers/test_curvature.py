"""What the methods of curvature are known for, held to linear algebra that is done elsewhere."""

import numpy as np
import pytest

from optimizers import BFGS, LBFGS, NewtonRaphson, SaddleFreeNewton, TrustRegion
from optimizers.conjugate import Conjugate
from tests.optimizers.variants import At

CONJUGATE = pytest.mark.parametrize("rule", Conjugate.__subclasses__(), ids=lambda rule: rule.__name__)
STARTS = np.random.default_rng(5).uniform(-3, 3, (20, 2))


class Quadratic:
    """(x - c)ᵀ A (x - c) / 2, of one A (2, 2) and c (2,)."""

    def __init__(self, A, c=(0.0, 0.0)):
        self.A, self.c = np.array(A), np.array(c)

    def value(self, points):
        away = points - self.c
        return np.einsum("...i,ij,...j->...", away, self.A, away) / 2

    def gradient(self, points):
        return (points - self.c) @ self.A

    def hessian(self, points):
        return self.A + np.zeros((*points.shape, 2))


def turned(high, low, angle=0.7):
    """A matrix of these curvatures along axes turned by an angle."""
    Q = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return Q @ np.diag([high, low]) @ Q.T


BOWL = Quadratic(turned(9.0, 0.5), (1.0, -2.0))


@CONJUGATE
def test_with_exact_searches_two_steps_end_at_the_bottom_of_a_quadratic(rule, descend):
    (*_, end), _ = descend(rule(flattening=1e-10, decrease=1e-6), BOWL, STARTS, 2)
    np.testing.assert_allclose(end, np.broadcast_to(BOWL.c, end.shape), atol=1e-7)


def test_with_exact_searches_the_conjugate_gradients_are_one_method_on_a_quadratic_and_two_elsewhere(beale, descend):
    made = [rule(flattening=1e-10, decrease=1e-6) for rule in Conjugate.__subclasses__()]
    (fletcher_reeves, *others), *elsewhere = [
        [descend(rule, surface, (1.0, 1.25), steps)[0][-1] for rule in made]
        for surface, steps in ((BOWL, 2), (beale, 4))
    ]
    for other in others:
        np.testing.assert_allclose(other, fletcher_reeves, atol=1e-6)
    [(fletcher_reeves, polak_ribiere, hestenes_stiefel)] = elsewhere
    np.testing.assert_allclose(hestenes_stiefel, polak_ribiere, atol=1e-4)
    assert np.abs(fletcher_reeves - polak_ribiere).max() > 1e-2


@CONJUGATE
def test_each_step_of_a_conjugate_gradient_ends_low_enough_where_it_is_flat_enough(rule, waves, descend):
    points, states = descend(rule(decrease=0.1, flattening=0.2), waves, STARTS, 4)
    for x, ahead, state in zip(points, points[1:], states[1:], strict=False):
        p, alpha = state["p"], state["alpha"][:, 0]
        slope, there = (np.sum(waves.gradient(at) * p, axis=-1) for at in (x, ahead))
        moved = np.abs(ahead - x).max(axis=-1) > 1e-6  # in a shorter step, rounding decides
        assert (waves.value(ahead) <= waves.value(x) + 0.1 * alpha * slope)[moved].all()
        assert (np.abs(there) <= 0.2 * np.abs(slope))[moved].all()


@pytest.mark.parametrize("bends", [(9.0, 0.5), (2.0, -3.0), (-1.0, -4.0)], ids=["bowl", "saddle", "top"])
def test_newton_raphson_ends_in_one_step_wherever_a_quadratic_is_level(bends):
    surface = Quadratic(turned(*bends), (1.0, -2.0))
    ends, _ = NewtonRaphson().step(STARTS, At(surface, 1), {})
    np.testing.assert_allclose(ends, np.broadcast_to(surface.c, ends.shape), atol=1e-12)


def test_saddle_free_newton_is_newton_in_a_bowl_and_leaves_the_saddle_that_draws_newton(waves, descend):
    rule = SaddleFreeNewton(damping=1e-14)
    for surface, start in ((BOWL, STARTS), (waves, np.array([[-0.53, 1.44], [-0.5, 1.4]]))):
        assert (np.linalg.eigvalsh(surface.hessian(start)) > 0).all()
        np.testing.assert_allclose(
            rule.step(start, At(surface, 1), {})[0], NewtonRaphson().step(start, At(surface, 1), {})[0], atol=1e-11
        )
    saddle = Quadratic(turned(2.0, -3.0), (1.0, -2.0))
    heights = saddle.value(np.array(descend(SaddleFreeNewton(damping=0.1), saddle, STARTS, 6)[0]))
    assert (np.diff(heights, axis=0) < 0).all()
    assert heights[-1].max() < -10


def test_a_trust_region_steps_as_newton_where_that_is_inside_and_down_the_gradient_where_it_is_small(waves):
    newton, _ = NewtonRaphson().step(STARTS, At(BOWL, 1), {})
    for radius, expected in ((100.0, newton), (1e-3, None)):
        rule = TrustRegion(radius=radius, accept=0.0)
        ends, _ = rule.step(STARTS, At(BOWL, 1), rule.begin(STARTS))
        if expected is None:
            g = BOWL.gradient(STARTS)
            expected = STARTS - radius * g / np.linalg.norm(g, axis=-1, keepdims=True)
        np.testing.assert_allclose(ends, expected, atol=1e-11)


def test_no_step_of_a_trust_region_leads_up_or_out_of_its_radius_and_it_comes_to_the_bottom(field, descend):
    surface = field("(1 - x)**2 + 100*(y - x**2)**2")
    points, states = descend(TrustRegion(radius=0.3, largest=2.0), surface, STARTS, 60)
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=-1)
    radii = np.array([state["radius"][:, 0] for state in states])
    assert (lengths <= radii[:-1] * (1 + 1e-9)).all()
    assert radii.max() <= 2
    assert (np.diff(surface.value(np.array(points)), axis=0) <= 0).all()
    np.testing.assert_allclose(points[-1], np.ones_like(points[-1]), atol=1e-6)


def test_with_all_steps_in_memory_and_unscaled_l_bfgs_is_bfgs(beale, descend):
    limited, _ = descend(LBFGS(history=20, scaled=False), beale, STARTS[:6], 20)
    whole, _ = descend(BFGS(), beale, STARTS[:6], 20)
    np.testing.assert_allclose(limited[:9], whole[:9], rtol=1e-7, atol=1e-9)


def test_l_bfgs_takes_the_way_of_the_inverse_that_its_steps_tell_of():
    """Of steps on a quadratic as many as coordinates, apart from each other, know all of it."""
    S = np.array([[1.0, 0.3], [-0.2, 0.8]])
    rule, surface = LBFGS(history=2), Quadratic(turned(9.0, 0.5))
    S[1] -= (S[0] @ surface.A @ S[1]) / (S[0] @ surface.A @ S[0]) * S[0]  # conjugate, as exact searches make them
    ahead, _ = rule.step(np.array([2.0, 1.0]), At(surface, 1), {"s": S, "y": S @ surface.A})
    np.testing.assert_allclose(ahead, [0, 0], atol=1e-12)


def test_what_tells_nothing_of_the_curvature_is_not_remembered(field, descend):
    _, states = descend(LBFGS(history=3), field("x + 2*y"), [0.0, 0.0], 3)
    assert not states[-1]["s"].any()
