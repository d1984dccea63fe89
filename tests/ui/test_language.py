"""The language of the page: all of it is told, and another is chosen without losing anything."""

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1.element_tree import Block

import optimizers
import words
from exports.formats import FORMATS
from optimizers.held import BY_HAND, table
from setups import changes, link
from setups.limits import MAX_RACERS
from setups.rows import TABLE
from surfaces.expressions import FUNCTIONS
from tests.ui.pages import change, control, opened, rerun, setup, unfold
from tests.words.elsewhere import elsewhere, english  # noqa: F401
from ui import session
from words import say

TEXTS = {"alt", "body", "help", "label", "options", "placeholder", "text", "title"}
"""Fields of Streamlit's messages that hold texts."""

LIBRARIES = {each.reference for held in table().values() for each in held} - {BY_HAND}

NAMES = (
    *(*FUNCTIONS, *optimizers.CATALOGUE, *(row.key for row in TABLE), *(name.upper() for name in FORMATS)),
    *("NAG", *LIBRARIES),
)
"""What is called the same in every language."""

MARKUP = re.compile(r"\${2}[^$]*\${2}|\$[^$]*\$|<[^>]*>|!\[\]\([^)]*\)|:material/\w+:|:\w+-badge\b|`[^`]*`|'[^']*'|\\")


@pytest.fixture(autouse=True)
def _english(elsewhere):  # noqa: F811
    """Korean has other letters; what a page under test is asked here is told as there, in English at first."""
    words.speak("en")


def texts(page):
    """All that Streamlit's elements on a page say, as (what says it, text)."""

    def of(message, path):
        for field, value in message.ListFields():
            if field.name in TEXTS and field.type == field.TYPE_STRING:
                yield from ((f"{path}.{field.name}", text) for text in ([value] if isinstance(value, str) else value))
            elif field.type == field.TYPE_MESSAGE and field.name not in ("json", "arrow_data"):
                messages = [value] if hasattr(value, "ListFields") else value
                for each in messages:
                    if hasattr(each, "ListFields"):
                        yield from of(each, f"{path}.{field.name}")

    def walk(node):
        if node.proto is not None and node.type != "bidi_component":
            yield from of(node.proto, node.type)
        if isinstance(node, Block):
            for child in node.children.values():
                yield from walk(child)

    return [said for root in page._tree.children.values() for said in walk(root)]


def left(page, kind=""):
    """What the elements of a page, or those of a kind, say in English."""
    told = [(where, MARKUP.sub("", text)) for where, text in texts(page) if where.startswith(kind)]
    return [(where, text) for where, text in told if english(text, *NAMES)]


def korean(query):
    page = opened(f"lang=ko&{query}")
    words.speak("ko")
    return page


PAGES = {
    "a race": "",
    "a race over data": "surface=cars_scaled&batch=5",
    "a race that has notes": "racer=Nobody&steps=-1&seed=x",
    "a typed formula": "f=x^2%2Ba+y^2",
    "nobody": "surface=sphere&racer=Adam&off=1",
    "without a minimum": "surface=saddle",
    "a map": "view=explore&explore=map&surface=sphere",
    "starts": "view=explore&explore=starts&surface=sphere",
    "seeds": "view=explore&explore=seeds&noise=1&surface=sphere&steps=20",
    "no seeds": "view=explore&explore=seeds&surface=sphere",
    "a fair race": "view=explore&explore=fair&surface=sphere&steps=20",
    "one of noise": "view=explore&explore=fair&surface=sphere&steps=20&noise=1",
    "all at one rate": "view=explore&explore=fair&fair=same&surface=sphere&racer=Adam&racer=Newton",
    "none tuned": "view=explore&explore=fair&surface=saddle",
}


@pytest.mark.parametrize("query", PAGES.values(), ids=PAGES)
def test_every_text_is_told_in_the_language_spoken(query):
    page = korean(query)
    assert left(page) == []
    titles = [say("Formulas"), say("Critical points"), say("This step")]
    for tab in [] if "explore" in query else map(words.tell, titles):
        rerun(page, results=tab, **{"glass.step": 1})
        assert left(page) == []


