"""How each view is drawn for an animation or a still."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from exports.relief import relief_scene
from exports.scene import contour_scene, panels_scene
from exports.sheet import Scene
from figures.views import CONTOUR, PANELS, RELIEF

SCENES: Mapping[str, Callable[..., Scene]] = MappingProxyType(
    {CONTOUR: contour_scene, PANELS: panels_scene, RELIEF: relief_scene}
)
"""Name → function of a sheet and a chart, or None, that draws the scene."""
