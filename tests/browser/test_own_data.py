"""One's own table in a browser: kept there and brought back, and not elsewhere."""

import re

from playwright.sync_api import expect

ROWS = "age,ill\n" + "\n".join(f"{age},{int(age % 5 > 1)}" for age in range(30))
OTHERS = [ROWS.replace("age", f"age{i}") for i in range(4)]
TOLD = re.compile("30 rows of mine.csv")
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('descent-derby-rows-'))"


def load(app, rows):
    app.sidebar.locator("input[type=file]").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    header = rows.split(",")[0]
    expect(app.sidebar.get_by_role("combobox", name="Feature")).to_have_value(header)
    app.page.wait_for_function(f"{KEPT}.length")
    expect(app.page.locator(".st-key-rows")).to_have_count(0)  # that they are kept asks for a run, too
    app.settle()


def test_rows_are_there_again_after_a_reload_in_this_browser_alone(app, visitor):
    app.pick("surface", "Load your data")
    load(app, ROWS)
    app.choose("Model", "Line")
    app.page.wait_for_url(re.compile("model=line"))
    app.settle()
    before, address = app.standings(), app.page.url
    app.open(address)
    expect(app.sidebar.get_by_text(TOLD)).to_be_visible()
    expect(app.page.locator(".st-key-notes")).to_have_count(0)
    app.settle()
    assert app.standings() == before
    assert app.page.url == address
    elsewhere = visitor().open(address)
    expect(elsewhere.page.locator(".st-key-notes")).to_contain_text("the rows of mine.csv do not travel with a link")


def test_the_last_few_tables_are_kept_and_the_first_visit_asks_for_none(app):
    assert app.page.locator(".st-key-rows").count() == 0
    app.pick("surface", "Load your data")
    assert app.page.evaluate(KEPT) == []
    for rows in (ROWS, *OTHERS):
        load(app, rows)
    app.page.wait_for_function(f"{KEPT}.length === 4")
    expect(app.page.locator(".st-key-rows")).to_have_count(0)
