"""Famous animations, ready to be made: what races on what, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import optimizers
import racing
import surfaces
from racing import Race


@dataclass(frozen=True)
class Preset:
    """A race and how it is shown. surface: a key of the catalogue; options: those of `Options` that are not default.

    Source: where the animation was first seen.
    """

    title: str
    surface: str
    start: tuple[float, float]
    steps: int
    racers: Mapping[str, optimizers.Rule]
    source: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def race(self) -> Race:
        """Run the race."""
        return racing.race(surfaces.get(self.surface), self.racers, self.start, self.steps)


_RADFORD = "Alec Radford's animations of 2014, in Ruder 2016, arXiv:1609.04747, figure 4"

BEALE = Preset(
    title="Momentum and NAG are led off track across y = 0, NAG less far; the others stay above it, and SGD comes last",
    surface="beale",
    start=(1.0, 1.5),
    steps=200,
    racers={
        "SGD": optimizers.GradientDescent(0.005),
        "Momentum": optimizers.Momentum(0.005),
        "NAG": optimizers.Nesterov(0.005),
        "AdaGrad": optimizers.AdaGrad(0.8),
        "Adadelta": optimizers.Adadelta(0.95, 1e-3),
        "RMSProp": optimizers.RMSProp(0.03),
    },
    source=_RADFORD,
)

SADDLE = Preset(
    title="The adaptive rules leave the ridge first, then NAG, then Momentum; SGD is on it still after these 150 steps",
    surface="saddle",
    start=(1.0, -1e-6),  # on the ridge but for a hair, which is all that the rules have to go by
    steps=150,
    racers={
        "SGD": optimizers.GradientDescent(0.02),
        "Momentum": optimizers.Momentum(0.02),
        "NAG": optimizers.Nesterov(0.02),
        "AdaGrad": optimizers.AdaGrad(0.1),
        "Adadelta": optimizers.Adadelta(0.9, 1e-3),
        "RMSProp": optimizers.RMSProp(0.02),
    },
    source=_RADFORD,
    options={"view": "3-D", "spacing": "linear", "frames": 151},
)

PRESETS: Mapping[str, Preset] = MappingProxyType({"beale": BEALE, "saddle": SADDLE})
"""Name → animation."""
