"""Setup as addresses and files: whatever is set comes back, and whatever is wrong falls back by itself."""

import re
from dataclasses import replace
from functools import cache
from urllib.parse import parse_qs, quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import optimizers
import surfaces
from figures import STYLES, Chart, Look, chart, look
from figures.views import VIEWS
from optimizers import Count, Nested, Switch, declarations, rate_field, schedules
from setups import link
from setups.entrants import LENGTH, NO_SCHEDULE, NOISE
from setups.exploration import MODES, Exploration
from setups.limits import LONGEST_NAME, MAX_RACERS, MAX_STEPS
from setups.setup import (
    CONDITIONS,
    EVALUATIONS,
    EXPLORE,
    MAX_START,
    TYPED,
    Formula,
    Racer,
    Setup,
    first_setup,
    opened_on,
)

FORMULAS = ("x^2 + a y^2", "(1 - x)^2 + 100 (y - x^2)^2", "sin(a x) + cos(b*y) + c", "|x| + |y|", "1e-3 x + y^2/2")


def legal(spec):
    """Every value that a hyperparameter's declaration takes and its controls can show."""
    if isinstance(spec, Switch):
        return st.booleans()
    if isinstance(spec, Nested):
        return st.just(type(spec.default).__name__)
    low = next(end for end in (spec.at_least, spec.above, -1e6) if end is not None)
    high = next(end for end in (spec.at_most, spec.below, 1e6) if end is not None)
    if isinstance(spec, Count):
        return st.integers(int(low), int(high))
    return st.floats(low, high, exclude_min=spec.above is not None, exclude_max=spec.below is not None)


@cache
def racers(names):
    @cache
    def made(rule, schedule):
        specs = declarations(optimizers.CATALOGUE[rule])
        takes = rate_field(optimizers.CATALOGUE[rule]) is not None
        schedule = schedule if takes else NO_SCHEDULE
        own = schedules.CATALOGUE[schedule].hyperparameters() if schedule != NO_SCHEDULE else {}
        return st.builds(
            Racer,
            name=names,
            rule=st.just(rule),
            values=st.fixed_dictionaries({field: legal(spec) for field, spec in specs.items()}),
            schedule=st.just(schedule),
            schedule_values=st.fixed_dictionaries(
                {f: legal(spec) for f, spec in own.items() if f not in ("initial", LENGTH)},
                optional={f: legal(spec) for f, spec in own.items() if f == LENGTH},
            ),
            warm_up=st.integers(0, MAX_STEPS) if takes else st.just(0),
            style=st.integers(0, len(STYLES) - 1),
            on=st.booleans(),
        )

    return st.tuples(st.sampled_from(list(optimizers.CATALOGUE)), st.sampled_from(schedules.CHOICES)).flatmap(
        lambda pair: made(*pair)
    )


PRINTABLE = st.text(st.characters().filter(str.isprintable), min_size=1, max_size=LONGEST_NAME).filter(
    lambda name: name == name.strip() != ""
)
ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=LONGEST_NAME)
NUMBERS = st.floats(-MAX_START, MAX_START)
SIDE = st.tuples(NUMBERS, NUMBERS).map(sorted).filter(lambda ends: ends[1] - ends[0] > 1e-3).map(tuple)


LOOKS = st.builds(
    Look,
    **{field: st.sampled_from(list(choice.titles)) for field, choice in look.CHOICES.items()},
    **{field: st.booleans() for field in look.SWITCHES},
)
CHARTS = st.builds(Chart, **{field: st.sampled_from(list(choice.titles)) for field, choice in chart.CHOICES.items()})


