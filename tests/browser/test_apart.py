"""Coroutines of other tests run in a process that has a browser, too."""

from tests.apart import run


async def _answer():
    return 2


def test_a_coroutine_runs_while_a_browser_is_open(browser):
    assert browser.is_connected()
    assert run(_answer()) == 2
