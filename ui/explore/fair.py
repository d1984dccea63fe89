"""A fair race, each racer tuned with the same budget, and two comparisons that are none: as set, or all at one rate."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from exports.explore import tuning_csv
from figures import STYLES
from figures.tuning import tuning_figure, tuning_text
from figures.views import CONTOUR
from optimizers import rate_field
from optimizers.numbers import written
from racing import Criterion, Tuned, fair_standings, race, tune
from racing.axis import vary
from racing.fair import FRESH, SPENT_TITLES
from racing.fair import TITLES as FAIR_TITLES
from racing.fair import cells as fair_cells
from racing.ranking import has_minimum
from racing.tuning import RUNS, SEEDS
from racing.tuning import TITLES as TUNED_TITLES
from racing.tuning import cells as tuned_cells
from setups.exploration import FAIR, RATE
from setups.setup import Setup
from surfaces import Surface, least_value
from ui import session
from ui.browser import component
from ui.explore.controls import choose
from ui.explore.picture import Picture, picture
from ui.explore.work import conditions, is_drawn, randomness, worked
from ui.fields import exact, plain
from ui.files import telling_name
from ui.results import standings_table, standings_view
from ui.stage import Raced, play, run
from words import _, joined, listed, say, tell

NOT_FAIR = say("This is a comparison, not a fair race: at other learning rates the order may be another.")

NO_BEST = say(
    "This surface has no minimum in its domain: the greater a learning rate, the sooner a racer has left it, and none "
    "is the best. So nothing is tuned here; the racers run as they are set."
)


def fair_race(setup: Setup) -> Picture | Raced | None:
    """Draw how the racers are made ready, the result, and beside it what was compared."""
    explored, surface = setup.explored, setup.descended
    fair = explored.fair in ("tuned", "spent")
    is_tuned = fair and has_minimum(surface)
    with st.container(horizontal=True, key="explore-controls", vertical_alignment="bottom"):
        choose("fair", say("Compare"), list(FAIR), explored.fair, FAIR.get, width=290)
        if is_tuned:
            called = partial(_criterion, explored.fair == "spent")
            choose("criterion", say("Best is the least"), _criteria(surface), _criterion_of(setup), called)
    if is_tuned:
        return tuned(setup)
    rules = {racer.name: racer.build() for racer in setup.running}
    if fair:
        st.info(tell(NO_BEST))
    said = [say("Each racer with its own settings.")]
    if explored.fair == "same":
        with st.container(width=290):
            exact(
                say("Learning rate of all"),
                "explore.rate",
                say("Fair race"),
                say("learning rate of all"),
                RATE,
                explored.rate,
                _take_rate,
            )
        rated = {name: field for name, rule in rules.items() if (field := rate_field(rule))}
        without = [name for name in rules if name not in rated]
        rules = {**rules, **{name: vary(rules[name], field, explored.rate) for name, field in rated.items()}}
        rate = written(explored.rate)
        said = [say("All at the learning rate {rate}, everything else as it is set.", rate=rate)]
        if without:
            said.append(say("{racers} has none and runs as it is.", racers=listed(without)))
    given = {"evaluations": setup.evaluations, **setup.drawn(setup.running)}
    make = partial(race, surface, rules, setup.start, setup.steps, setup.seed, run=run, **given)
    finished = play(make, setup.styles, setup, CONTOUR)
    if any(is_drawn(setup, racer) for racer in setup.running):
        said.append(say("Drawn once, from the seed {seed}.", seed=setup.seed))
    st.markdown(plain(joined(" ", [*said, NOT_FAIR])))
    standings_view(finished, _marks(setup))
    return Raced(replace(setup, view=CONTOUR), finished)


def tuned(setup: Setup) -> Picture | None:
    """Draw the fair race without its controls."""
    criterion, rules = _criterion_of(setup), {racer.name: racer.build() for racer in setup.running}
    surface, all_drawn, evaluations = setup.descended, setup.drawn(setup.running), _evaluations(setup)
    noisy = any(is_drawn(setup, racer) for racer in setup.running)
    seeds = SEEDS if noisy else (0,)  # as many runs for those that draw nothing
    found: dict[str, Tuned] = {}
    for racer in setup.running:
        rule = rules[racer.name]
        arguments = (rule, surface, setup.start, setup.steps, criterion)
        key = ("tuned", repr(rule), criterion, len(seeds), evaluations, conditions(setup, racer, seeded=False))
        tuning = partial(tune, *arguments, seeds=seeds, evaluations=evaluations, **randomness(setup, racer))
        runs = RUNS * len(seeds)
        made = worked(key, lambda tell, stop, tuning=tuning: tuning(progress=tell, cancelled=stop), runs, setup.steps)
        if made is None:
            return None
        found[racer.name] = made
    shown = picture(
        tuning_figure(found, [STYLES[racer.style] for racer in setup.running], surface),
        setup,
        telling_name(setup.surface, *found, "tuned"),
        lambda progress: tuning_csv(found, surface, start=setup.start, steps=setup.steps, **all_drawn),
    )
    st.markdown(plain(tuning_text(found, setup.steps)))
    lines = (tuned_cells(name, tuned) for name, tuned in found.items())
    st.html(standings_table(TUNED_TITLES, lines, _marks(setup)))
    if (_fresh if noisy else _once)(setup, found, criterion):
        values = [(name, field, value) for name, tuned in found.items() for field, value in tuned.chosen.items()]
        st.button(_("Race with these values"), on_click=_take, args=(values, evaluations), key="explore.take")
    return shown


def _once(setup: Setup, found: Mapping[str, Tuned], criterion: Criterion) -> bool:
    """Draw the standings of the one race that there is without noise."""
    rules = {name: tuned.rule for name, tuned in found.items()}
    finished = race(setup.descended, rules, setup.start, setup.steps, evaluations=_evaluations(setup), run=run)
    standings_view(finished, _marks(setup), criterion)
    return True


def _fresh(setup: Setup, found: Mapping[str, Tuned], criterion: Criterion) -> bool:
    """Draw the standings over seeds that took no part in the tuning; return whether there are any."""
    arguments = (found, setup.descended, setup.start, setup.steps)
    tuned = tuple((racer.name, repr(found[racer.name].rule)) for racer in setup.running)
    each = tuple(conditions(setup, racer, seeded=False) for racer in setup.running)
    lines = worked(
        ("fair", tuned, criterion, _evaluations(setup), each),
        lambda tell, stop: fair_standings(*arguments, cancelled=stop, **setup.drawn(setup.running)),
        len(FRESH) * len(found),
        setup.steps,
    )
    if lines is None:
        return False
    spent = setup.explored.fair == "spent"
    st.html(standings_table(SPENT_TITLES if spent else FAIR_TITLES, map(fair_cells, lines), _marks(setup)))
    st.caption(
        _(
            "Seeds {first} to {last}, which took no part in the tuning. The median {criterion} ranks; medians whose "
            "bands overlap widely say little. A run that is lost or leaves the domain counts as worse than any other.",
            first=FRESH[0],
            last=FRESH[-1],
            criterion=_criterion(spent, criterion),
        )
    )
    return True


def _criteria(surface: Surface) -> list[Criterion]:
    return list(Criterion) if least_value(surface) is not None else [Criterion.LOSS]


def _criterion_of(setup: Setup) -> Criterion:
    criterion = setup.explored.criterion
    return criterion if criterion in _criteria(setup.descended) else Criterion.LOSS


def _criterion(spent: bool, criterion: Criterion) -> str:
    """Return what a criterion is called where evaluations are `spent` in place of steps."""
    return say("evaluations to tolerance") if spent and criterion is Criterion.STEPS else criterion.title


def _evaluations(setup: Setup) -> int | None:
    """Return how many evaluations each run is given: as many as one gradient a step takes, of those that draw least."""
    if setup.explored.fair != "spent":
        return None
    sizes = [randomness(setup, racer)["batch_size"] or setup.descended.rows or 1 for racer in setup.running]
    return setup.steps * min(sizes)


def _marks(setup: Setup) -> dict[str, str]:
    return {racer.name: component().mark(STYLES[racer.style]) for racer in setup.running}


def _take_rate(rate: float) -> None:
    session.explore(rate=rate)


def _take(values: Sequence[tuple[str, str, float]], evaluations: int | None) -> None:
    session.race_with(values, evaluations)
