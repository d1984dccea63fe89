import numpy as np
import pytest

import surfaces
from figures import Look, landscape, loss_axis
from figures.landscape import LEVELS, SCALES
from figures.map_image import band_colors, map_image
from figures.theme import LIGHT
from optimizers import Adam, GradientDescent
from racing import race
from surfaces import Trait, from_formula

CATALOGUE = pytest.mark.parametrize("key", surfaces.CATALOGUE)


@CATALOGUE
def test_the_grid_holds_the_losses_of_the_domain_at_heights_that_grow_with_them_and_show_the_shape(key):
    """A fair part of the levels is met on the domain, and no single band swallows nearly all of it."""
    surface = surfaces.get(key)
    ground = landscape(surface, marked=False)
    (x0, x1), (y0, y1) = surface.domain
    assert (ground.x[0], ground.x[-1], ground.y[0], ground.y[-1]) == (x0, x1, y0, y1)
    np.testing.assert_allclose(ground.loss[23, 137], surface.value([ground.x[137], ground.y[23]]))
    losses = np.sort(ground.loss[np.isfinite(ground.loss)])
    heights = ground.height(losses)
    assert heights[0] >= 0
    assert (np.diff(heights) >= 0).all()
    back = [ground.loss_at(height) for height in heights[::997]]
    np.testing.assert_allclose(back, losses[::997], rtol=0, atol=1e-9 * (losses[-1] - losses[0]))
    heights = ground.height(ground.loss[np.isfinite(ground.loss)])
    bands = np.clip(heights / ground.top * LEVELS, 0, LEVELS - 1).astype(int)
    shares = np.bincount(bands, minlength=LEVELS) / bands.size
    if surface.name != "Cross-in-tray":  # whose creases rise above all the rest, along lines
        assert (shares > 0).sum() >= 0.8 * LEVELS
    if Trait.PLATEAU not in surface.traits:  # most of which is one flat
        assert shares.max() <= 0.5


def test_a_wide_range_is_drawn_log_like_and_a_narrow_one_is_not():
    assert landscape(surfaces.get("beale")).unit is not None
    assert landscape(surfaces.get("rosenbrock")).unit is not None
    assert landscape(surfaces.get("quadratic")).unit is None
    assert landscape(surfaces.get("rastrigin")).unit is None


@CATALOGUE
def test_levels_are_as_asked_for_and_a_relief_goes_as_far_up_as_its_ground_and_not_too_far_past_them(key):
    grounds = {levels: landscape(surfaces.get(key), 41, levels, marked=False) for levels in SCALES}
    assert grounds["even"].unit is None
    assert grounds["logarithmic"].unit > 0
    assert grounds["fitting"].unit in {grounds["even"].unit, grounds["logarithmic"].unit}
    for ground in grounds.values():
        highest = np.nanmax(ground.height(ground.loss))
        assert 0 < ground.peak <= highest
        assert ground.peak == highest or ground.peak == pytest.approx(1.6 * ground.top)


def test_other_levels_are_refused_by_name():
    said = "landscape: levels must be one of fitting, even, logarithmic, got 'log'"
    with pytest.raises(ValueError, match=said):
        landscape(surfaces.get("beale"), levels="log")


def test_a_pole_leaves_a_hole_and_no_warning():
    surface = surfaces.Surface(
        name="pole",
        expression=1 / (surfaces.x**2 + surfaces.y**2),
        domain=((-1, 1), (-1, 1)),
        start=(1, 1),
        minima=(),
        source="test",
    )
    ground = landscape(surface, size=21)
    assert np.isnan(ground.loss[10, 10])
    assert np.isfinite(ground.top)


def test_the_map_image_has_lines_only_where_the_look_has_them():
    ground = landscape(surfaces.get("quadratic"))
    without = map_image(ground, Look(lines=False), 160, 120)
    assert map_image(ground, Look(), 160, 120) != without


def test_the_map_image_shows_low_ground_where_the_minimum_is():
    from io import BytesIO

    from PIL import Image

    surface = surfaces.get("quadratic")
    picture = Image.open(BytesIO(map_image(landscape(surface), Look(), 320, 240))).convert("RGB")
    (x0, x1), (y0, y1) = surface.domain
    column = round((7 - x0) / (x1 - x0) * 319)
    row = round((y1 - 3) / (y1 - y0) * 239)
    np.testing.assert_allclose(picture.getpixel((column, row)), band_colors(LIGHT.scale)[0], atol=3)
    np.testing.assert_allclose(picture.getpixel((2, 2)), band_colors(LIGHT.scale)[-1], atol=12)


# --- the loss axis ----------------------------------------------------------------------------------------------------


