"""The sidebar on the page: settings change the race, and what is wrong is said where it was typed."""

import re

import pytest
from playwright.sync_api import expect

MESSAGES, BYTES = 48, 38_803
"""What the server may send for a change of the first visit's race, 6 racers of 300 steps."""

HOSTILE = ["<img src=x onerror=alert(1)>", "**x** $y$ :red[z] `w`"]


def test_a_changed_learning_rate_changes_the_trail_and_the_standings(home):
    trail, table = home.ink("trails", "Adam"), home.standings()
    home.nudge("Adam", "ArrowLeft", times=6)
    assert home.ink("trails", "Adam") != trail
    assert home.standings() != table


def test_a_new_surface_draws_its_contours_from_its_own_start(home):
    home.pick("surface", "Himmelblau")
    expect(home.page.locator(".st-key-pick-surface")).to_have_text(re.compile("Himmelblau$"))
    assert home.ranges() == [-6, 6, -6, 6]
    assert home.board().locator(".scatterlayer .point").count() == 9  # four minima, four saddles, a maximum
    assert home.number("Start x").input_value() == "0"


def test_a_data_surface_offers_a_batch_size(app):  # no home: data come back as some had them before
    app.pick("surface", "Cars, raw speed")
    assert app.sidebar.get_by_label("Noise σ").count() == 0
    with app.asking():
        app.sidebar.get_by_test_id("stCheckbox").filter(has_text="rows at every step").locator("label").click()
    expect(app.sidebar.get_by_text("Rows a step (batch size)")).to_be_visible()
    app.settle()
    assert app.contours().count() > 5


def test_racers_are_added_and_removed(home):
    names = list(home.colors())
    home.pick("rule", "AdaMax")
    expect(home.page.locator(".derby-legend li")).to_have_count(len(names) + 1)
    home.more("Momentum").get_by_role("button", name="Remove Momentum").click()
    expect(home.page.locator(".derby-legend li")).to_have_count(len(names))
    home.settle()
    assert list(home.colors()) == [*(name for name in names if name != "Momentum"), "AdaMax"]


def test_a_racer_can_be_switched_off_and_so_can_all(home):
    names = list(home.colors())
    home.card(names[0]).get_by_test_id("stCheckbox").first.locator("label").click()
    expect(home.page.locator(".derby-legend li")).to_have_count(len(names) - 1)
    for name in names[1:]:
        with home.asking():  # of presses at once only the last is drawn
            home.card(name).get_by_test_id("stCheckbox").locator("label").click()
    expect(home.page.get_by_text("Nobody takes part")).to_be_visible()
    assert list(home.colors()) == [names[-1]]  # the last good picture stays
    home.card(names[1]).get_by_test_id("stCheckbox").locator("label").click()
    expect(home.page.locator(".derby-legend .derby-racer")).to_have_text([names[1]])
    expect(home.page.get_by_text("Nobody takes part")).to_be_hidden()
    expect(home.contours().first).to_be_visible()


def test_the_same_rule_twice_gets_two_colours_and_two_names(home):
    home.pick("rule", "Adam")
    expect(home.page.locator(".derby-legend li")).to_have_count(7)
    colors = home.colors()
    assert len(set(colors.values())) == len(colors)
    home.nudge("Adam 2", times=3)
    results = {row[1]: row[2] for row in home.standings()}
    assert results["Adam"] != results["Adam 2"]


def test_a_bad_value_is_said_beside_its_field_and_the_picture_stays(home):
    trail, table = home.ink("trails", "Adam"), home.standings()
    card = home.more("Adam")
    message = card.get_by_test_id("stAlert")
    for text in ("-1", "abc", "nan", "1/0", "inf", "1e999", "", "**0.1**"):
        home.enter(card.get_by_label("Learning rate, exactly"), text)
        expect(message).to_contain_text("learning rate")
        expect(message).to_contain_text(text)
        assert home.page.get_by_test_id("stException").count() == 0
        assert home.standings() == table
        assert home.ink("trails", "Adam") == trail
    home.enter(card.get_by_label("Learning rate, exactly"), "1/4")
    expect(message).to_have_count(0)
    expect(card.get_by_test_id("stSliderThumbValue").first).to_have_text("0.25")
    assert home.standings() != table


