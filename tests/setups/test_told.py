"""What settings say can be told in any language, and what links and files hold stays in none."""

import json

import pytest

import surfaces
import words
from figures.chart import CHOICES as CHARTS
from figures.look import CHOICES as LOOKS
from optimizers import CATALOGUE as RULES
from optimizers import declarations, schedules
from racing.axis import COORDINATES
from setups import RACES, link, ready_made
from setups.exploration import FAIR, MODES
from setups.names import checked_name
from setups.rows import TABLE
from setups.setup import CONDITIONS, PAGES, SIDES, first_setup, new_racer
from surfaces.tables import MODELS
from tests.words.elsewhere import WORD, elsewhere, english  # noqa: F401
from words import Text, joined
from words import tell as told

LATIN = {"SGD", "NAG", "ε 1e-6", "ε 1e-3"}
"""Names that every language writes alike."""


pytestmark = pytest.mark.usefixtures("elsewhere")

CHOICES = [choice.titles for choice in (*LOOKS.values(), *CHARTS.values())]
DECLARED = [declarations(kind) for catalogue in (RULES, schedules.CATALOGUE) for kind in catalogue.values()]
NAMED = [racer.name for racer in first_setup().racers]
IDENTITIES = WORD.findall(
    " ".join(
        name
        for names in (surfaces.CATALOGUE, MODELS, RULES, schedules.CATALOGUE, RACES, PAGES, *CHOICES, *DECLARED, NAMED)
        for name in [
            *names,
            *(row.key for row in TABLE),
            *COORDINATES,
            *words.LANGUAGES,
            "race",
            "racers",
            "name",
            "true",
            "false",
        ]
    )
)
"""What links and files call things by."""


def left(text, given=""):
    """The English words in what is told, beside identities and what was `given`."""
    return english(told(text), *IDENTITIES, *LATIN, *WORD.findall(given))


WRONG = {
    "surface": "nowhere",
    "a": "1",
    "domain": "1,2,3",
    "data": "2b0eccc562631112 speeds.csv",
    "model": "line",
    "x": "speed",
    "y": "speed",
    "start": "1",
    "steps": "0",
    "seed": "x",
    "noise": "1/0",
    "batch": "3",
    "view": "flat",
    "step": "9999",
    "lang": "xx",
    "theme": "red",
    "lines": "perhaps",
    "chart": "price",
    "styles": "1",
    "off": "1,2,3,4,5,6",
    "of": "nobody",
    "across": "learning_rate",
    "along": "learning_rate=1:0:9",
    "rate": "-1",
    "race": "nothing",
    "statr": "1",
}


@pytest.mark.parametrize("key", WRONG)
def test_what_is_wrong_with_a_setting_is_told_after_its_key(key):
    _, notes = link.read({key: [WRONG[key]]})
    assert notes
    for note in notes:
        assert note.values["key"] == key
        assert told(note).startswith(f"{key}: ")
        assert left(note, f"{key} {WRONG[key]}") == []


@pytest.mark.parametrize(
    "racer",
    [
        "",
        "Adm",
        "Adam learning_rate",
        "Adam beta3=1",
        "Adam beta1=2",
        "Adam beta1=.1 beta1=.2",
        "Adam warm_up=-1",
        "Adam warm_up=x",
        "Adam warm_up=9999",
        "Adam schedule=Sine",
        "Adam schedule=Cosine(top=1)",
        "Adam schedule=Cosine(final=1,final=2)",
        "Adam batch=3",
        f"Adam name={'x' * 50}",
        "Lookahead inner=Nobody",
    ],
)
def test_what_is_wrong_with_a_racer_is_told(racer):
    _, [note] = link.read({"racer": [racer]})
    assert told(note).startswith("racer: ")
    assert left(note, racer) == []


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"surface": "beale"},
        {"surface": "nowhere", "racers": [{"name": "a", "rule": "Adam"}]},
        {"surface": {"formula": 1}, "racers": [{"name": "a", "rule": "Adam"}]},
        {"surface": {"data": {"a": [1, 2]}, "x": ["a"], "y": "b"}, "racers": [{"name": "a", "rule": "Adam"}]},
        {"surface": {"data": {"a": 1}, "x": ["a"], "y": "b"}, "racers": [{"name": "a", "rule": "Adam"}]},
        {"surface": {"data": {"a": [1, 2]}, "x": [1], "y": "b"}, "racers": [{"name": "a", "rule": "Adam"}]},
        {"surface": "beale", "racers": []},
        {"surface": "beale", "racers": [{"rule": "Adam"}]},
        {"surface": "beale", "racers": [{"name": "a", "rule": "Adam"}] * 2},
        {"surface": "beale", "racers": [{"name": "a", "rule": "Adam", "beta1": "x"}]},
        {"surface": "beale", "racers": [{"name": "a", "rule": "Adam"}], "steps": 10**9},
        {"surface": "beale", "racers": [{"name": "a", "rule": "Adam"}], "start": ["x"]},
    ],
    ids=str,
)
def test_what_is_wrong_with_a_races_file_is_told(settings):
    file = {"format": "Descent Derby race", "version": 1, "settings": settings}
    with pytest.raises(ValueError, match="settings: expected those of a race") as refused:
        link.load(json.dumps(file))
    assert left(refused.value, f"{settings} None") == []


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"format": "Descent Derby settings"}), "x" * 20_000_001])
def test_what_is_wrong_with_a_file_is_told(text):
    with pytest.raises(ValueError, match="settings: expected") as refused:
        link.load(text)
    assert left(refused.value, "Descent Derby settings None") == []


def test_what_commands_and_controls_call_settings_can_be_told():
    specs = [*CONDITIONS.values(), *SIDES.values()]
    texts = [*PAGES.values(), *MODES.values(), *FAIR.values(), *(spec.label for spec in specs)]
    texts += [text for text in (*(row.help for row in TABLE), *(spec.help for spec in specs)) if text]
    assert all(isinstance(text, Text) for text in texts)
    assert [word for text in texts for word in left(text)] == []


@pytest.mark.parametrize("key", RACES)
def test_a_ready_made_race_can_be_told_with_the_names_of_its_racers(key):
    made = RACES[key]
    assert left(joined(" ", [made.title, made.topic, made.line])) == []
    assert "in Korean" not in told(made.source)
    racers = [racer for racer in ready_made(key).racers if racer.name not in LATIN]
    given = [racer.name for racer in racers if racer.name != racer.kind.title]
    assert left(joined(" ", given)) == []
    assert {*made.names} <= {*given}


def test_a_racer_that_nobody_named_goes_by_its_rules_title_in_every_language():
    first = first_setup()
    for rule in RULES:
        taken = (*first.racers, new_racer(rule, first.racers, first.descended))
        racers = [*taken, new_racer(rule, taken, first.descended)]
        read = [checked_name(rule, str(racer.name)) for racer in racers]
        assert [told(name) for name in read] == [told(racer.name) for racer in racers]
        title = racers[-1].kind.title
        number = racers[-1].name.removeprefix(title)
        assert told(racers[-1].name) == told(title) + number


def test_a_name_that_somebody_typed_stays_as_it_is():
    for name in ("내 선수", "Adam the second", "momentum"):
        assert type(checked_name("Adam", name)) is str
        assert told(checked_name("Adam", name)) == name


def test_links_and_files_hold_the_same_in_every_language():
    for setup in (first_setup(), *map(ready_made, RACES)):
        here = link.query(setup), link.save(setup)
        with words.speaking(words.ENGLISH):
            assert (link.query(setup), link.save(setup)) == here