@CATALOGUE
def test_the_loss_axis_is_logarithmic_wherever_the_minimum_is_known_or_losses_are_positive(key):
    surface = surfaces.get(key)
    finished = race(surface, {"a": Adam(0.1)}, steps=50)
    axis = loss_axis(finished)
    assert axis.log == (surface.minimum is not None or (finished["a"].values > 0).all())
    low, high = axis.bounds
    assert low < high
    assert not axis.log or low > 0


def test_without_a_known_minimum_negative_losses_make_the_axis_linear():
    axis = loss_axis(race(surfaces.get("saddle"), {"a": GradientDescent(0.05)}, steps=100))
    assert not axis.log
    assert axis.offset == 0
    assert -20 < axis.bounds[0] < axis.bounds[1] < 20  # though the racer falls below -1e7


def test_a_racer_that_diverges_does_not_crush_the_others():
    racers = {"wild": GradientDescent(1.0), "tame": Adam(0.1)}
    axis = loss_axis(race(surfaces.get("beale"), racers, start=(1, 1.5), steps=100))
    assert axis.bounds[1] < 1e6


def test_arriving_exactly_at_the_minimum_leaves_an_axis():
    axis = loss_axis(race(surfaces.get("quadratic"), {"a": GradientDescent(0.5)}, steps=5))
    assert axis.log
    assert 0 < axis.bounds[0] < axis.bounds[1]


@pytest.mark.parametrize("start", [1e120, 1e200, 1e308])
def test_a_start_whose_loss_overflows_leaves_a_finite_axis(start):
    axis = loss_axis(race(surfaces.get("beale"), {"a": GradientDescent(0.5)}, start=(start, 0), steps=5))
    assert np.isfinite(axis.bounds).all()
    assert axis.bounds[0] < axis.bounds[1]


def test_starting_at_the_minimum_leaves_an_axis():
    axis = loss_axis(race(surfaces.get("quadratic"), {"a": GradientDescent(0.5)}, start=(7, 3), steps=5))
    assert axis.bounds[0] < axis.bounds[1]


EXTREMES = [
    "1e200 x",
    "1e200 x^2 + y",
    "x^64",
    "1/x",
    "log(x) + y",
    "sqrt(x - 4.999)",
    "exp(100x)",
    "1e-200 x^2",
    "floor(x)",
]


@pytest.mark.parametrize("text", EXTREMES)
@pytest.mark.parametrize("domain", [((-5, 5), (-5, 5)), ((-1e6, 1e6), (-1e-3, 1e-3))])
def test_a_surface_of_any_size_has_a_landscape_with_finite_levels(text, domain):
    surface = surfaces.from_formula(text, domain=domain)
    for ground in (landscape(surface, levels=levels) for levels in SCALES):
        assert np.isfinite([ground.low, ground.top, ground.peak]).all()
        assert ground.top > 0
        assert ground.peak > 0
        assert ground.unit is None or ground.unit > 0


def test_a_flat_surface_has_one_level():
    ground = landscape(surfaces.from_formula("a x + b", parameters={"a": 0, "b": 3}))
    assert (ground.low, ground.unit, ground.top) == (3, None, 1)
    assert not ground.height(ground.loss).any()


@pytest.mark.parametrize(
    ("formula", "label"),
    [
        ("x - 123456789", "loss + 123456788"),
        ("123456789 + x^2 - y^2", "loss − 123456780"),
        ("10^12 + x", "loss − 1000000000001"),
        ("x + 5", "loss"),
    ],
)
def test_losses_that_hardly_change_are_counted_from_a_round_number(formula, label):
    finished = race(from_formula(formula, start=(2, 1)), {"a": GradientDescent(0.1)}, steps=5)
    axis, values = loss_axis(finished), finished["a"].values
    low, high = axis.bounds
    drawn = (values - axis.offset).astype(np.float32)
    assert axis.label == label
    assert not axis.log or label == "loss"
    assert low <= drawn.min() <= drawn.max() <= high
    np.testing.assert_allclose(np.diff(drawn), np.diff(values), atol=1e-3 * np.ptp(values))


@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("x^2 - y^2", (0.1, 12)),
        ("x + y", (-30, -30)),
        ("1/x", (-0.016, 0)),
        ("1/x + y^2", (0, 1)),
        ("log(x^2 + y^2)", (0, 0)),
        ("x^2 + y^2", (0, 0)),
        ("1e200 * (x^2 + y^2)", (1, 1)),
    ],
)
def test_the_loss_axis_holds_the_start_wherever_it_lies(formula, start):
    finished = race(from_formula(formula, start=start), {"a": GradientDescent(0.01), "b": Adam(0.1)}, steps=30)
    axis = loss_axis(finished)
    low, high = axis.bounds
    assert np.isfinite(axis.bounds).all()
    assert low < high
    for run in finished.values():
        assert not np.isfinite(run.values[0]) or low <= run.values[0] - axis.offset <= high
