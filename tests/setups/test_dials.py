"""Where the dials of a surface stand is set like all else: in links, files and by the page's sliders."""

import json
from dataclasses import replace

import numpy as np
import pytest

import surfaces
from setups import changes, link
from setups.recorded import FORMAT, race_settings, read_race
from setups.setup import PARAMETERS, first_setup

TURNED = changes.on_surface(first_setup(), "turned_quadratic")


def test_a_dial_is_turned_and_turned_back():
    turned = changes.with_letter(TURNED, "rotation", 30.0)
    assert turned.descended == surfaces.get("turned_quadratic", rotation=30)
    assert turned.letters == {"rotation": 30.0, "condition": 20.0}
    assert changes.with_letter(turned, "rotation", 0.0) == TURNED
    assert changes.with_letter(first_setup(), "rotation", 30.0) == first_setup()
    assert changes.on_surface(turned, "beale").dials == {}


def test_a_link_and_a_file_open_the_surface_as_it_was_turned():
    turned = changes.with_letter(changes.with_letter(TURNED, "condition", 300.0), "rotation", 45.0)
    assert "rotation=45&condition=300" in link.query(turned)
    for opened, notes in (link.read(link.asked(link.query(turned))), link.load(link.save(turned))):
        assert (opened, notes) == (turned, [])


def test_a_races_file_runs_it_as_it_was_turned():
    turned = replace(changes.with_letter(TURNED, "rotation", 45.0), steps=20)
    settings = json.loads(json.dumps(race_settings(turned.race())))
    assert settings["surface"] == {"key": "turned_quadratic", "parameters": {"rotation": 45.0}}
    assert race_settings(replace(TURNED, steps=5).race())["surface"] == "turned_quadratic"
    np.testing.assert_array_equal(read_race(settings)["Adam"].points, turned.race()["Adam"].points)
    opened, notes = link.load(json.dumps({"format": FORMAT, "version": 1, "settings": settings}))
    assert (opened.dials, notes) == ({"rotation": 45.0}, [])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("rotation=30", "rotation: expected a surface with a dial for rotation, got none"),
        ("surface=turned_quadratic&a=3", "a: expected a formula with a in it, got none"),
        (
            "surface=turned_quadratic&rotation=91",
            "rotation: Surface: rotation must be at least 0 and at most 90, got 91",
        ),
        ("surface=turned_quadratic&curvature=9", "curvature: expected a surface with a dial for curvature, got none"),
    ],
)
def test_a_dial_that_there_is_not_falls_back_with_a_note(query, said):
    setup, [note] = link.read(link.asked(query))
    assert note.startswith(said)
    assert setup.dials == {}


def test_every_dial_is_declared_as_the_surface_has_it():
    for name, dial in surfaces.DIALS.items():
        spec = PARAMETERS[name]
        assert (spec.default, spec.slider, spec.log) == (dial.default, (dial.low, dial.high), dial.log)
        for surface in surfaces.CATALOGUE.values():
            assert getattr(surface, "dials", {}).get(name, dial) == dial
