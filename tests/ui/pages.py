"""The page as a script, without a browser: opened from an address, and changed as its controls change it."""

from pathlib import Path
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from setups import changes

APP = str(Path(__file__).parents[2] / "app.py")


def opened(query="", **texts):
    """The page of an address, which raises nothing."""
    page = AppTest.from_file(APP, default_timeout=60)
    for key, values in {**parse_qs(query), **texts}.items():
        page.query_params[key] = values
    page.run()
    assert not page.exception
    return page


def rerun(page, **keys):
    for key, value in keys.items():
        page.session_state[key] = value
    page.run()
    assert not page.exception
    return page


def change(page, how, *arguments, **values):
    """Change the setup by one of `setups.changes`, as a callback of the page does."""
    state = page.session_state
    before = state["setup"]
    state["past"] = (*state["past"], before)
    return rerun(page, setup=how(before, *arguments, **values))


def go_to(page, key):
    """Pick a surface from the gallery."""
    return change(page, changes.on_surface, key, page.session_state["past"])


def add(page, rule):
    """Pick a rule for a further racer."""
    return change(page, changes.added, rule, page.session_state["setup"].descended)


def unfold(page, number):
    """Show all settings of the racer that was added as the `number`th."""
    return rerun(page, unfolded=frozenset({number}))


def control(number, field):
    """The key of a control of the racer that was added as the `number`th."""
    return f"racer{number}.{field}"


def value(page, number, field):
    return next(racer for racer in setup(page).racers if racer.card == number).values[field]


def setup(page):
    return page.session_state["setup"]


def shown(page):
    return page.session_state["shown"]


def names(page):
    return [racer.name for racer in setup(page).racers]


def standings(page):
    return next(block.value for block in page.main.get("html") if "derby-standings" in block.value)