def test_what_is_wrong_with_a_number_leaves_its_slider_and_its_field_in_their_places(home):
    card = home.more("Adam")
    field, slider = card.get_by_label("Beta 1, exactly"), card.locator(".stSlider").nth(1)
    before = field.bounding_box(), slider.bounding_box()
    home.enter(field, "-2")
    message = card.get_by_test_id("stAlert").bounding_box()
    assert (field.bounding_box(), slider.bounding_box()) == before
    assert message["y"] >= before[0]["y"] + before[0]["height"]
    assert message["width"] > before[1]["width"] + before[0]["width"]
    home.enter(field, "0.8")
    expect(card.get_by_test_id("stAlert")).to_have_count(0)


def test_an_empty_or_taken_name_is_refused_beside_its_field(home):
    names = list(home.colors())
    card = home.more("Adam")
    field = card.get_by_label("Name")
    for text in ("", "   ", "Momentum"):
        home.enter(field, text)
        expect(card.get_by_test_id("stAlert")).to_contain_text("still called Adam")
        assert list(home.colors()) == names
    home.enter(field, "My Adam")
    expect(home.page.locator(".derby-legend")).to_contain_text("My Adam")
    assert "My Adam" in [row[1] for row in home.standings()]
    assert home.sidebar.get_by_test_id("stAlert").count() == 0


def test_a_name_is_shown_as_the_text_it_is(home):
    home.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    for racer, name in zip(("RMSProp", "Adam"), HOSTILE, strict=True):
        home.enter(home.more(racer).get_by_label("Name"), name)
    assert home.page.locator(".derby-legend .derby-racer").all_text_contents()[-2:] == HOSTILE
    assert {*HOSTILE} <= {row[1] for row in home.standings()}
    assert home.names()[-2:] == HOSTILE
    home.page.get_by_role("tab", name="Formulas").click()
    for name in HOSTILE:
        expect(home.page.get_by_role("tabpanel", name="Formulas").get_by_text(name)).to_be_visible()
    home.choose_view("Side by side")
    panels = home.board("side by side").locator(".annotation-text").all_text_contents()
    for panel, name in zip(panels[-2:], HOSTILE, strict=True):
        assert panel.rstrip("…") == name[: len(panel.rstrip("…"))] != ""
    assert home.page.locator("img[src=x]").count() == 0


def test_a_taken_name_is_quoted_as_the_text_it_is(home):
    for racer in ("Adam", "RMSProp"):
        card = home.more(racer)
        home.enter(card.get_by_label("Name"), HOSTILE[1])
    expect(home.sidebar.get_by_test_id("stAlert")).to_contain_text(HOSTILE[1])


def test_a_surface_is_sent_once(app):
    grid = 161 * 161 * 4
    assert max(app.messages) > grid
    app.messages.clear()
    app.nudge("Adam", times=2)
    app.choose_view("Side by side")
    assert 0 < max(app.messages) < 50_000
    app.messages.clear()
    app.pick("surface", "Himmelblau")
    assert max(app.messages) > grid


def test_a_change_sends_few_messages_and_bytes(home):
    for _ in range(2):  # the first makes the way back open
        home.messages.clear()
        home.nudge("Adam")
        home.page.wait_for_timeout(500)  # the clock: that no more comes has no sign
        assert 20 < len(home.messages) <= MESSAGES
        assert sum(home.messages) <= BYTES
    assert home.page.title() == "Descent Derby"
    assert home.page.get_by_test_id("stMainBlockContainer").bounding_box()["width"] > 900
