"""What is seen: plot data, ordinary Plotly figures, and the one theme that all pictures share."""

from figures.landscape import Landscape, landscape, window
from figures.loss import LossAxis, loss_axis, values_axis
from figures.race_figure import race_figure
from figures.theme import DARK, LIGHT, STYLES, THEMES, Style, Theme, styles

__all__ = [
    "DARK",
    "LIGHT",
    "STYLES",
    "THEMES",
    "Landscape",
    "LossAxis",
    "Style",
    "Theme",
    "landscape",
    "loss_axis",
    "race_figure",
    "styles",
    "values_axis",
    "window",
]
