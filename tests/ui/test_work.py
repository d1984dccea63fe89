"""Work that takes a while, as the page waits for it."""

from streamlit.delta_generator import DeltaGenerator
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


def watching():
    import ui.explore.work as work

    work.worked("key", lambda tell, is_cancelled: "made", 100, 100)


def test_a_bar_is_sent_again_only_where_it_has_moved(monkeypatch):
    sent = []
    progress = DeltaGenerator.progress

    def awaited(key, make, seconds, watch):
        for done in (0, 0, 0, 1, 1, 2, 2, 2):
            watch(done, 4)

    monkeypatch.setattr("ui.explore.work.BAR_AFTER", 0.0)
    monkeypatch.setattr("ui.explore.work.awaited", awaited)
    monkeypatch.setattr(DeltaGenerator, "progress", lambda *bar: sent.append(bar[1:]) or progress(*bar))
    assert not AppTest.from_function(watching).run().exception
    assert sent == [(0.0, "Running: 0 of 4"), (0.25, "Running: 1 of 4"), (0.5, "Running: 2 of 4")]


def test_two_works_of_one_run_have_a_bar_each(monkeypatch):
    monkeypatch.setattr("ui.explore.work.BAR_AFTER", 0.0)
    found = AppTest.from_function(page).run()
    assert not found.exception