RULES = list(optimizers.CATALOGUE)


@pytest.mark.parametrize("first", range(0, len(RULES), MAX_RACERS))
def test_every_text_of_a_card_is_told(first):
    rules = RULES[first : first + MAX_RACERS]
    page = korean("surface=cars_scaled&batch=5&steps=20&" + "&".join(f"racer={rule}" for rule in rules))
    told = setup(page)
    assert [racer.rule for racer in told.racers] == rules
    for racer in told.racers:
        if racer.rate_field:
            told = changes.with_schedule(told, racer.card, "Cosine")
    rerun(page, setup=told, unfolded=frozenset(racer.card for racer in told.racers))
    assert left(page) == []


WRONG = {
    "steps~text": "abc",
    "noise~text": "-1",
    control(1, "name~text"): "",
    control(1, "learning_rate~text"): "1/0",
    control(1, "noise~text"): "-1",
}


@pytest.mark.parametrize("key", WRONG)
def test_what_is_wrong_with_a_text_is_told_anew_in_another_language(key):
    page = opened("surface=sphere&racer=Adam")
    unfold(page, 1)
    page.text_input(key=key).input(WRONG[key]).run()
    [before] = page.error
    speak(page, "ko")
    [after] = page.error
    assert after.value != before.value
    assert left(page, "error") == []
    assert page.text_input(key=key).value == WRONG[key]
    speak(page, "en")
    assert [error.value for error in page.error] == [before.value]


def speak(page, code):
    """Choose a language, as its button on the page does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session.st, "session_state", page.session_state)
        patch.setattr(session, "said", lambda *_: code)
        session.follow_language()
    rerun(page)
    words.speak(code)


def chosen(page):
    """What the controls show that Streamlit knows by words: those that are chosen from."""
    kinds = ("selectbox", "button_group", "select_slider")
    return {control.key: control.value for kind in kinds for control in page.get(kind)}


@pytest.mark.parametrize("query", ["ground=grey&chart=gradient&view=3-D&racer=Lookahead+inner=AdaMax", PAGES["a map"]])
def test_another_language_changes_nothing_else(query):
    page = opened(query, surface="himmelblau")
    rerun(page, look=True, unfolded=frozenset({1}))
    if "explore" not in query:
        rerun(page, results="Critical points")
        page.button_group(key="critical.start").set_value(2).run()
    before, controls = setup(page), chosen(page)
    for code in ("ko", "en"):
        speak(page, code)
        assert setup(page) == replace(before, language=code)
        assert chosen(page) == controls
        assert page.session_state["look"]
        assert page.session_state["unfolded"] == {1}
        assert page.session_state.get("results~opened", "critical") == "critical"


def test_a_step_back_leads_to_no_other_language():
    page = opened()
    change(page, changes.with_condition, "steps", 40)
    change(page, changes.with_condition, "seed", 7)
    page.button(key="way.undo").click().run()
    speak(page, "ko")
    page.button(key="way.redo").click().run()
    assert (setup(page).seed, setup(page).language) == (7, "ko")
    for _ in range(2):
        page.button(key="way.undo").click().run()
    assert (setup(page).steps, setup(page).language) == (300, "ko")
    assert page.button(key="way.undo").disabled
    assert page.button(key="way.restart_alt").disabled


@pytest.mark.parametrize(("query", "code"), [("lang=en", "ko"), ("", "ko"), ("lang=ko", "en")])
def test_the_language_that_was_chosen_stays_whatever_is_opened(query, code):
    page = opened(query)
    speak(page, code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session.st, "session_state", page.session_state)
        session.open_race("saddle")
        assert setup(page).language == code
        session.start_over()
        assert setup(page).language == code
        session.open_setup(replace(setup(page), language="en"), [])
        assert setup(page).language == "en"


def test_only_a_language_that_was_chosen_stands_in_the_link():
    page = opened()
    assert "lang" not in link.write(setup(page))
    speak(page, "ko")
    assert link.write(setup(page))["lang"] == ["ko"]
