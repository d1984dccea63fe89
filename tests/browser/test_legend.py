"""The legend: losses and places at the step shown, a racer that stands out, and what the marks on the map mean."""

import numpy as np
import pytest
from playwright.sync_api import expect

import optimizers
import surfaces
from racing import Ending, race, standings
from tests.browser.stand import run
from tests.meetings import met_by

WILD = {"Wild": optimizers.GradientDescent(1.0), "Adam": optimizers.Adam(0.1), "Slow": optimizers.Momentum(0.0001)}
MET = met_by([next(iter(family)) for family in surfaces.FAMILIES.values()], optimizers.CATALOGUE, 1)
"""A surface of each family → the rules that race on it: all of them somewhere."""

GONE = (Ending.DIVERGED, Ending.LEFT)
NUMBERS = [0.0, 58.0, 1 / 3, 12345.678, 9999.96, 1e4, 0.0001, 0.00009999, -2.5e-17, 1.5e300, 6 + 4 / 9, -39.16616]

_ROWS = """() => [...document.querySelectorAll(".derby-legend li")].map((row) =>
  ["racer", "loss", "place"].map((part) => row.querySelector(`.derby-${part}`).textContent))"""

_CHANGES = """(steps) => new Promise((done) => {
  const { clock } = window.player;
  let changes = 0;
  const watched = new MutationObserver((records) => (changes += records.length));
  watched.observe(document.querySelector(".derby-below"), { childList: true, characterData: true, subtree: true });
  const next = () => {
    if (!steps.length) return done(changes);
    clock.seek(steps.shift());
    requestAnimationFrame(() => requestAnimationFrame(next));
  };
  next();
})"""

_BOXES = """() => [...document.querySelectorAll(".derby-below *, .derby-stage, .derby-transport")].filter(
  (part) => part.checkVisibility()).map((part) => {
    const { left, top, width, height } = part.getBoundingClientRect();
    return part.matches(".derby-loss, .derby-place") ? [left + width, top] : [left, top, width, height];
  })"""

_ALPHA = """([view, layer, color]) => {
  const canvas = document.querySelector(`.derby-board[data-view="${view}"] .derby-${layer}`);
  if (!canvas) return 0;
  const wanted = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let most = 0;
  for (let i = 0; i < data.length; i += 4) {
    const hit = wanted.every((value, k) => Math.abs(data[i + k] - value) < 12);
    if (hit && data[i + 3] > most) most = data[i + 3];
  }
  return (most / 255) * Number(getComputedStyle(canvas).opacity);
}"""


def rows(stand) -> list[list[str]]:
    return stand.page.evaluate(_ROWS)


def seek(stand, step: int) -> None:
    stand.page.evaluate("(step) => window.player.clock.seek(step)", step)
    expect(stand.find(".derby-readout")).to_contain_text(f"step {step} /")


def strength(stand, name: str, view: str = "contour") -> tuple[float, float]:
    """How opaque a racer's trail and head are in a view."""
    stand.painted()
    colors = {racer["name"]: racer["color"] for racer in stand.page.evaluate("window.player.header.racers")}
    draw = [stand.page.evaluate(_ALPHA, [view, layer, colors[name]]) for layer in ("trails", "faded", "heads")]
    return max(draw[:2]), draw[2]


@pytest.mark.parametrize("value", NUMBERS)
def test_a_loss_is_written_as_in_the_standings(stand, value):
    script = "async (value) => (await import('/player/legend.js')).significant(value)"
    assert stand.page.evaluate(script, value) == f"{value:.4g}"


def test_places_are_ordinal_numbers(stand):
    stand.show(run(steps=2))
    script = "async (numbers) => numbers.map((await import('/player/words.js')).ordinal)"
    wanted = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st"}
    assert stand.page.evaluate(script, list(wanted)) == list(wanted.values())


