"""The presenter view: the picture alone, large, steered by keys, while messages go on coming."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

import optimizers
from figures.views import VIEWS
from tests.browser.stand import run

SIZES = {(1366, 768): "refused", (1920, 1080): "full screen", (375, 812): "full screen", (812, 375): "refused"}
"""Screens → how each is covered: by the browser, or by style alone where that refuses."""

_REFUSE = (
    "() => { document.querySelector('.derby').requestFullscreen = () => Promise.reject(new TypeError('refused')); }"
)
_TYPE = """() => {
  const size = (selector) => parseFloat(getComputedStyle(document.querySelector(`.derby ${selector}`)).fontSize);
  return [".xtick text", ".derby-legend", ".derby-readout"].map(size);
}"""
_WIDEST = """(view) => {
  const { panes, plot } = window.player.boards[view];
  return [panes[0].rectangle[2], plot._fullLayout.width];
}"""
_FILLED = """async () => {
  const shown = Object.values(window.player.boards).filter(({ element }) => !element.hidden);
  return shown.every(({ ready, plot, element }) => ready && plot._fullLayout.width === element.clientWidth
    && plot._fullLayout.height === element.clientHeight);
}"""


@pytest.fixture
def presenter(stand):
    """A stand whose browser grants the full screen."""
    before = stand.page.viewport_size
    yield stand
    stand.page.evaluate("window.player.presenter.leave()")
    stand.page.set_viewport_size(before)


@pytest.fixture(params=["full screen", "refused"])
def either(presenter, request):
    """A stand whose browser grants the full screen, and one whose browser refuses it, so that all is by style alone."""
    if request.param == "refused":
        presenter.page.evaluate(_REFUSE)
    return presenter


def covers(stand) -> bool:
    box = stand.page.locator(".derby").bounding_box()
    room = stand.page.evaluate("[innerWidth, innerHeight]")
    return [box["x"], box["y"], box["width"], box["height"]] == [0, 0, *room]


def open_it(stand) -> None:
    stand.page.keyboard.press("p")
    expect(stand.page.locator(".derby")).to_have_class("derby derby-player derby-presenter")
    stand.page.wait_for_function(_FILLED)


def test_p_covers_the_window_and_p_or_escape_leaves(either):
    either.show(run())
    width = either.page.locator(".derby").bounding_box()["width"]
    for key in ("p", "Escape"):
        open_it(either)
        assert covers(either)
        either.page.keyboard.press(key)
        either.page.wait_for_function("!document.fullscreenElement")
        expect(either.page.locator(".derby")).to_have_class("derby derby-player")
        assert either.page.locator(".derby").bounding_box()["width"] == width


def test_the_button_opens_it_and_the_space_bar_then_plays(either):
    either.show(run(steps=3000))
    either.page.keyboard.press("Home")
    either.find('[data-action="present"]').click()
    either.page.wait_for_function(_FILLED)
    either.page.keyboard.press("Space")
    either.page.wait_for_function("window.player.clock.playing && window.player.clock.step > 3")
    assert covers(either)
    either.page.keyboard.press("Space")


@pytest.mark.parametrize(("size", "either"), SIZES.items(), indirect=["either"])
def test_everything_is_on_the_screen(either, size):
    either.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    either.show(run(), title="A race with a name", races=True)
    open_it(either)
    for part in (".derby-heading", '[data-view="contour"]', '[data-view="loss"]', ".derby-legend", ".derby-transport"):
        expect(either.find(part)).to_be_in_viewport(ratio=1)
    boxes = [
        either.find(part).bounding_box()
        for part in (".derby-heading", ".derby-stage", ".derby-below", ".derby-transport")
    ]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 0.5
    assert either.page.locator(".derby").evaluate("root => root.scrollHeight <= root.clientHeight")


def test_type_trails_and_heads_grow_with_the_screen(presenter):
    presenter.page.set_viewport_size({"width": 1920, "height": 1080})
    presenter.show(run())
    small = presenter.page.evaluate(_TYPE)
    open_it(presenter)
    presenter.page.wait_for_function("window.player.boards.contour.scale === 2")
    presenter.page.wait_for_function(f"(small) => ({_TYPE})().every((size, i) => size === 2 * small[i])", arg=small)
    assert min(small) >= 12
    presenter.page.keyboard.press("p")
    presenter.page.wait_for_function(f"(small) => ({_TYPE})().every((size, i) => size === small[i])", arg=small)


@pytest.mark.parametrize("view", VIEWS)
def test_it_survives_new_messages_in_every_view(presenter, view):
    presenter.show(run(), view=view)
    open_it(presenter)
    presenter.show(run("himmelblau", {"Adam": optimizers.Adam(0.1)}, start=(0, 0)), view=view, title="Himmelblau")
    assert covers(presenter)
    expect(presenter.find(".derby-heading")).to_have_text("Himmelblau")
    expect(presenter.find(f'[data-view="{view}"]')).to_be_in_viewport(ratio=1)


def test_a_race_without_a_name_has_no_title_and_the_page_shows_none(presenter):
    presenter.show(run(), title="A race with a name")
    expect(presenter.find(".derby-heading")).to_be_hidden()
    open_it(presenter)
    expect(presenter.find(".derby-heading")).to_be_visible()
    presenter.show(run(), has_grid=False)
    expect(presenter.find(".derby-heading")).to_be_hidden()


def test_page_up_and_down_ask_for_the_races_around_this_one(presenter):
    presenter.show(run(), races=True)
    presenter.page.keyboard.press("PageDown")
    assert presenter.said == []
    expect(presenter.find('[data-action="after"]')).to_be_hidden()
    open_it(presenter)
    presenter.page.keyboard.press("PageDown")
    presenter.page.keyboard.press("PageUp")
    presenter.find('[data-action="after"]').click()
    assert presenter.said == [["race", 1], ["race", -1], ["race", 1]]


def test_without_other_races_nothing_is_asked_for(presenter):
    presenter.show(run())
    open_it(presenter)
    presenter.page.keyboard.press("PageDown")
    assert presenter.said == []
    expect(presenter.find('[data-action="before"]')).to_be_hidden()


@pytest.mark.parametrize("key", ["ㅔ", "Process", "P"])
def test_the_key_is_found_whatever_script_the_keyboard_writes(presenter, key):
    presenter.show(run())
    script = "(key) => document.dispatchEvent(new KeyboardEvent('keydown', { key, code: 'KeyP', bubbles: true }))"
    presenter.page.evaluate(script, key)
    expect(presenter.page.locator(".derby")).to_have_class("derby derby-player derby-presenter")


def test_a_typed_p_is_a_letter(presenter):
    presenter.show(run())
    presenter.page.evaluate("document.body.prepend(Object.assign(document.createElement('input'), { id: 'typed' }))")
    presenter.page.locator("#typed").press("p")
    expect(presenter.page.locator(".derby")).to_have_class("derby derby-player")
    presenter.page.evaluate("document.querySelector('#typed').remove()")


def test_escape_leaves_the_view_first_and_then_lets_all_stand_out(either):
    either.show(run())
    either.find(".derby-legend button").first.click()
    open_it(either)
    either.page.keyboard.press("Escape")
    expect(either.page.locator(".derby")).to_have_class("derby derby-player")
    expect(either.find('.derby-legend [aria-pressed="true"]')).to_have_count(1)
    either.page.keyboard.press("Escape")
    expect(either.find('.derby-legend [aria-pressed="true"]')).to_have_count(0)


def test_a_player_that_is_taken_off_the_page_gives_the_screen_back(either):
    either.show(run())
    open_it(either)
    either.unmount()
    either.page.wait_for_function("!document.fullscreenElement")
    either.mount()
