"""Many seeds: what noise and mini-batches make of the same race again and again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from exports.explore import seeds_csv
from figures import STYLES
from figures.seeds import seeds_figure, stopped_text
from figures.views import CONTOUR
from racing import Seeds, many_seeds
from racing.seeds import BAND, SEEDS
from setups.limits import MOST_PANELS
from setups.setup import Racer, Setup
from ui.explore.picture import Picture, picture
from ui.explore.work import conditions, is_drawn, randomness, worked
from ui.fields import plain
from ui.files import telling_name
from ui.landscapes import landscape_of
from ui.stage import Raced, play, run_race
from words import Text, _, joined, listed, say


def seeds_band(setup: Setup) -> Picture | Raced | None:
    """Draw medians, bands and the cloud of ends."""
    noisy = [racer for racer in setup.running if is_drawn(setup, racer)]
    if not noisy:
        st.info(
            _("Set gradient noise, or on a surface over data mini-batches: without them all seeds give this one run.")
        )
        race = play(partial(run_race, setup), setup.styles, setup, CONTOUR)
        return Raced(replace(setup, view=CONTOUR), race)
    surface, racers = setup.descended, noisy[:MOST_PANELS]
    found = {}
    for racer in racers:
        rule = racer.build()
        arguments = (rule, surface, setup.start, setup.steps)
        key = ("seeds", repr(rule), conditions(setup, racer, seeded=False))
        run = partial(many_seeds, *arguments, **randomness(setup, racer))
        made = worked(key, lambda tell, stop, run=run: run(cancelled=stop), SEEDS, setup.steps)
        if made is None:
            return None
        found[racer.name] = made
    ground = landscape_of(surface)
    shown = picture(
        seeds_figure(found, [STYLES[racer.style] for racer in racers], ground=ground),
        setup,
        telling_name(setup.surface, *found, "seeds"),
        lambda progress: seeds_csv(found, **setup.drawn(racers)),
    )
    st.caption(plain(joined(" ", _said(found, noisy, [racer for racer in setup.running if racer not in noisy]))))
    return shown


def _said(found: Mapping[str, Seeds], noisy: Sequence[Racer], calm: Sequence[Racer]) -> list[Text]:
    """Return what is said below the picture of the `noisy` racers; calm: the others, for whom nothing is drawn."""
    said = [
        say(
            "Seeds 0 to {last}. Lines: the median loss; bands: from {low:.0%} to {high:.0%} of the seeds. "
            "Press a name to hide its racer, twice to see it alone.",
            last=SEEDS - 1,
            low=BAND[0],
            high=BAND[1],
        ),
        stopped_text(found),
    ]
    if len(noisy) > MOST_PANELS:
        said.append(say("The first {count} racers are shown.", count=MOST_PANELS))
    if calm:
        names = listed([racer.name for racer in calm])
        said.append(say("Nothing is drawn for {racers}: all seeds would give one run.", racers=names))
    return [text for text in said if text]