@pytest.mark.parametrize("step", [0, 1, 17, 60])
def test_the_legend_tells_the_losses_at_the_step_shown(stand, step):
    finished = run(steps=60)
    stand.show(finished)
    seek(stand, step)
    assert [(name, loss) for name, loss, _ in rows(stand)] == [
        (name, f"{run.values[step]:.4g}") for name, run in finished.items()
    ]


def test_a_loss_too_small_for_the_message_is_not_said_to_be_none(stand):
    falls = {"to rest": optimizers.GradientDescent(0.5), "for long": optimizers.GradientDescent(0.25)}
    finished = race(surfaces.get("sphere"), falls, steps=100)
    assert finished["to rest"].values[-1] == 0
    assert 0 < finished["for long"].values[-1] < 1e-46
    stand.show(finished)
    assert [loss for _, loss, _ in rows(stand)] == ["0", "< 3e-45"]


def test_the_lowest_loss_is_first_and_equals_share_a_place(stand):
    finished = run(rules={"a": optimizers.Adam(0.01), "b": optimizers.Adam(0.2), "c": optimizers.Adam(0.2)}, steps=60)
    stand.show(finished)
    assert [place for *_, place in rows(stand)] == ["3rd", "1st", "1st"]
    seek(stand, 0)
    assert [place for *_, place in rows(stand)] == ["1st", "1st", "1st"]


def test_places_change_as_the_race_goes_on(stand):
    fast = {"hasty": optimizers.Adam(0.5), "steady": optimizers.Adam(0.05)}
    finished = run("quadratic", fast, start=(0, 0), steps=400)
    losses = np.stack([run.values for run in finished.values()])
    stand.show(finished)
    for step in (5, 30, 100):
        seek(stand, step)
        first = list(fast)[int(losses[:, step].argmin())]
        assert next(name for name, _, place in rows(stand) if place == "1st") == first


@pytest.mark.parametrize("key", MET)
def test_at_the_end_the_places_are_those_of_the_standings(stand, key):
    rules = {name: optimizers.CATALOGUE[name]() for name in MET[key]}
    rules |= {"wild": optimizers.GradientDescent(3.0), "quick": optimizers.Adam(0.3)}
    finished = race(surfaces.get(key), rules, steps=150)
    stand.show(finished)
    lines = {line.name: line for line in standings(finished)}
    told = {name: place for name, _, place in rows(stand)}
    left = {name for name, line in lines.items() if line.steps_to_leave is not None}
    wanted = {name: str(line.place) for name, line in lines.items() if name in left or line.verdict.ending not in GONE}
    assert {name: told[name][:-2] for name in wanted} == wanted
    assert all(told[name] == "" for name in lines if name not in wanted)


@pytest.mark.parametrize("key", ["saddle", "monkey_saddle", "beale"])
def test_places_on_the_way_are_those_of_a_race_that_ends_there(stand, key):
    rules = {"wild": optimizers.GradientDescent(0.3), "quick": optimizers.Momentum(0.05), "slow": optimizers.Adam(0.02)}
    ground = surfaces.get(key)
    stand.show(race(ground, rules, steps=200))
    for step in (5, 40, 90, 150):
        seek(stand, step)
        there = {line.name: str(line.place) for line in standings(race(ground, rules, steps=step))}
        assert all(place[:-2] == there[name] for name, _, place in rows(stand) if place)


def test_a_racer_that_diverges_says_so_from_then_on(stand):
    finished = run(rules=WILD)
    stopped = finished["Wild"].verdict.step
    stand.show(finished)
    assert rows(stand)[0] == ["Wild", f"diverged at step {stopped}", ""]
    assert sorted(place for *_, place in rows(stand)[1:]) == ["1st", "2nd"]
    seek(stand, stopped - 1)
    assert rows(stand)[0][2].endswith(("st", "nd", "rd"))


