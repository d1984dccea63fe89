"""What holds for every format that a race is taken away in."""

import pytest

import optimizers
import surfaces
from exports import command, formats
from exports.formats import FORMATS
from racing import race
from setups.setup import first_setup

RACES = {name: kind for name, kind in FORMATS.items() if kind.of == "race"}


class Stopped(Exception):
    pass


@pytest.mark.parametrize("name", RACES)
def test_every_export_tells_how_far_it_is_and_can_be_stopped_by_that(name):
    kind = RACES[name]
    if not kind.available:
        pytest.skip(f"{kind.needs} is not installed")
    finished = race(surfaces.get("sphere"), {"a": optimizers.Adam(0.1)}, steps=3)
    small = {"width": 320, "height": 240, "frames": 2, "step": 3}
    options = {option: value for option, value in small.items() if option in kind.options}
    told = []

    def stop(done, whole):
        raise Stopped

    assert kind.make(first_setup(), lambda: finished, options, lambda *far: told.append(far))
    assert told
    assert all(0 <= done <= whole for done, whole in told)
    with pytest.raises(Stopped):
        kind.make(first_setup(), lambda: finished, options, stop)


def test_no_two_formats_have_one_name():
    names = [kind.named("beale") for kind in FORMATS.values()]
    assert len(set(names)) == len(names)


def test_help_says_which_formats_cannot_be_made_here(monkeypatch, capsys):
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        command.main(["--help"])
    assert capsys.readouterr().out.count("not here, where av is missing") == 2
