"""What is published for browsers: made once, left alone where it is right, and said where it cannot be made."""

import re
from pathlib import Path
from runpy import run_module

import pytest
from streamlit.testing.v1 import AppTest

import player.component
from player.assets import BROWSER, STATIC, Unpublished, publish
from player.scripts import short
from ui import PAGE_STYLE
from ui.browser import component

_WORDS = re.compile(r"[\w.#$]+")
_COMMENTS = re.compile(r"(?m)^ *//.*|^ */\*\*(?:.|\n)*?\*/| // .*$")

ROOT = Path(__file__).parents[2]


def stamps(static):
    return {path: path.stat().st_mtime_ns for path in static.rglob("*")}


def test_publishing_copies_once_and_twice_gives_the_same(tmp_path):
    folder, plotly = publish(tmp_path)
    assert (tmp_path / folder / "index.js").is_file()
    assert (tmp_path / plotly).is_file()
    before = stamps(tmp_path)
    assert publish(tmp_path) == (folder, plotly)
    assert stamps(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir()} == {folder, plotly}


def test_browsers_are_sent_no_comments_and_all_else_that_scripts_say(tmp_path):
    folder, _ = publish(tmp_path)
    scripts = {path.relative_to(BROWSER): path.read_text() for path in BROWSER.rglob("*.js")}
    for name, whole in scripts.items():
        sent = (tmp_path / folder / name).read_text()
        assert not re.search(r"(?m)^\s*(//|/\*)| // ", sent), name
        assert _WORDS.findall(sent) == _WORDS.findall(_COMMENTS.sub("", whole)), name
    assert sum(map(len, scripts.values())) > 1.3 * sum(len((tmp_path / folder / name).read_text()) for name in scripts)


def test_what_is_there_and_right_is_only_read(tmp_path, monkeypatch):
    published = publish(tmp_path)
    monkeypatch.setattr("player.assets._put", lambda *_: pytest.fail("written"))
    assert publish(tmp_path) == published


def test_what_is_there_but_damaged_is_made_anew(tmp_path):
    folder, plotly = publish(tmp_path)
    (tmp_path / folder / "index.js").write_text("")
    (tmp_path / folder / "player.js").unlink()
    (tmp_path / plotly).write_bytes(b"half")
    assert publish(tmp_path) == (folder, plotly)
    assert (tmp_path / folder / "index.js").read_text() == short((ROOT / "player/browser/index.js").read_text())
    assert (tmp_path / folder / "player.js").is_file()
    assert (tmp_path / plotly).stat().st_size > 10**6


def test_where_nothing_can_be_written_it_says_what_to_do(tmp_path):
    (tmp_path / "file").touch()  # below which nobody can make a folder
    with pytest.raises(Unpublished, match=r"cannot be put there \(Not a directory\).*make setup"):
        publish(tmp_path / "file" / "static")


def test_the_page_and_the_log_say_what_to_do_and_a_reload_shows_the_page(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").touch()
    component.clear()
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    with monkeypatch.context() as patch:
        patch.setattr(player.component, "publish", lambda more: publish(tmp_path / "file" / "static", more))
        page.run()
    assert not page.exception
    assert "make setup" in page.error[0].value
    assert len(page.main) == 1
    assert "make setup" in caplog.text
    page.run()
    assert not page.error
    assert len(page.main) > 1


def test_setting_up_makes_what_the_page_asks_for():
    run_module("ui", run_name="__main__")
    before = stamps(STATIC)
    folder, plotly = publish(more=[PAGE_STYLE])
    assert stamps(STATIC) == before
    assert (STATIC / folder).is_dir()
    assert (STATIC / plotly).is_file()
