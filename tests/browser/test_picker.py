"""The picker of surfaces: filters beside the search, and pictures painted as they come into view."""

import base64

import numpy as np
import pytest
from playwright.sync_api import expect

from player import picker_payload

HEIGHTS = base64.b64encode(np.tile(np.linspace(0, 255, 64), (64, 1)).astype(np.uint8).tobytes()).decode()

FILTERS = [{"key": key, "title": key, "line": f"what a {key} is"} for key in ("ravine", "saddle", "data")]

GROUPS = {
    "Few": [
        {"key": "a", "title": "A", "line": "one", "picture": HEIGHTS, "traits": ["ravine", "saddle"]},
        {"key": "b", "title": "B", "line": "two", "picture": HEIGHTS, "traits": ["ravine"]},
    ],
    "Many": [{"key": f"m{i}", "title": f"M {i}", "line": "far down", "picture": HEIGHTS} for i in range(60)],
}

PAINTED = "canvas => canvas.getContext('2d').getImageData(0, 0, 352, 264).data.some(byte => byte > 0)"


@pytest.fixture
def picker(stand):
    stand.unmount()
    stand.mount("picker")
    stand.send(picker_payload(GROUPS, filters=FILTERS))
    return stand


def shown(picker):
    return picker.page.locator(".derby-card:not([hidden])").evaluate_all("cards => cards.map(card => card.dataset.key)")


def test_pressed_filters_leave_what_has_all_of_their_traits_and_the_search_goes_on(picker):
    ravine, saddle, data = (
        picker.page.get_by_role("button", name=key, exact=True) for key in ("ravine", "saddle", "data")
    )
    assert len(shown(picker)) == 62
    ravine.focus()
    picker.page.keyboard.press("Space")
    expect(ravine).to_have_attribute("aria-pressed", "true")
    assert shown(picker) == ["a", "b"]
    saddle.click()
    assert shown(picker) == ["a"]
    saddle.click()
    picker.page.get_by_role("searchbox").fill("two")
    assert shown(picker) == ["b"]
    data.click()
    assert shown(picker) == []
    expect(picker.page.locator(".derby-nothing")).to_be_visible()
    picker.send(picker_payload(GROUPS, chosen="a", filters=FILTERS))
    expect(ravine).to_have_attribute("aria-pressed", "true")
    assert shown(picker) == []


@pytest.mark.parametrize("typed", ["saddle", "안장", "ravine 안장", "first one"])
def test_a_surface_is_found_by_its_traits_and_by_its_key_in_every_language(picker, typed):
    filters = [{"key": "saddle", "title": "안장점", "line": ""}, {"key": "ravine", "title": "골짜기", "line": ""}]
    items = [{"key": "first_one", "title": "하나", "traits": ["ravine", "saddle"]}, {"key": "b", "title": "둘"}]
    picker.send(picker_payload({"몇": items}, filters=filters))
    picker.page.get_by_role("searchbox").fill(typed)
    assert shown(picker) == ["first_one"]


def test_pictures_are_painted_where_they_are_seen_and_others_as_they_come_into_view(picker):
    first, last = picker.page.locator(".derby-picture").first, picker.page.locator(".derby-picture").last
    picker.page.wait_for_function(f"({PAINTED})(document.querySelector('.derby-picture'))")
    assert not last.evaluate(PAINTED)
    left, right = (
        first.evaluate(f"canvas => [...canvas.getContext('2d').getImageData({x}, 130, 1, 1).data]") for x in (2, 349)
    )
    assert left != right
    last.scroll_into_view_if_needed()
    picker.page.wait_for_function(f"({PAINTED})([...document.querySelectorAll('.derby-picture')].at(-1))")
