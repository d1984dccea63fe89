"""What stands under the race: who won, and the formulas that ran."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from html import escape
from operator import attrgetter

import streamlit as st

from figures import Style
from figures.critical import MARKS, called, group_of
from optimizers import GradientDescent
from optimizers.numbers import or_dash, written
from racing import Criterion, Formula, Race, formulas, mean_square_rate, standings
from racing.drawn import epochs
from racing.ranking import EQUAL, TOLERANCE, has_minimum
from racing.standings import cells, titles
from racing.verdict import coordinates
from setups import changes
from surfaces import CriticalPoint, Surface, exact_points, least_value
from ui import session
from ui.browser import component
from ui.fields import bound, plain, typeset
from ui.glass import under_glass
from ui.landscapes import landscape_of
from ui.language import tabs
from ui.store import kept
from words import Text, _, counted, joined, say, tell

_BY_LEAVING = say(
    "This surface has no minimum in its domain: a final loss says only how far a racer fell. Ranked by the step at "
    "which it leaves the domain for good, below its start, lost later or not; those that stay come next, by final "
    "loss; those that climb out or are lost in another way share the last place."
)
_BY_LOSS = say(
    "Ranked by the final loss, then by the step of the verdict; losses that differ by less than {equal:g} of the "
    "starting height above the lowest of them are equal.",
    equal=EQUAL,
)
_BY_STEPS = (
    say("the steps to {tolerance:.1%}", tolerance=TOLERANCE),
    say(
        "Steps to {tolerance:.1%}: until the loss stays within this part of its starting height of the minimum.",
        tolerance=TOLERANCE,
    ),
)
_BY_EVALUATIONS = (
    say("the evaluations to {tolerance:.1%}", tolerance=TOLERANCE),
    say(
        "Evaluations to {tolerance:.1%}: until the loss stays within this part of its starting height of the minimum.",
        tolerance=TOLERANCE,
    ),
)
_LOSS = say("the final loss")
_LAST = say(
    "Who agrees in all shares a place. Who ends outside the domain ranks below those inside; the lost share the last "
    "place."
)
_EVALUATIONS = say("Gradients, values and Hessians: how many a racer was told; over data, one for each row.")

MOST_LISTED = 60

_CRITICAL = say(
    "Points without slope, and minima and maxima at kinks. Below the largest stable rate, 2 over the largest "
    "eigenvalue, plain gradient descent is stable at a minimum; above it, a run leaves it: it swings, diverges or ends "
    "elsewhere. The condition number is the ratio of the two curvatures. Of marks that would cover each other the map "
    "has the best; zoom in for more."
)

_GLOBAL = say("A global minimum is a lowest one of the domain.")

_MEAN_SQUARE = say(
    "In the mean square: below that rate the squared distance stays bounded on average, above it grows without end, "
    "were each batch drawn anew. The batches of one epoch share no row, which leaves a little more room."
)


def results(race: Race, styles: Sequence[Style]) -> None:
    """Draw the standings and the formulas of a race."""
    titles = {
        "standings": say("Standings"),
        "formulas": say("Formulas"),
        "critical": say("Critical points"),
        "step": say("This step"),
    }
    shown = tabs(titles, "results")
    if shown["standings"].open:
        with shown["standings"]:
            standings_view(race, {name: component().mark(style) for name, style in zip(race, styles, strict=True)})
    if shown["formulas"].open:
        with shown["formulas"], st.container(key="formulas"):
            for text in formula_texts(race):
                st.markdown(text)
    if shown["critical"].open:
        with shown["critical"], st.container(key="critical"):
            _critical(race.surface, race.batch_size if race.epoch else None)
    if shown["step"].open:
        with shown["step"]:
            under_glass(session.shown())


def standings_view(race: Race, marks: Mapping[str, str], criterion: Criterion = Criterion.LOSS) -> None:
    """Draw the standings of a race by a criterion, and say below them what ranks; marks: name → address of an image."""
    table = standings_table(titles(race), map(cells, standings(race, criterion)), marks)
    drawn = epochs(race.steps, race.surface.rows, race.batch_size) if race.epoch else ""
    said = joined(" ", [ranking_text(race.surface, criterion, race.evaluations is not None), drawn])
    st.html(f'{table}<p class="derby-note">{escape(tell(said))}</p>')


def ranking_text(surface: Surface, criterion: Criterion = Criterion.LOSS, spent: bool = False) -> Text:
    """Say in plain words what ranks on a surface; spent: whether evaluations are counted in place of steps."""
    if not has_minimum(surface):
        return joined(" ", [_BY_LEAVING, _EVALUATIONS])
    if least_value(surface) is None:
        return joined(" ", [_BY_LOSS, _LAST, _EVALUATIONS])
    reached, until = _BY_EVALUATIONS if spent else _BY_STEPS
    first, second = (reached, _LOSS) if criterion is Criterion.STEPS else (_LOSS, reached)
    ranked = say(
        "Ranked by {first}, then by {second}, then by the step of the verdict; losses that differ by less than "
        "{equal:g} of the starting height above the minimum are equal.",
        first=first,
        second=second,
        equal=EQUAL,
    )
    return joined(" ", [ranked, _LAST, until, _EVALUATIONS])


def _critical(surface: Surface, batch_size: int | None) -> None:
    key = ("exact points", surface.identity)
    with nullcontext() if key in kept() else st.spinner(_("Solving for the critical points")):
        points = kept().get(key, lambda: exact_points(surface))
    if not points:
        st.markdown(_("This surface has no critical point in its domain."))
        return
    st.markdown(critical_table(surface, points[:MOST_LISTED], landscape_of(surface).lowest, batch_size))
    said = [_CRITICAL, *[_GLOBAL] * (surface.minimum is not None), *[_MEAN_SQUARE] * bool(batch_size)]
    if len(points) > MOST_LISTED:
        said.append(say("The first {shown} of {count} are listed.", shown=MOST_LISTED, count=len(points)))
    st.caption(tell(joined(" ", said)))
    _starts(surface, points[:MOST_LISTED])
    _stable_rates([point for point in points[:MOST_LISTED] if point.largest_rate])


def _starts(surface: Surface, points: Sequence[CriticalPoint]) -> None:
    """Draw the points to be pressed, each of which sets the start to its last digit."""
    lowest = landscape_of(surface).lowest
    places = [point.point for point in points]
    start = session.now().start
    bound(
        st.pills, say("Start at"), range(len(points)), key="critical.start",
        value=places.index(start) if start in places else None,
        take=lambda at: at is None or session.change(changes.with_condition, "start", places[at]),
        format_func=lambda at: f"{MARKS[group_of(points[at], lowest)].glyph} ({', '.join(map(written, places[at]))})",
    )  # fmt: skip


def _stable_rates(points: Sequence[CriticalPoint]) -> None:
    """Draw a button for each largest stable rate, which sets it for gradient descent."""
    if not points:
        return
    with st.container(key="rates", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_("Set as the rate of gradient descent:"), width="content")
        for number, point in enumerate(points):
            rate = written(point.largest_rate)
            label = _("{rate} at {point}", rate=rate, point=coordinates(point.point))
            st.button(label, key=f"rate.{number}", on_click=_set_stable, args=(float(rate),), type="tertiary")


def _set_stable(rate: float) -> None:
    session.change(changes.with_rule_rate, GradientDescent.__name__, rate, session.surface())


def critical_table(
    surface: Surface, points: Sequence[CriticalPoint], lowest: float, batch_size: int | None = None
) -> str:
    """Return the critical points as a Markdown table.

    lowest: the loss up to which a minimum is among the lowest. batch_size: the rows of a mini-batch, None for all.
    """
    of_all = say("Largest stable rate") if surface.rows is None else say("Largest stable rate, all rows")
    rates = {of_all: attrgetter("largest_rate")}
    if batch_size:
        title = counted("{count} row, in the mean square", "{count} rows, in the mean square", count=batch_size)
        rates[title] = lambda point: _mean_square_rate(surface, point, batch_size)
    lines = [
        (
            f"{MARKS[group_of(point, lowest)].glyph} {tell(called(surface, point, lowest))}",
            f"${point.exact}$" if point.exact else coordinates(point.point),
            written(point.value),
            "–" if point.eigenvalues is None else ", ".join(map(written, point.eigenvalues)),
            or_dash(point.condition),
            *(or_dash(rate(point)) for rate in rates.values()),
            tell(point.kind.words),
        )
        for point in points
    ]
    head = [_("Kind"), _("Point"), _("Loss"), _("Eigenvalues of the Hessian"), _("Condition number")]
    head += [*map(tell, rates), _("Shape")]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ("---",) * len(head), *lines))


def _mean_square_rate(surface: Surface, point: CriticalPoint, batch_size: int) -> float | None:
    """Return the largest rate of plain gradient descent with mini-batches; None where there is no smooth minimum."""
    if point.largest_rate is None:
        return None
    return mean_square_rate(GradientDescent, surface.row_hessians(point.point), batch_size)


def standings_table(titles: Mapping[str, str], lines: Iterable[Mapping[str, str]], marks: Mapping[str, str]) -> str:
    """Return lines, texts by the fields of `titles`, as an HTML table; marks: addresses of images by name."""
    head = "".join(f'<th class="{field}" scope="col">{tell(title)}</th>' for field, title in titles.items())
    body = "".join(_row(titles, line, marks[line["name"]]) for line in lines)
    return f'<table class="derby-standings"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def formula_texts(race: Race) -> list[str]:
    """Return each formula that ran once, as Markdown, under its title and the names of its racers.

    Over it, as badges, what its rule was held to.
    """
    return [_formula_text(formula) for formula in formulas(race)]


def _formula_text(formula: Formula) -> str:
    others = "" if formula.names in ((), (formula.title,)) else f" ({', '.join(map(plain, formula.names))})"
    held = "".join(f" :gray-badge[{plain(path)}]" for path in formula.held)
    title = f"**{tell(formula.title)}**{others}{held}"
    return "\n\n".join(filter(None, [title, typeset(formula.lines), plain(formula.note)]))


def _row(titles: Mapping[str, str], line: Mapping[str, str], mark: str) -> str:
    texts = {field: escape(tell(text)) for field, text in line.items()}
    texts["name"] = f'<img alt="" src="{escape(mark)}"> {texts["name"]}'
    return "<tr>" + "".join(f'<td class="{field}">{texts[field]}</td>' for field in titles) + "</tr>"
