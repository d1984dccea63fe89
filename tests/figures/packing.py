"""Reads what the figures of many runs are packed in."""

import base64
import json
import re
from itertools import chain

import numpy as np

from figures import STYLES
from figures.maps import ENDING_COLORS, SEQUENCE
from figures.places import HUES, OTHER_REST, REST
from figures.plots import AWAY, THEMED

PALETTE = {
    *THEMED,
    *HUES,
    REST,
    OTHER_REST,
    *ENDING_COLORS.values(),
    *SEQUENCE,
    AWAY,
    *(style.color for style in STYLES),
}


def unpacked(field) -> np.ndarray:
    """Return the array that a packed field holds."""
    array = np.frombuffer(base64.b64decode(field["bdata"]), f"<{field['dtype']}")
    return array.reshape([int(part) for part in field["shape"].split(",")]) if "shape" in field else array


def text_of(figure) -> str:
    """Return the figure as JSON, which has no word for what is not finite."""
    text = json.dumps(figure, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    assert json.loads(text) == figure
    return text


def colors_of(figure) -> set[str]:
    """Return every colour that the figure names, those with an opacity as hexadecimal ones."""
    found = set()

    def visit(node, key=""):
        if isinstance(node, dict):
            for name, child in node.items():
                visit(child, name)
        elif key == "colorscale":
            found.update(color for _, color in node)
        elif isinstance(node, list):
            for child in node:
                visit(child)
        elif "color" in key and key != "coloring" and isinstance(node, str):
            found.add(node)

    visit(figure)
    return {_opaque(color) for color in found if color != "rgba(0,0,0,0)"}


def legend_of(figure) -> list[str]:
    """Return the names in the legend."""
    return [trace["name"] for trace in figure["data"] if trace.get("showlegend", True)]


def words_of(rows) -> set[str]:
    """Return the different texts of a table."""
    return set(chain.from_iterable(rows))


def _opaque(color: str) -> str:
    parts = re.fullmatch(r"rgba\((\d+),(\d+),(\d+),[\d.]+\)", color)
    return "#" + "".join(f"{int(part):02x}" for part in parts.groups()) if parts else color
