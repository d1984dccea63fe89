"""The documents that lessons come from."""

from collections.abc import Mapping
from types import MappingProxyType

from surfaces.sources import ADAM_NOTE, CHAPTER, FAMILY, ROUNDUP, YU

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {"descent": YU, "roundup": ROUNDUP, "family": FAMILY, "chapter": CHAPTER, "adam": ADAM_NOTE}
)
"""Key → what a reader would look for, in the order in which one would read them."""