@pytest.mark.parametrize("width", [375, 390, 1366])
def test_nothing_moves_as_the_numbers_change(stand, width):
    before = stand.page.viewport_size
    stand.page.set_viewport_size({"width": width, "height": 768})
    stand.show(run(rules=WILD, steps=100))
    boxes = []
    for step in (0, 3, 40, 100):
        seek(stand, step)
        boxes.append(stand.page.evaluate(_BOXES))
    gone = [[box for box in some if len(box) == 4] for some in boxes]
    assert gone[0] == gone[1] == gone[2] == gone[3]
    stand.page.set_viewport_size(before)


def test_only_what_has_changed_is_written(stand):
    stand.show(run(rules={"still": optimizers.GradientDescent(0.0), "Adam": optimizers.Adam(0.2)}))
    seek(stand, 50)
    assert stand.page.evaluate(_CHANGES, [50, 50, 50]) == 0
    assert stand.page.evaluate(_CHANGES, [51]) == 1


@pytest.mark.parametrize("view", ["contour", "side by side", "3-D"])
def test_a_racer_that_is_pressed_stands_out_and_the_others_fade(stand, view):
    stand.show(run(), view=view)
    stand.page.wait_for_function(f"window.player.boards['{view}'].panes[0]?.rectangle")
    button = stand.find(".derby-legend button").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    seek(stand, 8)  # where no relief stands before a racer
    for shown in (view, "loss"):
        assert min(strength(stand, "Adam", shown)) > 0.9
        assert 0 < max(strength(stand, "Momentum", shown)) < 0.4
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert strength(stand, "Momentum", view)[0] > 0.9


def test_a_racer_stands_out_by_keyboard_and_escape_gives_all_back(stand):
    stand.show(run())
    button = stand.find(".derby-legend button").last
    stand.find(".derby-legend button").nth(-2).focus()
    stand.page.keyboard.press("Tab")
    expect(button).to_be_focused()
    stand.page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert stand.step == 100
    stand.page.keyboard.press("Escape")
    expect(stand.find('.derby-legend [aria-pressed="true"]')).to_have_count(0)
    assert strength(stand, "Adam")[0] > 0.9


def test_the_space_bar_plays_after_a_racer_was_clicked(stand):
    stand.show(run(steps=2000))
    stand.page.keyboard.press("Home")
    stand.find(".derby-legend button").first.click()
    stand.page.keyboard.press("Space")
    stand.page.wait_for_function("window.player.clock.playing")
    expect(stand.find(".derby-legend button").first).to_have_attribute("aria-pressed", "true")
    stand.page.keyboard.press("Space")


def test_who_stands_out_stays_while_the_name_does(stand):
    stand.show(run())
    stand.find(".derby-legend button").last.click()
    others = {"Nesterov": optimizers.Nesterov(0.002), "Momentum": optimizers.Momentum(0.001), "a": optimizers.Adam(0.1)}
    stand.show(run(rules=others), has_grid=False)
    assert stand.find('.derby-legend [aria-pressed="true"] .derby-racer').all_inner_texts() == ["Momentum"]
    assert max(strength(stand, "a")) < 0.4
    stand.show(run(rules={"a": optimizers.Adam(0.1)}), has_grid=False)
    expect(stand.find('.derby-legend [aria-pressed="true"]')).to_have_count(0)
    assert strength(stand, "a")[0] > 0.9


MARKED = {
    "himmelblau": ["start", "global minimum", "saddle", "maximum"],
    "saddle": ["start", "saddle"],
    "beale": ["start", "global minimum", "saddle"],
}


@pytest.mark.parametrize("key", MARKED)
def test_a_fold_explains_the_marks_that_this_surface_has(stand, key):
    stand.show(run(key, start=(0.5, 0.5), steps=20))
    fold = stand.find(".derby-fold")
    expect(stand.find(".derby-key")).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    texts = stand.find(".derby-key li").all_inner_texts()
    assert [" ".join(text.split()[1:]) for text in texts] == MARKED[key]
    stand.unmount()
    stand.mount()
    stand.show(run(key, start=(0.5, 0.5), steps=20))
    expect(stand.find(".derby-key")).to_be_visible()
    stand.find(".derby-fold").click()
    expect(stand.find(".derby-key")).to_be_hidden()
