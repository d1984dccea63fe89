"""The views that an animation or a still can show."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from exports.relief import relief_scene
from exports.scene import Scene, contour_scene, panels_scene

VIEWS: Mapping[str, Callable[..., Scene]] = MappingProxyType(
    {"contour": contour_scene, "side by side": panels_scene, "3-D": relief_scene}
)
"""Name → function of (race, styles, theme, width, height, loss) that draws the scene; the first is the default."""

TURNING = "3-D"
"""The view that can turn."""
