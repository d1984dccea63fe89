"""What stands under the race: who won, and the formulas that ran."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

import optimizers
from figures import Style
from racing import Race, Standing, standings
from ui.fields import plain, written
from ui.stage import component

_COLUMNS = (
    ("place", "Place"),
    ("racer", "Racer"),
    ("loss", "Final loss"),
    ("distance", "Distance to minimum"),
    ("reached", "Steps to 0.1%"),
    ("evaluations", "Gradients"),
    ("verdict", "Verdict"),
)

_CAPTION = (
    "Steps to 0.1%: until the loss stays within a thousandth of its starting height above the minimum. "
    "Losses that agree to ten digits rank by these steps, then by the step of the verdict. "
    "Gradients: evaluations; over data, one for each row."
)


def results(race: Race, styles: Sequence[Style]) -> None:
    """Draw the standings and the formulas of a race."""
    standing, formulas = st.tabs(["Standings", "Formulas"], key="results", on_change="rerun")
    if standing.open:
        marks = {name: component().mark(style) for name, style in zip(race, styles, strict=True)}
        standing.html(standings_table(standings(race), marks))
        standing.caption(_CAPTION)
    if formulas.open:
        with formulas, st.container(key="formulas"):
            for text in formula_texts(race):
                st.markdown(text)


def standings_table(lines: Sequence[Standing], marks: Mapping[str, str]) -> str:
    """Return the standings as an HTML table; `marks` are addresses of images, and names are escaped."""
    head = "".join(f'<th class="{key}" scope="col">{title}</th>' for key, title in _COLUMNS)
    body = "".join(_row(line, marks[line.name]) for line in lines)
    return f'<table class="derby-standings"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def formula_texts(race: Race) -> list[str]:
    """Return each formula that ran once, as Markdown, under its title and the names of its racers."""
    users: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, run in race.items():
        users.setdefault((type(run.rule).title, optimizers.latex(run.rule)), []).append(name)
    texts = []
    for (title, lines), names in users.items():
        others = "" if names == [title] else f" ({', '.join(plain(name) for name in names)})"
        aligned = r" \\ ".join(
            line.replace(r"\leftarrow", r"&\leftarrow", 1).replace(" = ", " &= ", 1) for line in lines
        )
        texts.append(f"**{title}**{others}\n\n$$\\begin{{aligned}} {aligned} \\end{{aligned}}$$")
    return texts


def _row(line: Standing, mark: str) -> str:
    cells = {
        "place": str(line.place),
        "racer": f'<img class="derby-mark" alt="" src="{escape(mark)}"> {escape(line.name)}',
        "loss": written(line.loss),
        "distance": _or_dash(line.distance),
        "reached": _or_dash(line.steps_to_tolerance),
        "evaluations": f"{line.evaluations:,}",
        "verdict": escape(str(line.verdict)),
    }
    return "<tr>" + "".join(f'<td class="{key}">{cells[key]}</td>' for key, _ in _COLUMNS) + "</tr>"


def _or_dash(value: float | None) -> str:
    return "–" if value is None else written(value)
