"""The starts of a setup mapped: a map for each racer, and the rain on them."""

from collections.abc import Callable, Mapping
from functools import partial

from figures import STYLES, landscape
from figures.rain import Rain
from racing import Basins, basins
from setups.exploration import STARTS
from setups.limits import MOST_PANELS
from setups.setup import Setup
from surfaces import critical_points


def starts_mapped(setup: Setup) -> dict[str, Callable[..., Basins]]:
    """Return the name of each racer that has a map → what makes it, which takes `basins`' progress and cancelled."""
    surface = setup.descended
    targets = [point.point for point in critical_points(surface)]
    return {
        racer.name: partial(basins, racer.build(), surface, targets, setup.steps, STARTS)
        for racer in setup.running[:MOST_PANELS]
    }


def rain_on(setup: Setup, found: Mapping[str, Basins]) -> Rain:
    """Return the rain on the maps that were made."""
    styles = [STYLES[racer.style] for racer in setup.running[:MOST_PANELS]]
    return Rain(found, styles, steps=setup.steps, ground=landscape(setup.descended))


def rain_of(setup: Setup) -> Rain:
    """Map the starts, and return the rain on these maps."""
    return rain_on(setup, {name: make() for name, make in starts_mapped(setup).items()})