@st.composite
def whole_settings(draw, names=PRINTABLE, most=MAX_RACERS):
    listed = draw(st.lists(racers(names), min_size=1, max_size=most, unique_by=lambda racer: racer.name))
    if not any(racer.on for racer in listed):
        listed[0] = replace(listed[0], on=True)
    key = draw(st.sampled_from([*surfaces.CATALOGUE, TYPED, TYPED, TYPED]))
    formula, rows = None, None
    if key == TYPED:
        text = draw(st.sampled_from(FORMULAS))
        values = {letter: draw(st.floats(-5, 5)) for letter in surfaces.formula_parameters(text)}
        formula = Formula(text, values, draw(st.sampled_from([Formula.domain, ((-2.5, 1e3), (0.1, 0.7))])))
    else:
        rows = surfaces.CATALOGUE[key].rows
    own = {"batch_size": st.none() | st.integers(1, rows)} if rows else {"noise": st.none() | legal(NOISE)}
    listed = [replace(racer, **draw(st.fixed_dictionaries(own))) for racer in listed]
    steps = draw(st.integers(1, MAX_STEPS))
    return Setup(
        surface=key,
        formula=formula,
        start=draw(st.tuples(NUMBERS, NUMBERS)),
        racers=tuple(listed),
        steps=steps,
        seed=draw(legal(CONDITIONS["seed"])),
        noise=draw(legal(CONDITIONS["noise"])) if rows is None else 0.0,
        batch_size=draw(st.none() | st.integers(1, rows)) if rows else None,
        evaluations=draw(st.none() | legal(EVALUATIONS)),
        view=draw(st.sampled_from(list(VIEWS))),
        step=draw(st.none() | st.integers(0, steps)),
        look=draw(LOOKS),
        chart=draw(CHARTS),
    )


def opened(query):
    return link.read(parse_qs(query, keep_blank_values=True, strict_parsing=bool(query)))


@given(whole_settings())
@settings(max_examples=60)
def test_settings_come_back_from_their_address_and_their_file(made):
    assert opened(link.query(made)) == (made, [])
    assert link.load(link.save(made)) == (made, [])


@given(whole_settings(ASCII, 6))
@settings(max_examples=100)
def test_the_address_of_six_racers_with_everything_set_stays_short(made):
    assert len(link.query(made)) < 1900


def test_a_first_visit_has_an_empty_address():
    assert link.query(first_setup()) == ""
    assert link.read({}) == (first_setup(), [])


def test_another_surface_is_one_word():
    queries = {key: link.query(opened_on(key)) for key in surfaces.CATALOGUE}
    assert queries == {key: f"surface={key}" for key in surfaces.CATALOGUE} | {first_setup().surface: ""}


WRONG = {
    "surface=beele": "surface: expected one such as beale, got 'beele'",
    "surface=beale&surface=sphere": "surface: expected once, got 2 times",
    "f=x^^2": "f: ",
    "f=": "f: ",
    "a=3": "a: expected a formula with a in it, got none",
    "f=x^2+a&a=nan": "a: expected a number or a fraction",
    "domain=0,1,0,1": "domain: expected a formula beside it, got none",
    "f=x^2&domain=1,0,0,1": "domain: Domain: x0 must be at least -1000000 and below",
    "f=x^2&domain=0,1": "domain: expected four numbers such as -5,5,-5,5, got '0,1'",
    "f=x^2&domain=0,1e9,0,1": "domain: Domain: x1 must be at least -1000000 and at most 1000000, got",
    "start=1": "start: expected two numbers such as 1,1.5, got '1'",
    "start=1e9,0": "start: Race: start_x must be at least -1000000 and at most 1000000, got 1000000000",
    "start=inf,0": "start: expected a number",
    "steps=0": "steps: Race: steps must be at least 1 and at most 5000, got 0",
    "steps=1e99": "steps: Race: steps must be",
    "seed=x": "seed: expected a number",
    "noise=-1": "noise: Race: noise must be at least 0",
    "surface=cars_raw&noise=1": "noise: expected a surface that is not over data beside it, got one that is",
    "batch=1": "batch: expected a surface over data beside it, got another",
    "surface=cars_raw&batch=0": "batch: expected a whole number from 1 to",
    "racer=Adem": "racer: no optimizer 'Adem'; closest: Adam",
    "racer=Adam+beta1=1": "racer: Adam: beta1 must be at least 0 and below 1, got 1",
    "racer=Adam+warm_up=5001": "racer: Adam: warm_up must be at most 5000, got 5001",
    "racer=Adam+name=x&racer=Momentum+name=x": "racer: racers: name must be different for each",
    "racer=__import__('os').system('x')": "racer: ",
    "styles=1": "styles: expected one for each of 6 racers, got 1",
    "styles=1,2,3,4,5,99": "styles: expected a whole number from 0 to 11, got 99",
    "off=7": "off: expected a whole number from 1 to 6, got 7",
    "off=1,2,3,4,5,6": "off: expected at least one racer that takes part, got none",
    "view=top": "view: expected one such as",
    "step=301": "step: expected a whole number from 0 to 300, got 301",
    "theme=blue": "theme: expected one such as",
    "surfaces=beale": "surfaces: no setting of that name; closest: surface",
    "Stpes=5": "Stpes: no setting of that name; closest: steps",
}


