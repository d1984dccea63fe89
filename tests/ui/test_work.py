"""Work that takes a while, as the page waits for it."""

from streamlit.testing.v1 import AppTest


def page():
    import time

    import ui.explore.work as work

    work.BAR_AFTER = 0.0

    def slow(tell, is_cancelled):
        for done in range(4):
            assert not is_cancelled()
            time.sleep(0.01)
            tell(done + 1, 4)
        return "made"

    for name in ("first", "second"):
        work.worked((name, time.time()), slow, 100, 100)


def test_two_works_of_one_run_have_a_bar_each(monkeypatch):
    monkeypatch.setattr("ui.explore.work.BAR_AFTER", 0.0)
    found = AppTest.from_function(page).run()
    assert not found.exception
