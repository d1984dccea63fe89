"""A fair race: each as it is set, all at one learning rate, or each tuned with the same budget."""

from collections.abc import Mapping

import streamlit as st

from exports.explore import tuning_csv
from figures import STYLES
from figures.tuning import tuning_figure, tuning_rows, tuning_text
from optimizers import Rule
from racing import Criterion, Tuned, race, standings, tune
from racing.axis import vary
from racing.tuning import FIELD
from ui import session
from ui.exploration import FAIR, RATE
from ui.explore.controls import choose, choose_grid
from ui.explore.picture import file_name, picture
from ui.explore.work import conditions, randomness, worked
from ui.fields import exact, plain, written
from ui.results import standings_table
from ui.settings import VIEWS, Settings
from ui.stage import component, play

FEW_SEEDS = 8
"""Seeds that each learning rate is tried with where gradients are noisy."""


def fair_race(settings: Settings) -> None:
    """Draw what makes the race fair, its result, and beside it what was compared."""
    explored = settings.explored
    with st.container(horizontal=True, key="explore-controls", vertical_alignment="bottom"):
        choose("fair", "Compare", list(FAIR), explored.fair, FAIR.get, width=290)
        if explored.fair == "tuned":
            criteria = list(Criterion) if settings.descended.minimum is not None else [Criterion.LOSS]
            criterion = explored.criterion if explored.criterion in criteria else Criterion.LOSS
            choose("criterion", "Best is the least", criteria, criterion)
    rules = {racer.name: racer.build() for racer in settings.running}
    if explored.fair == "tuned":
        choose_grid(explored.grid)
        _tuned(settings, rules, criterion)
        return
    said = "Each racer with its own settings."
    if explored.fair == "same":
        with st.container(width=290):
            exact("Learning rate of all", "explore.rate", "Fair race", "rate", RATE)
        rules = {name: vary(rule, FIELD, explored.rate) if _has_rate(rule) else rule for name, rule in rules.items()}
        without = [name for name, rule in rules.items() if not _has_rate(rule)]
        said = f"All at the learning rate {written(explored.rate)}, everything else as it is set."
        said += f" {', '.join(without)} has none and runs as it is." if without else ""
    _result(settings, rules, said, played=True)


def _tuned(settings: Settings, rules: Mapping[str, Rule], criterion: Criterion) -> None:
    explored, surface = settings.explored, settings.descended
    noisy = bool(settings.noise or settings.batch_size)
    seeds = range(FEW_SEEDS) if noisy else (0,)
    found: dict[str, Tuned] = {}
    for name, rule in rules.items():
        arguments = (rule, surface, settings.start, settings.steps, explored.grid, criterion)
        key = ("tuned", repr(rule), str(explored.grid), criterion, conditions(settings, seeded=False))
        made = worked(
            key,
            lambda tell, stop, arguments=arguments: tune(
                *arguments, seeds=seeds, progress=tell, cancelled=stop, **randomness(settings)
            ),
        )
        if made is None:
            return
        found[name] = made
    picture(
        tuning_figure(found, [STYLES[racer.style] for racer in settings.running], surface),
        settings,
        file_name(settings, *found, "tuned"),
        lambda: tuning_csv(
            found, surface, start=settings.start, steps=settings.steps, seeds=seeds, **randomness(settings)
        ),
    )
    ends = [row.racer for row in tuning_rows(found) if row.at_end]
    warned = f" At an end of the grid, so a wider one may be better: {', '.join(ends)}." if ends else ""
    _result(settings, {name: tuned.rule for name, tuned in found.items()}, tuning_text(found, settings.steps) + warned)
    rates = {name: tuned.value for name, tuned in found.items() if tuned.value is not None}
    st.button("Race with these learning rates", on_click=_take, args=(rates,), key="explore.take")


def _result(settings: Settings, rules: Mapping[str, Rule], said: str, *, played: bool = False) -> None:
    """Draw a race of these rules: itself where `played`, what it compares, and its standings."""
    finished = race(settings.descended, rules, settings.start, settings.steps, settings.seed, **randomness(settings))
    if played:
        play(finished, [STYLES[racer.style] for racer in settings.running], settings, VIEWS[0])
    st.markdown(plain(said))
    marks = {racer.name: component().mark(STYLES[racer.style]) for racer in settings.running}
    st.html(standings_table(standings(finished), marks))


def _has_rate(rule: Rule) -> bool:
    return FIELD in rule.hyperparameters()


def _take(rates: Mapping[str, float]) -> None:
    for name, rate in rates.items():
        session.set_value(name, FIELD, rate)
    session.show_race()