@pytest.mark.parametrize("query", WRONG)
def test_what_is_wrong_falls_back_with_a_note_and_the_rest_stands(query):
    settings_, notes = opened(f"{query}&view=3-D" if "view" not in query else f"{query}&steps=40")
    assert len(notes) == 1, notes
    assert notes[0].startswith(WRONG[query])
    assert "\n" not in notes[0]
    assert settings_.view == "3-D" or settings_.steps == 40
    assert settings_.racers
    settings_.descended.value((0.5, 0.5))
    assert opened(link.query(settings_)) == (settings_, [])


@pytest.mark.parametrize(
    "formula",
    [
        Formula("sqrt(x-10) + y^2", {}, ((10.0, 20.0), (-1.0, 1.0))),
        Formula("sqrt(a - x^2 - 5) y", {"a": 50.0}, Formula.domain),
    ],
)
def test_a_formula_that_is_real_only_with_its_own_numbers_comes_back(formula):
    made = opened_on(TYPED, formula)
    assert opened(link.query(made)) == (made, [])


def test_a_formula_whose_domain_has_nothing_falls_back_to_the_usual_one():
    settings_, notes = opened("f=log(x)%2By^2&domain=-3,-2,0,1")
    assert settings_.formula == Formula("log(x)+y^2", {})
    assert len(notes) == 1


def test_the_good_racers_of_a_list_stay():
    settings_, notes = opened("racer=Adam&racer=Nobody&racer=Momentum+momentum=.5")
    assert [racer.name for racer in settings_.racers] == ["Adam", "Momentum"]
    assert len(notes) == 1


def test_more_racers_than_can_be_told_apart_are_left_out_with_a_note():
    settings_, notes = opened("&".join(["racer=Adam"] * (MAX_RACERS + 1)))
    assert len(settings_.racers) == MAX_RACERS
    assert notes == [f"racer: expected at most {MAX_RACERS}, got {MAX_RACERS + 1}"]


STRANGERS = [
    "embed", "embed_options", "fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "ttclid", "twclid", "yclid",
    "igshid", "li_fat_id", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "__hstc", "__theme", "utm_source", "utm_medium",
    "utm_campaign", "utm_term", "utm_content", "utm_id", "ref", "source", "campaign", "hl", "id", "v", "t", "q",
    "page", "token", "code", "session", "redirect", "origin", "share",
]  # fmt: skip
"""What sites, mails and hosts add to addresses."""


def test_what_others_add_to_an_address_is_no_setting():
    assert [key for key in STRANGERS if opened(f"{key}=1") != (first_setup(), [])] == []


LONG = "x" * 20_000
ENDLESS = [
    LONG, "9" * 20_000, f"1,{LONG}", "1,2,3," + "9" * 20_000, "(" * 20_000, "x+" * 10_000, f"Adam {LONG}",
    f"Adam {LONG}=1", f"Adam name={LONG}", f"Adam schedule={LONG}", f"Adam schedule=Cosine({LONG}=1)",
    f"Adam schedule=Cosine(steps={LONG})", f"Adam warm_up={LONG}", f"Adam noise={LONG}", f"Adam batch={'9' * 20_000}",
    f"Adam learning_rate={'9' * 20_000}", f"{LONG}=1:2:3", f"{LONG}=2:1:3", f"learning_rate={LONG}:1:2",
    f"learning_rate=1:2:{'9' * 20_000}",
]  # fmt: skip


