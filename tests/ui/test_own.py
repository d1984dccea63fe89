"""What is drawn for each racer: its own noise and batches reach the race on the page and what is explored."""

from urllib.parse import parse_qs

from setups import link
from ui.explore.work import conditions, randomness
from ui.stage import run_race

MIXED = "surface=cars_scaled&steps=9&batch=5&" + "&".join(
    f"racer=GradientDescent+learning_rate=0.1+name=r{rows}{f'+batch={rows}' * (rows > 0)}" for rows in (0, 1, 50)
)


def opened(query):
    settings, notes = link.read(parse_qs(query))
    assert not notes
    return settings


def test_a_race_on_the_page_draws_for_each_racer_its_own_batches():
    finished = run_race(opened(MIXED))
    assert {name: run.batch_size for name, run in finished.items()} == {"r0": 5, "r1": 1, "r50": 50}
    assert [run.evaluations for run in finished.values()] == [45, 9, 450]


def test_an_exploration_draws_what_its_racer_does():
    settings = opened(MIXED)
    assert [randomness(settings, racer)["batch_size"] for racer in settings.running] == [5, 1, 50]
    assert len({conditions(settings, racer) for racer in settings.running}) == 3
    assert settings.drawn(settings.running) == {"noise": 0.0, "batch_size": {"r0": 5, "r1": 1, "r50": 50}}
    assert settings.drawn(settings.running[:1]) == {"noise": 0.0, "batch_size": 5}


def test_only_what_is_drawn_depends_on_the_seed():
    settings = opened("seed=3&racer=Adam+learning_rate=0.1+noise=0.5&racer=Adam+learning_rate=0.1+name=calm")
    noisy, calm = settings.running
    assert conditions(settings, noisy)[3] == 3
    assert conditions(settings, noisy, seeded=False)[3] is None
    assert conditions(settings, calm)[3] is None
