"""What is seen: plot data, ordinary Plotly figures, and the one theme that all pictures share."""

from figures.chart import Chart, Lines, chart_lines
from figures.landscape import Landscape, landscape, window
from figures.look import USUAL_LOOK, Look
from figures.race_figure import race_figure
from figures.theme import DARK, LIGHT, STYLES, THEMES, Style, Theme, styles
from figures.values_axis import ValuesAxis, loss_axis, values_axis

__all__ = [
    "DARK",
    "LIGHT",
    "STYLES",
    "THEMES",
    "USUAL_LOOK",
    "Chart",
    "Landscape",
    "Lines",
    "Look",
    "Style",
    "Theme",
    "ValuesAxis",
    "chart_lines",
    "landscape",
    "loss_axis",
    "race_figure",
    "styles",
    "values_axis",
    "window",
]
