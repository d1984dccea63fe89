"""Lessons beside the picture: a question first, the race when it is answered, and nothing that was built is lost."""

import re

from playwright.sync_api import expect

from lessons import CATALOGUE

# What a screen reader hears of a status: what changes in it, not that it comes and goes.
_LISTEN = """(beside) => {
  window.heard = [];
  const status = beside.querySelector("[role=status]");
  new MutationObserver(() => status.isConnected && window.heard.push(status.textContent))
    .observe(status, { childList: true, characterData: true, subtree: true });
  new MutationObserver((changes) => {
    if (changes.some(({ removedNodes }) => [...removedNodes].includes(status))) window.heard.push("gone");
  }).observe(beside, { childList: true });
}"""


def panel(app):
    return app.page.locator(".derby-lesson")


def test_a_lesson_s_scripts_come_with_the_first_one_and_not_with_a_race(visit):
    app, loaded = visit(), "() => performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1))"
    assert {"player.js", "hands.js"} <= set(app.page.evaluate(loaded))
    later = {"lesson.js", "challenge.js", "alone.js", "finals.js", "curve.js", "rain.js"}
    assert not later & set(app.page.evaluate(loaded))
    app.open(app.page.url + "?lesson=saddle")
    expect(panel(app)).to_be_visible()
    assert "lesson.js" in app.page.evaluate(loaded)


def test_a_lesson_asks_before_the_race_is_seen_then_shows_it_and_has_one_try_something(visit):
    lesson = CATALOGUE["local_minimum"]
    app = visit("lesson=local_minimum")
    expect(panel(app).get_by_role("heading")).to_have_text(str(lesson.race.title))
    expect(app.page.get_by_role("group", name="Transport")).to_be_hidden()
    expect(app.page.locator(".derby-standings")).to_have_count(0)
    app.page.keyboard.press("End")
    app.expect_step(0)
    expect(app.board().locator(".derby-grip")).to_be_hidden()
    app.page.mouse.click(*app.pixel(0.5, 1.5))
    app.settle()
    expect(app.number("Start x")).to_have_value("-2")

    with app.asking():
        panel(app).get_by_role("button", name="Both").click()
    expect(panel(app).locator(".derby-reveal")).to_be_focused()
    expect(panel(app).get_by_role("button", name="Both")).to_have_class("derby-wrong")
    expect(panel(app).get_by_role("button", name="Only momentum")).to_have_class("derby-right")
    expect(panel(app)).to_contain_text("Gradient descent walks into the first hollow and stays")
    expect(app.page.locator(".derby-standings")).to_be_visible()
    app.expect_step(300)  # it plays by itself
    assert app.ink("trails", "Momentum")["count"] > 0

    with app.asking():
        panel(app).get_by_role("button", name="Start on the right, at (0.5, 1.5)").click()
    expect(panel(app)).to_contain_text(str(lesson.attempt.shows.words))
    expect(app.number("Start x")).to_have_value("0.5")
    app.page.wait_for_function(
        "() => location.search.includes('lesson=local_minimum&surface=local_trap&start=0.5,1.5')"
    )
    with app.asking():
        panel(app).get_by_role("button", name="Back to the lesson's race").click()
    expect(app.number("Start x")).to_have_value("-2")


def test_a_word_tells_its_meaning_to_who_taps_it_or_comes_to_it_by_keys(visit):
    app = visit("lesson=damping", viewport={"width": 390, "height": 844}, phone=True)
    word = panel(app).get_by_text("Momentum", exact=True).first
    shown = "(word) => getComputedStyle(word, '::after').content"
    assert word.evaluate(shown) == "none"
    word.tap()
    assert "as a rolling ball would" in word.evaluate(shown)
    app.page.keyboard.press("Tab")
    assert word.evaluate(shown) == "none"
    assert "where its speed is about to carry it" in panel(app).get_by_text("NAG", exact=True).first.evaluate(shown)
    beside = panel(app).evaluate("(panel) => panel.scrollWidth - panel.clientWidth")
    assert beside <= 0


