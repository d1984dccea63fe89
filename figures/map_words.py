"""Where the cells of a map lie, and what each tells of its run."""

from dataclasses import fields

import numpy as np

from figures.plots import SHARE, field_label, hover, packed
from racing import Map
from racing.verdict import Verdicts
from surfaces import least_value
from words import joined, say


def places(found: Map) -> dict:
    """Return where the cells of a map lie, as a heatmap takes it."""
    return {"x": packed(found.across.values(), "f8"), "y": packed(found.along.values(), "f8")}


def told_cells(found: Map) -> dict:
    """Return cells that cannot be seen but tell of themselves."""
    across, along = (field_label(found.rule, axis.field) for axis in (found.across, found.along))
    loss = np.where(np.isfinite(found.losses), found.losses, np.finfo(float).max)
    return {
        "type": "heatmap",
        **places(found),
        "z": packed(np.zeros(found.losses.shape), "u1"),
        "customdata": packed(loss, "f8"),
        "text": _words(found),
        "opacity": 0,
        "showscale": False,
        "showlegend": False,
        "hovertemplate": hover(
            joined(" ", [across, "%{x:.4~g}"]),
            joined(" ", [along, "%{y:.4~g}"]),
            joined(" ", [say("final loss"), "%{customdata:.4~g}"]),
            "%{text}",
        ),
    }


def _words(found: Map) -> list[list[str]]:
    """Return what is said of each cell's run, rows of columns: one text for all that are alike."""
    outcomes, columns = found.outcomes, found.across.count
    verdicts = (getattr(outcomes, field.name) for field in fields(Verdicts))
    rows = np.column_stack([*verdicts, outcomes.steps_to_tolerance]).astype(float)
    alike = {row.tobytes(): i for i, row in enumerate(rows)}
    said = {key: _said(found, i) for key, i in alike.items()}
    texts = [said[row.tobytes()] for row in rows]
    return [texts[first : first + columns] for first in range(0, len(texts), columns)]


def _said(found: Map, i: int) -> str:
    """Return what is said of the run of one cell."""
    verdict, steps = found.outcomes.verdict(i).said, int(found.outcomes.steps_to_tolerance[i])
    if least_value(found.surface) is None:
        return verdict
    never = say("steps to {share}: never", share=SHARE)
    reached = never if steps < 0 else say("steps to {share}: {steps}", share=SHARE, steps=steps)
    return joined("<br>", [reached, verdict])
