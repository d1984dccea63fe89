"""The tab of one step follows the playhead and the legend, and costs nothing as long as it is closed."""

from playwright.sync_api import expect


def test_the_tab_of_one_step_follows_the_playhead_and_the_racer_that_stands_out(visit):
    app = visit("surface=quadratic&start=0,0&steps=20&racer=GradientDescent+learning_rate=1/3&racer=Adam")
    app.scrub(2)
    ink = app.ink("heads", "Gradient descent")["count"]
    app.scrub(7)
    sent = len(app.messages)
    app.settle()
    assert len(app.messages) == sent  # nobody follows yet

    panel = app.page.get_by_role("tabpanel").last
    with app.asking():
        app.page.get_by_role("tab", name="This step").click()
    expect(panel).to_contain_text("Step 7 is 0.006965 long.")
    app.scrub(2)
    assert app.ink("heads", "Gradient descent")["count"] > 1.2 * ink  # with the step's arrow, before the page has heard
    expect(panel).to_contain_text("Step 2 is 1.692 long. The loss is 58/9 before it and 58/81 after it.")
    app.page.locator(".derby-legend button").last.click()
    expect(panel.get_by_role("radio", name="Adam")).to_be_checked()
    expect(panel.locator(".st-key-filled strong")).to_have_text(["Adam", "x", "y"])
    app.press("First step")
    expect(panel).to_contain_text("This is the start.")
    app.press("Play")
    expect(panel).to_contain_text("Step 20 is")
    app.page.locator(".derby-legend button").last.click()  # all alike again
    with app.asking():
        app.page.get_by_role("tab", name="Standings").click()
    app.scrub(2)
    assert app.ink("heads", "Gradient descent")["count"] == ink
