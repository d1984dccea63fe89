"""A race under a cell of a notebook: the page with the player, in a frame of its own.

A `Race` as the last value of a cell shows itself so. Another view, or plotly.js inside for a notebook that is read
without a network:

    from IPython.display import HTML
    from player import notebook_html

    HTML(notebook_html(finished, view="3-D", plotly="inside"))

The frame is why several races do not disturb each other nor the notebook: keys steer the one that has the focus, and
its scripts reach nothing outside. It asks the notebook for two things by messages, its colours and the height it needs;
where a notebook does not run scripts of its own, the frame keeps `height` and the colours of the reader's system.
"""

from html import escape
from string import Template

from figures import USUAL_LOOK, Chart, Look, styles
from figures.chart import USUAL
from figures.views import CONTOUR
from player.standalone import PLOTLY, standalone, text
from racing import Race
from racing.checks import whole_number
from words import _

HEIGHT = 560
HEIGHTS = (320, 2000)


def notebook_html(
    race: Race,
    *,
    view: str = CONTOUR,
    chart: Chart = USUAL,
    look: Look = USUAL_LOOK,
    hands: bool = True,
    plotly: str = PLOTLY[1],
    height: int = HEIGHT,
) -> str:
    """Return `race` as HTML that shows the player in a notebook's cell; light or dark as the notebook is.

    chart: the one beside the picture. look: how the picture looks, in the notebook's colours unless it says otherwise.
    hands: whether each racer has a slider, and the start can be dragged.
    plotly: one of `PLOTLY`. height: pixels that a wide cell gives to it; more where a long legend or a narrow cell
    needs more. ValueError naming the field, what is expected and what was given.
    """
    height = whole_number("notebook_html", "height", height, *HEIGHTS)
    page = standalone(
        "notebook_html",
        race,
        styles([type(run.rule) for run in race.values()]),
        view=view,
        chart=chart,
        look=look,
        hands=hands,
        plotly=plotly,
        css=Template(text("notebook.css")).substitute(height=height),
        first=f"<script>{text('frame.js')}</script>",
    )
    return Template(text("notebook.html")).substitute(
        host=text("host.js"),
        title=escape(_("Race on {surface}", surface=race.surface.name)),
        page=escape(page),
        height=height,
    )
