"""Many starts that run down at once: which of a map's starts they are, and what colours they wear.

Each wears the colour of the place where its run ends, as the map of the starts has it.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from figures.landscape import Landscape
from figures.places import Places
from racing import Basins

DROPS = {2: 24, 6: 20}
"""Maps beside each other → drops along each side of one, where it has as many starts."""


class Rain(Mapping):
    """Name of each racer → its map of the starts, and what of these maps runs down.

    styles: one for each racer. steps: those of every run. places: where the runs end. columns and rows: the numbers of
    the starts across and along.
    """

    def __init__(self, found: Mapping[str, Basins], styles: Sequence, *, steps: int, ground: Landscape):
        self._found, self.styles, self.steps, self.ground = dict(found), tuple(styles), steps, ground
        first = next(iter(self._found.values()))
        self.surface, self.first = first.surface, first
        self.places = Places([*self._found.values()], steps, ground)
        drops = next((drops for maps, drops in DROPS.items() if len(self) <= maps), min(DROPS.values()))
        self.columns, self.rows = (_spread(len(side), drops) for side in (first.across, first.along))

    def __getitem__(self, name: str) -> Basins:
        return self._found[name]

    def __iter__(self):
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def starts(self) -> np.ndarray:
        """Where the drops begin, (n, 2), row by row."""
        across, along = np.meshgrid(self.first.across[self.columns], self.first.along[self.rows])
        return np.stack([across.ravel(), along.ravel()], axis=-1)

    def colors(self, name: str) -> list[str]:
        """Return the colour of each of a racer's drops, (n,)."""
        labels = self[name].labels[np.ix_(self.rows, self.columns)]
        return [self.places.drop(label) for label in labels.ravel().tolist()]


def _spread(starts: int, most: int) -> np.ndarray:
    """Return the numbers of at most so many of the starts, evenly spread."""
    count = min(most, starts)
    return ((np.arange(count) + 0.5) * starts / count).astype(int)
