"""The ways to look at a race: their names in links, files and commands, and what the page calls them."""

from collections.abc import Mapping
from types import MappingProxyType

from words import say

CONTOUR, PANELS, RELIEF = "contour", "side by side", "3-D"

VIEWS: Mapping[str, str] = MappingProxyType({CONTOUR: say("Together"), PANELS: say("Side by side"), RELIEF: say("3-D")})
"""Name → title; the first is the default."""