def test_going_on_and_leaving_keep_what_was_built(visit):
    app = visit("surface=booth&steps=77")
    with app.asking():
        app.page.get_by_role("button", name="Races", exact=True).click()
    dialog = app.page.get_by_role("dialog")
    with app.asking():
        dialog.get_by_role("radio", name="Lessons by document").click()
    expect(dialog.get_by_role("heading", name=re.compile("^Adam .a teaching note"))).to_be_visible()
    with app.asking():
        dialog.get_by_role("button", name=re.compile("Exactly on the ridge")).first.click()
    expect(panel(app).get_by_role("heading")).to_have_text("Exactly on the ridge")
    expect(panel(app)).not_to_contain_text("$")
    formulas = panel(app).locator("math").all_text_contents()
    assert formulas[0] == "(0,0)"
    assert {"x", "y"} <= set(formulas)
    app.enter(app.number("Steps"), "50")
    with app.asking():
        panel(app).get_by_role("button", name="Next").click()
    expect(panel(app).get_by_role("heading")).to_have_text("A hair off the ridge")
    with app.asking():
        panel(app).get_by_role("button", name="Previous").click()
    expect(app.number("Steps")).to_have_value("50")
    with app.asking():
        panel(app).get_by_role("button", name="Leave").click()
    expect(panel(app)).to_be_hidden()
    expect(app.number("Steps")).to_have_value("77")


def test_in_the_presenter_view_keys_answer_and_go_on_beside_the_picture(visit):
    app = visit("lesson=slide")
    app.page.locator(".derby-board").first.click(position={"x": 5, "y": 5})
    app.page.keyboard.press("p")
    expect(panel(app)).to_be_visible()
    stage, beside = (app.page.locator(place).bounding_box() for place in (".derby-stage", ".derby-lesson"))
    assert stage["x"] + stage["width"] < beside["x"]
    with app.asking():
        app.page.keyboard.press("1")
    expect(panel(app)).to_contain_text("Right.")
    with app.asking():
        app.page.keyboard.press("PageDown")
    expect(panel(app).get_by_role("heading")).to_have_text(str(CATALOGUE["bump"].race.title))
    with app.asking():
        app.page.keyboard.press("Enter")
    expect(panel(app)).to_contain_text("Gradient descent rests in the hollow")
    expect(panel(app).get_by_text("Right.")).to_have_count(0)


def test_a_challenge_that_a_link_brings_solved_is_no_best_of_whoever_opens_it(visit):
    app = visit("challenge=swing&racer=GradientDescent+learning_rate=1")
    beside = app.page.locator(".derby-challenge")
    expect(beside).to_contain_text("This race: 0 % a step")
    with app.asking():
        beside.get_by_role("button", name="Start again").click()
    expect(beside).to_contain_text("This race: 80 % a step")
    expect(beside.get_by_role("button", name="Start again")).to_be_focused()
    expect(beside.locator(".derby-won")).to_have_count(0)
    assert app.page.evaluate("() => localStorage.getItem('descent-derby-challenge-swing')") == "80"


def test_a_challenge_is_judged_by_the_race_and_its_best_is_kept_in_this_browser(visit):
    app = visit("challenge=swing")
    beside = app.page.locator(".derby-challenge")
    expect(beside).to_contain_text("This race: 80 % a step")
    expect(beside.locator(".derby-won")).to_have_count(0)
    beside.evaluate(_LISTEN)
    app.enter(app.more("Gradient descent").get_by_label("Learning rate, exactly"), "1")
    expect(beside).to_contain_text("This race: 0 % a step")
    assert "This race: 0 % a step" in app.page.evaluate("() => window.heard")
    assert "gone" not in app.page.evaluate("() => window.heard")
    expect(beside.locator(".derby-won")).to_have_count(3)
    with app.asking():
        beside.get_by_role("button", name="Start again").click()
    expect(beside).to_contain_text("Your best so far: 0 % a step")
    app.enter(app.number("Start x"), "3")
    expect(beside).to_contain_text("Surface, start, steps and noise must stay as they are.")
    with app.asking():
        beside.get_by_role("button", name="Leave").click()
    expect(beside).to_be_hidden()


def test_nothing_is_explored_while_a_question_is_open(visit):
    app = visit("lesson=slide&view=explore&explore=map")
    expect(panel(app).get_by_role("heading")).to_have_text(str(CATALOGUE["slide"].race.title))
    with app.asking():
        panel(app).get_by_role("button", name="Both run on").click()
    expect(panel(app)).to_contain_text("Not quite.")
    expect(app.page.get_by_role("radio", name="Together")).to_be_checked()
