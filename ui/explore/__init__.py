"""The page of many runs at once: two values mapped, the starts mapped, many seeds, a fair race."""

from setups.exploration import MODES
from setups.setup import Setup
from ui.explore.controls import choose
from ui.explore.fair import fair_race
from ui.explore.maps import map_two_values
from ui.explore.picture import Picture
from ui.explore.seeds import seeds_band
from ui.explore.starts import starts_map
from ui.stage import Raced
from words import say

Shown = Raced | Picture
"""What can be taken away: the race that is on the screen, or the picture."""

_PAGES = {"map": map_two_values, "starts": starts_map, "seeds": seeds_band, "fair": fair_race}


def explore(setup: Setup) -> Shown | None:
    """Draw what is explored, below the header; return what is shown, None where that is not there yet."""
    choose("mode", say("What to explore"), list(MODES), setup.explored.mode, MODES.get, bar=True)
    return _PAGES[setup.explored.mode](setup)
