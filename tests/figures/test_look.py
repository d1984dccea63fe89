from dataclasses import asdict, fields, replace

import pytest

from figures import DARK, LIGHT, USUAL_LOOK, Look
from figures.landscape import SCALES
from figures.look import CHOICES, SWITCHES
from figures.theme import GROUNDS

EVERY = [(field, identity) for field, choice in CHOICES.items() for identity in choice.titles]


def test_every_field_is_declared_once_and_defaults_to_the_first_choice():
    assert {field.name for field in fields(Look)} == {*CHOICES, *SWITCHES}
    assert not {*CHOICES} & {*SWITCHES}
    for field, choice in CHOICES.items():
        assert getattr(USUAL_LOOK, field) == next(iter(choice.titles))


@pytest.mark.parametrize(("field", "identity"), EVERY)
def test_every_choice_is_a_word_that_links_and_commands_can_hold(field, identity):
    assert getattr(replace(USUAL_LOOK, **{field: identity}), field) == identity
    assert identity.isascii()
    assert identity.isalpha()
    assert identity.islower()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("theme", "blue", "theme must be one of page, light, dark, got 'blue'"),
        ("ground", "jet", "ground must be one of blue, viridis, cividis, grey, got 'jet'"),
        ("levels", None, "levels must be one of fitting, even, logarithmic, got None"),
        ("axes", ["fill"], r"axes must be one of fill, equal, got \['fill'\]"),
        ("lines", 1, "lines must be one of True, False, got 1"),
        ("arrows", "yes", "arrows must be one of True, False, got 'yes'"),
        ("marks", None, "marks must be one of True, False, got None"),
    ],
)
def test_what_a_look_cannot_be_is_refused_by_name(field, value, said):
    with pytest.raises(ValueError, match=f"^Look: {said}$"):
        Look(**{field: value})


def test_a_look_is_told_by_its_plain_values():
    look = Look(theme="dark", ground="cividis", arrows=True, levels="even")
    assert Look(**asdict(look)) == look
    assert len({look, Look(**asdict(look)), USUAL_LOOK}) == 2


@pytest.mark.parametrize("ground", GROUNDS)
def test_colours_are_those_of_the_theme_over_the_ground_and_light_where_there_is_no_page(ground):
    for theme, base in (("page", LIGHT), ("light", LIGHT), ("dark", DARK)):
        look = Look(theme=theme, ground=ground)
        assert look.colors == look.themes[base.name] == base._replace(scale=getattr(GROUNDS[ground], base.name))


def test_levels_are_those_that_a_landscape_can_have():
    assert CHOICES["levels"].titles == SCALES
