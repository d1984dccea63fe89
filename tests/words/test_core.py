"""What is said of surfaces, rules and races, told elsewhere: no English is left but names and numbers."""

import re

import pytest

import optimizers
import surfaces
from optimizers import declarations, schedules
from optimizers.hyperparameters import Hyperparameter
from optimizers.texts import read_value
from racing import (
    Axis,
    Criterion,
    Ending,
    Verdict,
    fair,
    fair_standings,
    formulas,
    race,
    read_axis,
    standings,
    tune_all,
)
from racing.drawn import epochs
from racing.oracle import KINDS as ASKED
from racing.standings import TITLES, cells, titles
from racing.sweep.__main__ import main
from racing.verdict import Rank
from surfaces.critical import Kind
from surfaces.expressions import ENTRIES
from tests.words.elsewhere import elsewhere, english  # noqa: F401
from words import Text, tell

DECLARED = {
    f"{name}.{field}": spec
    for catalogue in (optimizers.CATALOGUE, schedules.CATALOGUE)
    for name, kind in catalogue.items()
    for field, spec in declarations(kind).items()
}

SHOWN = {
    **{
        f"{name} {part}": getattr(rule, part)
        for name, rule in optimizers.CATALOGUE.items()
        for part in ("title", "line")
    },
    **{f"{name} title": schedule.title for name, schedule in schedules.CATALOGUE.items()},
    **{f"{name} {part}": getattr(spec, part) for name, spec in DECLARED.items() for part in ("label", "help", "legal")},
    **{
        f"{key} {part}": getattr(surface, part)
        for key, surface in surfaces.CATALOGUE.items()
        for part in ("name", "teaches")
    },
    **{f"family {family}": family for family in (*optimizers.FAMILIES, *surfaces.FAMILIES)},
    **{f"function {entry.name}": entry.help for entry in ENTRIES},
    **{f"{each!r}": each.title for each in (*Ending, *Rank, *Criterion, *Kind)},
    **{f"column {title}": title for title in (*TITLES.values(), *fair.TITLES.values(), *ASKED.values())},
}
"""What menus, tables and helps show of the catalogues."""


def test_what_catalogues_show_is_said():
    assert [name for name, shown in SHOWN.items() if not isinstance(shown, Text)] == []


POINT, OTHER = (1.0, -0.5), (2.0, 3.0)

VERDICTS = [
    *(
        Verdict(Ending.CONVERGED, 7, POINT, kind, rank=rank)
        for kind in (Kind.MINIMUM, Kind.FLAT_MINIMUM)
        for rank in Rank
    ),
    *(Verdict(Ending.CIRCLING, 7, POINT, Kind.MINIMUM, rank=rank, within=0.25) for rank in Rank),
    *(Verdict(Ending.SWINGING, 7, POINT, period=period, other=OTHER) for period in (2, 3)),
    *(Verdict(Ending.LEAVING, 7, POINT, kind) for kind in (Kind.SADDLE, Kind.DEGENERATE_SADDLE, Kind.MAXIMUM)),
    *(Verdict(ending, step) for ending in Ending if ending not in list(Ending)[:5] for step in (7, None)),
]


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("verdict", VERDICTS, ids=str)
def test_every_verdict_is_told(verdict):
    assert str(verdict) == verdict.said
    assert english(tell(verdict.said)) == []
    assert re.findall(r"-?\d[\d.]*", tell(verdict.said)) == re.findall(r"-?\d[\d.]*", str(verdict))


NUMBERS = {name: spec for name, spec in DECLARED.items() if isinstance(spec, Hyperparameter | optimizers.Switch)}


@pytest.mark.usefixtures("elsewhere")
def test_what_a_field_refuses_is_told():
    for name, spec in NUMBERS.items():
        for given in ("?", "1/0", "-1e300"):
            with pytest.raises(ValueError, match="Rule: field") as raised:
                read_value("Rule", "field", given, spec)
            assert english(tell(raised.value), "Rule", "field") == [], name


@pytest.mark.usefixtures("elsewhere")
def test_the_standings_and_formulas_of_a_race_are_told():
    racers = {"One": optimizers.Adam(0.1), "Two": optimizers.GradientDescent(0.1)}
    raced = race(surfaces.get("cars_scaled"), racers, steps=30, noise={"One": 0.5}, batch_size={"Two": 20})
    told = [*titles(raced).values(), *(part for line in standings(raced) for part in cells(line).values())]
    told += [part for each in formulas(raced) for part in (each.title, each.note)] + [epochs(40, 50, 20)]
    assert english(" ".join(map(tell, told)), "One", "Two") == []


