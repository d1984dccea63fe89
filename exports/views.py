"""How each view is drawn for an animation or a still."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from exports.relief import relief_scene
from exports.scene import Scene, contour_scene, panels_scene
from figures.views import CONTOUR, PANELS, RELIEF

SCENES: Mapping[str, Callable[..., Scene]] = MappingProxyType(
    {CONTOUR: contour_scene, PANELS: panels_scene, RELIEF: relief_scene}
)
"""Name → function of (race, styles, look, width, height, chart) that draws the scene."""
