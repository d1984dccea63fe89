"""Many seeds: what noise and mini-batches make of the same race again and again."""

from dataclasses import replace
from functools import partial

import streamlit as st

from exports.explore import seeds_csv
from figures import STYLES
from figures.seeds import seeds_figure, stopped_text
from figures.views import CONTOUR
from racing import many_seeds
from racing.seeds import BAND, SEEDS
from setups.limits import MOST_PANELS
from setups.setup import Setup
from ui.explore.picture import Picture, picture
from ui.explore.work import conditions, is_drawn, randomness, worked
from ui.fields import plain
from ui.files import telling_name
from ui.landscapes import landscape_of
from ui.stage import Raced, play, run_race


def seeds_band(setup: Setup) -> Picture | Raced | None:
    """Draw medians, bands and the cloud of ends."""
    noisy = [racer for racer in setup.running if is_drawn(setup, racer)]
    if not noisy:
        st.info("Set gradient noise, or on a surface over data mini-batches: without them all seeds give this one run.")
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
    more = f" The first {MOST_PANELS} racers are shown." if len(noisy) > MOST_PANELS else ""
    if calm := [racer.name for racer in setup.running if racer not in noisy]:
        more += f" Nothing is drawn for {', '.join(calm)}: all seeds would give one run."
    st.caption(
        f"Seeds 0 to {SEEDS - 1}. Lines: the median loss; bands: from {BAND[0]:.0%} to {BAND[1]:.0%} of the seeds. "
        "Press a name to hide its racer, twice to see it alone. "
        f"{plain(stopped_text(found) + more)}"
    )
    return shown
