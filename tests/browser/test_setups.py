"""What is set, in a browser: back and forth by keys, pickers, tabs beside each other, runs and servers cut off."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from setups import RACES
from tests.browser.app import App
from tests.browser.conftest import running

HEAVY = (
    "surface=ravine&noise=0.5&steps=5000&view=explore&explore=map"
    "&across=learning_rate%3D0.001:1:256:log&along=start_x%3D-7:7:256"
)

# The connection that a page sends by from now on.
_LISTEN = """() => {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (...told) {
    window.socket = this;
    return send.apply(this, told);
  };
}"""

RATES = ".st-key-cards > .stElementContainer [data-testid=stSliderThumbValue]"


def name(app):
    return app.page.locator(".st-key-pick-surface").inner_text().split("\n")[-1]


def rates(app):
    return app.sidebar.locator(RATES).all_inner_texts()


def are_on(app):
    switches = app.sidebar.locator(".st-key-cards > .stElementContainer > .stCheckbox input")
    return [switch.is_checked() for switch in switches.all()]


def test_keys_go_back_and_forth(app):
    first = app.standings()
    app.nudge("Adam", "ArrowLeft", times=2)
    app.pick("surface", "Himmelblau")
    second = app.standings()
    app.page.keyboard.press("Control+z")
    expect(app.page.locator(".st-key-pick-surface")).to_contain_text("Beale")
    app.settle()
    undo = app.page.locator(".st-key-way-undo button")
    back = 1
    while undo.is_enabled():
        with app.asking():
            app.page.keyboard.press("Control+z")
        back += 1
    assert app.standings() == first
    for _ in range(back):
        with app.asking():
            app.page.keyboard.press("Control+Shift+z")
    expect(app.page.locator(".st-key-pick-surface")).to_contain_text("Himmelblau")
    app.settle()
    assert app.standings() == second


def test_a_key_that_undoes_typing_undoes_nothing_else(home):
    home.pick("surface", "Himmelblau")
    field = home.number("Steps")
    field.fill("77")
    field.press("Control+z")
    home.settle()
    assert name(home) == "Himmelblau"


def test_keys_change_nothing_behind_a_dialog(home):
    home.pick("surface", "Himmelblau")
    home.page.locator(".st-key-pick-rule button").click()
    home.page.get_by_role("dialog").locator(".derby-card").first.press("Control+z")
    home.settle()
    assert name(home) == "Himmelblau"


def test_what_is_searched_for_is_picked_by_enter(home):
    home.page.locator(".st-key-pick-surface button").click()
    search = home.page.get_by_role("dialog").get_by_label("Search")
    search.fill("down monkey")
    expect(home.page.locator(".derby-card:visible")).to_have_count(1)
    search.fill("nothing like it")
    expect(home.page.get_by_text("Nothing of that name.")).to_be_visible()
    search.fill("rosenbrock")
    search.press("Enter")
    expect(home.page.get_by_role("dialog")).to_have_count(0)
    expect(home.page.locator(".st-key-pick-surface")).to_contain_text("Rosenbrock")


def test_a_picker_that_is_closed_changes_nothing_and_opens_again(home):
    for _ in range(2):
        home.page.locator(".st-key-pick-surface button").click()
        expect(home.page.locator(".derby-card").first).to_be_visible()
        home.page.keyboard.press("Escape")
        expect(home.page.get_by_role("dialog")).to_have_count(0)
    assert name(home) == "Beale"


def test_a_ready_made_race_opens_from_the_page_with_a_short_address(home):
    home.page.locator(".st-key-pick-race button").click()
    card = home.page.locator(".derby-card").last
    title = card.locator(".derby-called").inner_text()
    card.click()
    expect(home.page.get_by_role("dialog")).to_have_count(0)
    home.page.wait_for_url(re.compile(r"\?race=\w+"))
    assert title
    before = name(home)
    home.page.locator(".st-key-way-restart_alt button").click()
    expect(home.page.locator(".st-key-pick-surface")).to_contain_text("Beale")
    assert before


def test_the_presenter_goes_through_the_ready_made_races_by_keys(home):
    titles = [race.title for race in RACES.values()]
    home.page.keyboard.press("p")
    heading = home.page.locator(".derby-heading")
    for key, title in (("PageDown", titles[0]), ("PageDown", titles[1]), ("PageUp", titles[0]), ("PageUp", titles[-1])):
        home.page.keyboard.press(key)
        expect(heading).to_have_text(title)
        home.settle()
    home.page.keyboard.press("Escape")
    expect(heading).to_be_hidden()
    assert home.page.url.endswith(f"race={list(RACES)[-1]}")


def test_the_chart_is_chosen_above_it_and_stands_in_the_address(home, visit):
    lists = home.page.locator(".derby-choices select")
    lists.nth(0).select_option("Norm of the exact gradient")
    home.page.wait_for_url(re.compile("chart=gradient"))
    lists.nth(2).select_option("Evaluations")
    home.page.wait_for_url(re.compile("over=evaluations"))
    other = visit(urlsplit(home.page.url).query)
    assert [box.input_value() for box in other.page.locator(".derby-choices select").all()] == [
        "gradient",
        "fitting",
        "evaluations",
    ]
    label = other.board("loss").locator(".annotation-text")
    expect(label.first).to_contain_text("gradient")


def test_the_look_is_chosen_and_stands_in_the_address(home):
    fold = home.sidebar.get_by_text("Look of the picture")
    with home.asking():
        fold.click()
    home.choose("Ground", "Viridis")
    home.page.wait_for_url(re.compile("ground=viridis"))
    home.sidebar.get_by_text("Contour lines").click()
    home.page.wait_for_url(re.compile("lines=false"))
    home.sidebar.get_by_text("Arrows of").click()
    home.page.wait_for_url(re.compile("arrows=true"))
    with home.asking():
        fold.click()


def test_the_largest_stable_rate_is_set_by_a_press(visit):
    app = visit("surface=quadratic")
    app.page.get_by_role("tab", name="Critical points").click()
    app.page.get_by_role("button", name="1 at (7, 3)").click()
    app.page.wait_for_url(re.compile("GradientDescent.learning_rate=1(&|$)"))
    app.settle()
    app.page.get_by_role("tab", name="Standings").click()
    expect(app.page.locator(".derby-standings tbody tr")).to_have_count(6)
    assert "swings" in next(row[-1] for row in app.standings() if row[1] == "Gradient descent")


def test_a_racer_is_duplicated_and_shown_alone_and_the_others_come_back(home):
    home.more("Momentum").get_by_role("button", name="Duplicate").click()
    expect(home.page.locator(".derby-legend li")).to_have_count(7)
    home.card("Momentum 2").get_by_role("button", name="Alone").click()
    expect(home.page.locator(".derby-legend li")).to_have_count(1)
    home.card("Momentum 2").get_by_role("button", name="Alone").click()
    expect(home.page.locator(".derby-legend li")).to_have_count(7)


def test_a_run_that_is_stopped_loses_nothing(visitor, server):
    app = visitor()
    page = app.page
    page.goto(f"{server}/?{HEAVY}")
    expect(app.number("Seed")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    expect(app.sidebar.locator(RATES)).to_have_count(6)
    before = rates(app)
    app.number("Seed").fill("3")
    app.number("Seed").press("Enter")
    expect(page.locator(".st-key-way-undo button")).to_be_enabled()
    page.get_by_role("button", name="Cancel").click()
    app.settle()
    assert (name(app), app.number("Seed").input_value(), rates(app)) == ("Ravine", "3", before)
    assert are_on(app) == [True] * 6
    app.choose_view("Together")
    app.expect_step(5000, 5000)
    assert (name(app), app.number("Seed").input_value(), rates(app)) == ("Ravine", "3", before)
    assert "racer" not in page.url
    assert "seed=3" in page.url


def test_a_network_that_is_cut_loses_nothing(visit):
    app = visit("surface=ravine&noise=0.5")
    app.page.evaluate(_LISTEN)
    app.enter(app.number("Seed"), "3")
    before = rates(app)
    with app.page.expect_event("websocket"):
        app.page.evaluate("window.socket.close()")
    expect(app.number("Seed")).to_have_value("3")
    app.enter(app.number("Steps"), "50")
    app.expect_step(50, 50)
    assert (name(app), app.number("Seed").input_value(), rates(app)) == ("Ravine", "3", before)


def test_tabs_do_not_disturb_each_other(home, server):
    with home.page.context.new_page() as beside:
        other = App(beside).open(server)
        home.page.bring_to_front()  # a page behind another has no frames
        home.pick("surface", "Himmelblau")
        beside.bring_to_front()
        other.enter(other.number("Steps"), "50")
        other.expect_step(50, 50)
        home.page.bring_to_front()
        home.expect_step(300)
        assert (name(home), name(other)) == ("Himmelblau", "Beale")


def test_a_page_stands_as_it_was_after_the_server_has_begun_anew(cut_off, tmp_path, free_port):
    app, connection = cut_off(), "data-test-connection-state"
    with running(free_port, tmp_path / "one.txt") as address:
        app.open(f"{address}/?surface=himmelblau&steps=120&racer=Adam+learning_rate=0.25&racer=Momentum&theme=dark")
        app.enter(app.number("Seed"), "9")
        app.enter(app.number("Start x"), "0.5")
        app.page.wait_for_url(re.compile("start=0.5"))
        app.settle()
        before = name(app), rates(app), app.standings(), app.page.url
    expect(app.page.get_by_test_id("stApp")).not_to_have_attribute(connection, "CONNECTED")
    with running(free_port, tmp_path / "two.txt"):
        expect(app.page.get_by_test_id("stApp")).to_have_attribute(connection, "CONNECTED")
        app.settle()
        app.enter(app.number("Seed"), "8")
        app.page.wait_for_url(re.compile("seed=8"))
        app.enter(app.number("Seed"), "9")
        app.page.wait_for_url(re.compile("seed=9"))
        app.settle()
        assert (name(app), rates(app), app.standings(), app.page.url) == before
        app.page.goto("about:blank")
