"""Where each start leads: one small map for each racer, the colour for the place, its strength for the speed."""

from collections.abc import Mapping, Sequence

from figures.landscape import Landscape, landscape
from figures.plots import LEGEND, TEXT, contour_lines, map_marks, narrow, panel_title, shown
from figures.rain import Rain
from figures.theme import Style
from racing import Basins

TITLE = 24
"""Pixels above each panel, for its racer's name."""

LABELS = 46
"""Pixels below the panels, for the ticks and the name of their axis."""

PANEL = {1: 200, 2: 120}
"""Columns of panels on a phone → the height of a panel, in pixels."""


def basins_figure(
    found: Mapping[str, Basins],
    styles: Sequence[Style],
    *,
    steps: int,
    ground: Landscape | None = None,
    columns: int | None = None,
) -> dict:
    """Return one panel for each racer's name, in its style's colour; the basins share one surface and its targets.

    Its "rain" says which starts can run down on it, and the colour of such a drop for each number of a cell's colour.
    steps: those of every run. ground: the surface's landscape where it is at hand. columns: panels beside each other,
    where there is room for them.
    """
    maps = list(found.values())
    first = maps[0]
    ground = landscape(first.surface) if ground is None else ground
    columns = columns or (len(maps) if len(maps) <= 3 else -(-len(maps) // 2))
    rain = Rain(found, styles, steps=steps, ground=ground)
    lines = contour_lines(ground, parts=40 if len(maps) > 3 else 80)
    grid = _grid(len(maps), columns, 0.09)
    data, axes, titles = [], {}, []
    for i, ((name, basins), style) in enumerate(zip(found.items(), styles, strict=True)):
        number = _number(i)
        refs = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
        data += [rain.places.cells(basins, refs), {**lines, **refs}]
        axes |= _axes(basins, i)
        titles.append(panel_title(shown(name), style.color, number, weight=700))
    return {
        "data": [*data, *rain.places.legend()],
        "layout": {
            **{key: axis | grid[key] for key, axis in axes.items()},
            "annotations": titles,
            "legend": LEGEND | _BESIDE,
            "showlegend": True,
            "hovermode": "closest",
            "margin": {"l": 44, "r": 12, "t": TITLE, "b": 36},
            "uirevision": f"basins {len(maps)} {first.surface.identity} {first.across[[0, -1]]} {first.along[[0, -1]]}",
        },
        "marks": map_marks(ground, [_number(i) for i in range(len(maps))], 0.8, TEXT),
        "rain": {
            "steps": steps,
            "columns": rain.columns.tolist(),
            "rows": rain.rows.tolist(),
            "colors": rain.places.drops,
        },
        "narrow": _narrow(len(maps)),
    }


_BESIDE = {"orientation": "v", "x": 1.01, "y": 1, "yanchor": "top"}


def _axes(basins: Basins, i: int) -> dict:
    """Return the axes of panel i, which move with those of the first."""
    number = _number(i)
    axes = {}
    for side, other, values in (("x", "y", basins.across), ("y", "x", basins.along)):
        half = (values[-1] - values[0]) / (len(values) - 1) / 2
        axes[f"{side}axis{number}"] = {
            "showgrid": False,
            "zeroline": False,
            "nticks": 5,
            "range": [float(values[0] - half), float(values[-1] + half)],
            "anchor": f"{other}{number}",
            **({"matches": side} if i else {}),
        }
    return axes


def _grid(count: int, columns: int, gap_y: float) -> dict:
    """Return where the panels' axes lie; only the outer ones are named and labelled. gap_y: a part of the height."""
    rows = -(-count // columns)
    gap_x = 0.03 if columns > 1 else 0.0
    width, height = (1 - gap_x * (columns - 1)) / columns, (1 - gap_y * (rows - 1)) / rows
    axes = {}
    for i in range(count):
        row, column = divmod(i, columns)
        left, top = column * (width + gap_x), 1 - row * (height + gap_y)
        for side, domain, outer in (
            ("x", [left, min(1.0, left + width)], i + columns >= count),
            ("y", [max(0.0, top - height), top], column == 0),
        ):
            title = {"text": side if outer else ""}
            axes[f"{side}axis{_number(i)}"] = {"domain": domain, "showticklabels": outer, "title": title}
    return axes


def _narrow(count: int) -> dict:
    """Return the layout of so many panels on a phone: in one or two columns, the legend below."""
    columns = 1 if count <= 3 else 2
    rows = -(-count // columns)
    height = rows * PANEL[columns] + (rows - 1) * TITLE
    legend = {"orientation": "h", "x": 0, "y": -LABELS / height}
    return narrow(height, {**_grid(count, columns, TITLE / height), "legend": legend})


def _number(i: int) -> str:
    """Return what the names of panel i's axes end in."""
    return str(i + 1) if i else ""
