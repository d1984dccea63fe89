"""One step under the glass: the lines of a racer's rule, the same with the numbers of the step shown, what it did."""

import streamlit as st

from figures import Look, Style
from figures.cut import cut, cut_figure, cut_text, uncut_text
from figures.step_words import ON_MAP, RATES, UNTOLD, curvatures_text, losses_text, step_rows
from player import glass_payload, plot_payload
from racing import Race, Step, filled_formula, formulas, no_step
from setups.setup import Setup
from ui.browser import component, said, text
from ui.fields import bound, plain, typeset
from ui.language import fragment
from ui.stage import run_race
from words import joined, say, tell

_DRAWN = say("The chart is of the whole loss; what the rule saw of it was drawn anew for this step.")


@fragment
def under_glass(setup: Setup) -> None:
    """Draw the step at which the playhead rests, of one racer of the setup's race; both are followed.

    What a fragment holds the session holds, so not the race.
    """
    race, state = run_race(setup), st.session_state
    name = state.get("glass.racer")
    name = name if name in race else next(iter(race))
    step = state.get("glass.step")
    data = glass_payload(race[name], name=name, step=step)
    component().playhead(key="playhead", data=data, on_rest_change=_rest, on_focus_change=_focus)
    choose = {"key": "glass.chosen", "value": name, "take": _choose, "label_visibility": "collapsed"}
    bound(st.pills, say("Racer"), list(race), format_func=plain, **choose)
    if step is not None:
        _step(race, name, min(step, race.steps), setup)


def step_table(step: Step) -> str:
    """Return what a step did along each axis as a Markdown table."""
    lines = [[tell(title), *pair] for title, pair in step_rows(step).items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in ([" ", "$x$", "$y$"], ["---"] * 3, *lines))


def filled_texts(race: Race, name: str, number: int) -> list[str]:
    """Return the lines of a racer's rule, then those for x and for y with the numbers of a step, as Markdown."""
    rule = next(formula for formula in formulas(race) if name in formula.names)
    each = {tell(rule.title): rule.lines, **dict(zip("xy", filled_formula(race[name], number), strict=True))}
    return [f"**{title}**\n\n{typeset(lines)}" for title, lines in each.items() if lines]


def _step(race: Race, name: str, number: int, setup: Setup) -> None:
    if problem := no_step(race[name], number):
        st.markdown(plain(problem))
        return
    step = Step(race[name], number)
    texts = filled_texts(race, name, number)
    with st.container(key="filled"):
        for text in texts:
            st.markdown(text)
    if len(texts) == 1:
        st.markdown(tell(UNTOLD))
    what, along = st.columns(2, gap="medium")
    with what, st.container(key="glass"):
        st.markdown(step_table(step))
        st.markdown(tell(losses_text(step)))
        st.markdown(plain(curvatures_text(step)))
        st.caption(tell(joined(" ", [RATES, ON_MAP])))
    with along:
        _cut(step, dict(zip(race, setup.styles, strict=True))[name], setup.look)


def _cut(step: Step, style: Style, look: Look) -> None:
    """Draw the loss along a step, and say whether it went too far."""
    seen = cut(step)
    if seen is None:
        st.markdown(tell(uncut_text(step)))
        return
    file = f"{step.run.surface.name} {type(step.run.rule).__name__} {step.number}"
    data = plot_payload(cut_figure(seen, style), id=str((file, *step.start, *step.end)), file=file, look=look)
    component().plot(key="cut", data=data)
    st.markdown(plain(cut_text(seen)))
    if step.run.noise or step.run.batch_size:
        st.caption(tell(_DRAWN))


def _choose(name: str | None) -> None:
    if name is not None:
        st.session_state["glass.racer"] = name


def _focus() -> None:
    _choose(said("playhead", "focus", text))


def _rest() -> None:
    step = said("playhead", "rest", int)
    if step is not None and step >= 0:
        st.session_state["glass.step"] = step