@pytest.mark.parametrize("key", [*(row.key for row in link.TABLE), *link.FOLDED, f"surfaces{LONG}", "racers"])
def test_a_note_is_short_whatever_it_quotes_and_names_at_most_three_others(key):
    for text in ENDLESS:
        for note in link.read({"f": ["x^2 + a y^2"], key: [text]})[1]:
            assert len(note) < 240, note
            for others in re.findall(r"(?:closest: |one such as )([\w, ]+)", note.partition(", got ")[0]):
                assert others.count(",") <= 2, note


ANY = st.text(st.characters(codec=None, exclude_categories=()))  # with halves of pairs, which a file's JSON may hold
KEYS = st.sampled_from([*(row.key for row in link.TABLE), *link.FOLDED])


@given(st.dictionaries(KEYS | ANY, st.lists(ANY, max_size=3)))
@example({link.RACE: []})
@example({"\ud800": ["1"]})
@example({"surface\ud800": ["1"]})
@settings(max_examples=500)
def test_no_text_breaks_it(texts):
    found, notes = link.read(texts)
    assert found.running
    assert all(note.encode() for note in notes)
    assert opened(link.query(found)) == (found, [])


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 50_000, "1", '{"format": "x"}', " " * 30_000_000], ids=len)
def test_a_file_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"^settings: expected"):
        link.load(text)


def test_a_file_with_other_shapes_is_refused():
    good = link.save(first_setup())
    for bad in (
        good.replace("1,", "2,"),
        good.replace("1,", '"\\ud800",'),
        good.replace("{}", '{"steps": 5}'),
        good.replace("{}", "[]"),
    ):
        with pytest.raises(ValueError, match="settings: expected") as refusal:
            link.load(bad)
        assert str(refusal.value).encode()


def test_a_name_in_any_script_stands_in_an_address():
    named = replace(first_setup().racers[0], name="모멘텀 & 친구 #1 + 50%")
    made = replace(first_setup(), racers=(named,))
    assert quote("모멘텀") in link.query(made)
    assert opened(link.query(made)) == (made, [])


def test_a_ready_made_race_on_another_surface_keeps_its_racers_and_nothing_that_was_for_its_own():
    made, notes = opened("race=batch_sizes&surface=beale")
    assert notes == []
    assert [racer.name for racer in made.racers] == ["1 row", "10 rows", "all rows"]
    assert (made.start, made.batch_size) == (opened_on("beale").start, None)


def test_a_ready_made_race_with_a_racer_of_its_own_or_fewer_steps_leaves_what_leant_on_the_others():
    assert link.changed({"racer": ["Adam"], "styles": ["3"], "off": ["1"]}, {"racer": ["AdaMax"]}) == {
        "racer": ["AdaMax"]
    }
    assert link.changed({"steps": ["9"], "step": ["8"]}, {"steps": ["7"]}) == {"steps": ["7"]}
    assert link.changed({"steps": ["9"], "step": ["8"]}, {"steps": ["9"]}) == {"steps": ["9"], "step": ["8"]}


CHANGED = {
    "the surface that is left out": ("start=1,2&noise=1", "surface=beale", "start=1,2&noise=1"),
    "another surface": ("start=1,2&noise=1", "surface=sphere", "surface=sphere"),
    "a surface in a formula's place": ("f=x^2%2By^2&start=1,2", "surface=beale", ""),
    "the length that is left out": ("step=8", "steps=300", "step=8"),
    "another length": ("step=8", "steps=200", "steps=200"),
    "the surface of a ready-made race": ("race=saddle&start=1,2", "surface=saddle", "race=saddle&start=1,2"),
    "another surface than a ready-made race has": (
        "race=saddle&start=1,2",
        "surface=beale",
        "race=saddle&surface=beale",
    ),
}


