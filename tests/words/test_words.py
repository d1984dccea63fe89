"""Texts: English by themselves, told in other languages, and never glued."""

import copy
import pickle
import threading

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

import words
from words import languages
from words.text import counted, joined, listed, say

GERMAN = {
    "learning rate": "Lernrate",
    "{owner}: {field} must be {legal}, got {value!r}": "{owner}: {field} muss {legal} sein, nicht {value!r}",
    "{first} and {second}": "{first} und {second}",
    ("{count} step", "{count} steps"): ("{count} Schritt", "{count} Schritte"),
}


@pytest.fixture
def german(monkeypatch, tmp_path):
    """A house that speaks German, but has not got all words of it."""
    catalogue = Catalog(locale="de")
    for english, other in GERMAN.items():
        catalogue.add(english, other)
    (tmp_path / "de" / "LC_MESSAGES").mkdir(parents=True)
    with (tmp_path / "de" / "LC_MESSAGES" / "derby.po").open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    monkeypatch.setattr(languages, "LANGUAGES", {"en": "English", "de": "Deutsch"})
    languages._catalogue.cache_clear()
    yield
    languages._catalogue.cache_clear()


def problem():
    rate = say("learning rate")
    return say("{owner}: {field} must be {legal}, got {value!r}", owner="Adam", field=rate, legal="> 0", value="x")


def test_a_text_is_its_english():
    assert str(problem()) == problem() == "Adam: learning rate must be > 0, got 'x'"
    assert words.tell(problem()) == problem()
    assert type(words.tell(problem())) is str


@pytest.mark.usefixtures("german")
def test_a_text_is_told_with_the_texts_in_it_where_its_language_is_spoken():
    with words.speaking("de"):
        assert words.tell(problem()) == words.tell(ValueError(problem())) == "Adam: Lernrate muss > 0 sein, nicht 'x'"
        assert problem() == "Adam: learning rate must be > 0, got 'x'"
    assert words.tell(problem()) == problem()


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("count", "english", "told"),
    [(1, "1 step", "1 Schritt"), (2, "2 steps", "2 Schritte"), (1.5, "1.5 steps", "1.5 Schritte")],
)
def test_one_and_many_have_words_of_their_own(count, english, told):
    assert counted("{count} step", "{count} steps", count=count) == english
    with words.speaking("de"):
        assert words.tell(counted("{count} step", "{count} steps", count=count)) == told


@pytest.mark.usefixtures("german")
def test_what_has_no_translation_or_is_no_text_stays_as_it_is():
    with words.speaking("de"):
        assert words.tell(say("momentum {0}".replace("0", "value"), value=0.9)) == "momentum 0.9"
        assert words.tell("learning rate") == "learning rate"
        assert words.tell(KeyError("learning rate")) == "'learning rate'"
        assert words.tell(OSError(2, "gone")) == "[Errno 2] gone"


@pytest.mark.usefixtures("german")
def test_what_is_sent_is_told_to_the_last_leaf():
    sent = {"title": say("learning rate"), "marks": [{"text": say("learning rate")}, (1, None, "learning rate")]}
    with words.speaking("de"):
        assert words.told(sent) == {"title": "Lernrate", "marks": [{"text": "Lernrate"}, [1, None, "learning rate"]]}
    assert sent["title"] == "learning rate"


@pytest.mark.usefixtures("german")
def test_what_stands_in_many_places_is_told_once(monkeypatch):
    rate, asked = say("learning rate"), []
    monkeypatch.setattr(languages, "tell", lambda said: asked.append(said) or words.tell(said))
    with words.speaking("de"):
        assert words.told([[rate, rate], {"x": rate}, say("learning rate")]) == [
            ["Lernrate", "Lernrate"], {"x": "Lernrate"}, "Lernrate"
        ]  # fmt: skip
    assert len(asked) == 2


@pytest.mark.usefixtures("german")
def test_each_thread_speaks_for_itself():
    heard = []
    with words.speaking("de"):
        thread = threading.Thread(target=lambda: heard.append(words.language()))
        thread.start()
        thread.join()
        assert words.language() == "de"
    assert heard == ["en"]


def test_a_text_survives_being_copied_and_sent_to_another_process():
    for copied in (pickle.loads(pickle.dumps(problem())), copy.deepcopy(problem())):
        assert (copied, copied.template, copied.values) == (problem(), problem().template, problem().values)


def test_a_text_without_one_of_its_values_is_refused_where_it_is_made():
    with pytest.raises(KeyError, match="steps"):
        say("{steps} steps")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(["ko-KR"], "ko"), (["ko"], "ko"), (["fr", "ko"], "ko"), (["en-GB"], "en"), (["xx"], "en"), ([], "en")],
)
def test_the_nearest_language_is_found_by_what_a_browser_asks_for(monkeypatch, wanted, found):
    monkeypatch.setattr(languages, "LANGUAGES", {"en": "English", "ko": "한국어"})
    assert words.nearest(*wanted) == found


def test_no_other_language_is_spoken():
    with pytest.raises(ValueError, match="language: expected one of en"), words.speaking("tlh"):
        pass


@pytest.mark.usefixtures("german")
def test_lists_and_what_stands_behind_one_another_are_told():
    rate = say("learning rate")
    both = joined(" {·} ", [rate, listed(["x", rate], "and")])
    assert both == "learning rate {·} x and learning rate"
    assert listed(["a"], "and") == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert joined(" ", []) == ""
    with words.speaking("de"):
        assert words.tell(both) == "Lernrate {·} x und Lernrate"


@pytest.mark.usefixtures("german")
def test_a_problem_in_a_text_is_told():
    with words.speaking("de"):
        assert words.tell(say("File: {problem}", problem=ValueError(problem()))) == (
            "File: Adam: Lernrate muss > 0 sein, nicht 'x'"
        )