@pytest.mark.usefixtures("elsewhere")
def test_the_standings_of_a_fair_race_are_told():
    tuned = tune_all({"One": optimizers.Adam()}, surfaces.get("sphere"), steps=20, first=3, seeds=(0, 1), noise=1.0)
    lines = fair_standings(tuned, surfaces.get("sphere"), steps=20, noise=1.0, seeds=range(8, 12))
    told = [*fair.SPENT_TITLES.values(), *(part for line in lines for part in fair.cells(line).values())]
    assert english(" ".join(map(tell, told)), "One") == []


@pytest.mark.usefixtures("elsewhere")
def test_the_label_of_what_is_nested_is_told():
    label = declarations(optimizers.DecoupledWeightDecay(optimizers.Lookahead()))["inner.inner"].label
    assert label == "inner rule of the inner rule"
    assert english(tell(label)) == []


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("refused", "names"),
    [
        (lambda: race(surfaces.get("sphere"), {"One": optimizers.Adam()}, steps=0), ["race", "steps"]),
        (lambda: race(surfaces.get("sphere"), {"One": optimizers.Adam()}, noise={"Two": 1}), ["race", "noise", "Two"]),
        (lambda: race(surfaces.get("beale"), {"One": optimizers.Adam()}, batch_size={"One": 3}), ["race", "One"]),
        (lambda: Axis("momentum", 2, 1, 5), ["momentum"]),
        (lambda: read_axis("momentum=a:1:5"), ["momentum"]),
        (lambda: surfaces.get("beale").value([1, 2, 3]), ["points"]),
        (lambda: optimizers.Adam(learning_rate=-1), ["Adam", "learning_rate"]),
        (lambda: optimizers.Lookahead(inner="nobody"), ["Lookahead", "inner", "nobody"]),
    ],
)  # fmt: skip
def test_what_is_refused_is_told(refused, names):
    with pytest.raises(ValueError, match=names[0]) as raised:
        refused()
    assert set(english(tell(raised.value))) <= {*names}


@pytest.fixture
def order(tmp_path):
    return ["--surface", "sphere", "--rule", "Adam", "--vary", "beta1=0:0.9:3", "-o", str(tmp_path / "sweep.csv")]


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--steps", "many"], ["racing", "sweep", "steps", "many"]),
        (["--steps"], ["racing", "sweep", "steps"]),
        (["--stepz", "3"], ["racing", "sweep", "stepz", "steps", "set", "seed", "start", "starts"]),
        (["--set", "beta2=x"], ["racing", "sweep", "set", "Adam", "beta"]),
        (["--set", "nothing=1"], ["racing", "sweep", "set", "Adam", "nothing", "beta", "epsilon", "learning_rate"]),
        (["--starts", "0"], ["racing", "sweep", "starts"]),
        (["stray"], ["racing", "sweep", "stray"]),
    ],
)
def test_what_a_sweep_refuses_is_told_in_the_language_of_its_line(order, capsys, words, names):
    assert main([*order, "--language=ko", *words]) == 2
    assert set(english(capsys.readouterr().err)) <= {*names}
    assert main([*order, *words]) == 2
    assert not re.search("[가-힣]", capsys.readouterr().err)


@pytest.mark.usefixtures("elsewhere")
def test_the_help_and_the_progress_of_a_sweep_are_told(order, capsys):
    with pytest.raises(SystemExit):
        main(["--help", "--language", "ko"])
    commands = r"python -m .*|pip install .*|PYTHONPATH=.*|--vary .*"
    told = re.sub(commands, "", capsys.readouterr().out)
    assert not re.findall(r"[a-z]{2,} [a-z]{2,}", told)
    assert main([*order, "--language", "ko"]) == 0
    said = capsys.readouterr()
    assert english(said.err) == []
    assert english(said.out.rpartition(": ")[2]) == []


def test_a_sweep_has_no_language_that_there_is_not(order, capsys):
    assert main([*order, "--language", "tlh"]) == 2
    assert capsys.readouterr().err == "racing.sweep: --language: expected one such as en, ko, got 'tlh'\n"