@pytest.mark.parametrize("change", CHANGED)
def test_what_says_again_what_an_address_leaves_out_drops_nothing_of_it(change):
    base, texts, same = CHANGED[change]
    assert link.read(link.changed(link.asked(base), link.asked(texts))) == opened(same)


@pytest.mark.parametrize("address", ["https://a.b/c?steps=9&a=#x", "?steps=9&a=", "steps=9&a="])
def test_an_address_is_read_whole_or_from_its_question_mark_on(address):
    assert link.asked(address) == {"steps": ["9"], "a": [""]}
    assert link.asked("https://a.b/c") == {}


def test_a_note_says_once_what_it_is_of_and_every_digit_of_an_end():
    assert link.read({"racer": ["Adam,learning_rate=1"]})[1][0].startswith("racer: expected a rule")
    assert link.read({"seed": ["-1"]})[1] == ["seed: Race: seed must be at least 0 and at most 2147483648, got -1"]


@pytest.mark.parametrize(("field", "key"), [(field, key) for field, known in link.TAUGHT.items() for key in known])
def test_a_lesson_and_a_challenge_open_their_race_by_their_key_alone(field, key):
    setup, notes = link.read({field: [key]})
    assert notes == []
    assert getattr(setup, field) == key
    assert replace(setup, **{field: None}) == link.folded(field, key)
    assert link.query(setup) == f"{field}={key}"
    assert link.query(replace(setup, step=7, language="ko")) == f"{field}={key}&step=7&lang=ko"
    assert link.load(link.save(setup)) == (setup, [])


@pytest.mark.parametrize("field", link.TAUGHT)
def test_a_race_that_was_changed_beside_a_lesson_or_a_challenge_comes_back_whole(field):
    setup, _ = link.read({field: ["ravine"]})
    for changed in (
        replace(setup, steps=77),
        replace(setup, start=(1.0, 1.0), racers=setup.racers[:1]),
        replace(opened_on("slide"), **{field: "ravine"}),
        replace(first_setup(), **{field: "ravine"}),
        replace(link.read({"f": ["x^2 + y^2"]})[0], **{field: "ravine"}),
    ):
        assert link.read(link.write(changed)) == (changed, [])


def test_what_stands_beside_a_lesson_changes_its_race():
    setup, notes = link.read({"lesson": ["ravine"], "steps": ["9"]})
    assert notes == []
    assert setup == replace(link.ready_made("ravine"), steps=9, lesson="ravine")


@pytest.mark.parametrize("field", link.TAUGHT)
def test_a_lesson_or_a_challenge_that_there_is_not_is_told(field):
    setup, [said] = link.read({field: ["ravin"], "steps": ["9"]})
    assert said.startswith(f"{field}: ")
    assert "ravine" in said
    assert setup == replace(first_setup(), steps=9)


@pytest.mark.parametrize("explore", [{}, {"explore": ["drag"]}])
@pytest.mark.parametrize(("of", "focus"), [({"of": ["Adam"]}, "Adam"), ({}, "Momentum")])
def test_an_address_of_a_dragged_value_opens_its_race_where_that_racer_stands_out(explore, of, focus):
    race = {"racer": ["Momentum", "Adam"], "steps": ["40"]}
    setup, notes = link.read({**race, "view": ["explore"], "vary": ["beta1"], **explore, **of})
    assert not notes
    assert setup.focus == focus
    assert replace(setup, focus=None, explored=Exploration()) == link.read(race)[0]


@pytest.mark.parametrize("mode", MODES)
def test_what_is_explored_is_told_wherever_it_is_seen(mode):
    setup = replace(first_setup(), view=EXPLORE, explored=Exploration(mode=mode))
    assert link.write(setup)["explore"] == [mode]
    assert link.read(link.write(setup)) == (setup, [])


@pytest.mark.parametrize(("alias", "key"), surfaces.ALIASES.items())
def test_a_surface_opens_by_another_name_and_tells_its_own(alias, key):
    setup, notes = link.read({"surface": [alias]})
    assert (setup.surface, notes) == (key, [])
    assert link.write(setup)["surface"] == [key]
