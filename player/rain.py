"""What a map of the starts is sent for its drops: the engine's programs, with which a browser runs them itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from player.live import descents
from racing import Basins
from words import Text, listed, say


def raining(figure: Mapping[str, Any], found: Mapping[str, Basins]) -> dict[str, Any]:
    """Return the figure of `found` with what its drops run by in a browser, each racer's on its panel.

    A rule that has no program does not run there; `still` says which.
    """
    first = next(iter(found.values()))
    domain = dict(zip("xy", first.surface.domain, strict=True))
    told = descents([basins.rule for basins in found.values()], first.surface).header()
    return {**figure, "rain": {**figure["rain"], "landscape": domain, **told}}


def still(figure: Mapping[str, Any], names: Sequence[str]) -> Text | None:
    """Return a sentence on the racers whose drops no browser runs, None where it runs all."""
    told = figure["rain"]["live"]["racers"]
    lacking = [name for name, racer in zip(names, told, strict=True) if racer is None]
    if not lacking:
        return None
    return say("No drops here, but in a GIF or a video: {racers}.", racers=listed(lacking, "and"))
