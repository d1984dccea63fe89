"""What the browser is sent, and pages that need no server, told elsewhere: no English is left but names."""

import json
import re

import plotly.graph_objects as go
import pytest

import optimizers
import surfaces
import words
from figures import USUAL_LOOK, landscape, styles
from figures.chart import USUAL
from player import notebook_html, payload, picker_payload, plot_payload, saver_payload
from player.assets import BROWSER
from player.message import header_text
from player.standalone import standalone
from player.words import WORDS
from racing import race
from tests.player.reader import Reader
from tests.words.elsewhere import elsewhere, english, told  # noqa: F401
from words import say

MODULES = {
    "player": "index.js beside.js alone.js",
    "lesson": "index.js lesson.js",
    "challenge": "index.js challenge.js",
    "plot": "plot.js",
    "picker": "picker.js",
    "saver": "save.js",
}

MADE = {
    "place-${kind}": "place-one place-two place-few place-other",
    "${name}-picture": "link-picture save-picture",
    "lesson-${way}": "lesson-previous lesson-next lesson-again lesson-leave",
}
"""Names that modules put together → what comes of them."""


def reached(name):
    """The source of modules and of all that they import."""
    sources, wanted = {}, name.split()
    while wanted:
        module = wanted.pop()
        if module not in sources:
            sources[module] = (BROWSER / module).read_text("utf-8")
            wanted += re.findall(r'from "\./([\w-]+\.js)"', sources[module])
    return "\n".join(sources.values())


@pytest.mark.parametrize("picture", WORDS)
def test_every_word_of_a_picture_is_told_by_one_of_its_modules(picture):
    source = reached(MODULES[picture])
    for made, names in MADE.items():
        source = source.replace(made, names)
    for name in WORDS[picture]:
        assert re.search(rf'["\s:`]{name}["\s`]', source), name


@pytest.fixture(scope="module")
def beale():
    rules = {"모멘텀": optimizers.Momentum(0.02), "gone": optimizers.GradientDescent(0.5)}
    return race(surfaces.get("beale"), rules, steps=30)


def header(finished, **options):
    looks = styles([type(run.rule) for run in finished.values()])
    return json.loads(header_text(payload(finished, landscape(finished.surface), looks, **options)))


def test_words_come_once_with_the_ground_and_in_the_language_spoken(beale):
    first, later = header(beale), header(beale, has_grid=False)
    assert (first["language"], first["words"]) == ("en", dict(WORDS["player"]))
    assert {"language", "words"}.isdisjoint(later)


def texts(sent):
    """All that is told in a message, but for what is no text to be read."""
    hidden = {"id", "look", "themes", "color", "symbol", "view", "chosen", "file", "key", "figure"}
    if isinstance(sent, dict):
        return [text for key, value in sent.items() if key not in hidden for text in texts(value)]
    if isinstance(sent, list):
        return [text for value in sent for text in texts(value)]
    return [re.sub(r"\{\w+\}", "", sent)] if isinstance(sent, str) else []


@pytest.mark.usefixtures("elsewhere")
def test_a_race_is_sent_in_the_language_spoken(beale):
    sent = header(beale, title=say("Two rates"))
    assert sent.pop("language") == "ko"
    assert english(" ".join(texts(sent)), "gone") == []
    assert sent["racers"][1]["stopped"] < 30
    assert english(sent["racers"][1]["gone"] + sent["racers"][1]["ending"]) == []


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("picture", "message"),
    [
        ("picker", lambda: picker_payload({say("Bowls"): [{"key": "sphere", "title": say("Sphere")}]})),
        ("plot", lambda: plot_payload({"data": []}, id="a", file="a")),
        ("saver", lambda: saver_payload("png")),
    ],
)
def test_what_has_no_ground_brings_its_own_words_each_time(picture, message):
    sent = json.loads(message())
    assert sent["words"].keys() == WORDS[picture].keys()
    assert english(" ".join(texts(sent["words"]) + texts(sent.get("groups", [])))) == []


@pytest.mark.usefixtures("elsewhere")
def test_a_figure_is_told_to_its_last_label():
    labels, marks = {"annotations": [{"text": say("height")}]}, {"groups": [{"points": [[0, 0, 1, say("saddle")]]}]}
    chart = go.Figure(go.Scatter(name=say("loss")), {"title": {"text": say("minimum")}})
    for figure in ({"layout": labels, "marks": marks}, chart):
        sent = plot_payload(figure, id="a", file="a").decode()
        assert not any(f'"{word}"' in sent for word in ("height", "saddle", "loss", "minimum"))
        assert len(told(sent)) >= 2


def page(finished):
    looks = styles([type(run.rule) for run in finished.values()])
    told = {"view": "contour", "chart": USUAL, "look": USUAL_LOOK, "plotly": "cdn"}
    return standalone("page", finished, looks, **told)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("make", [notebook_html, page])
def test_a_page_says_its_language_and_speaks_it(beale, make):
    whole = make(beale)
    frame = Reader(whole).all("iframe")
    if frame:
        assert english(frame[0]["title"], "Beale") == []
        whole = frame[0]["srcdoc"]
    read = Reader(whole)
    assert read.all("html")[0]["lang"] == words.language() == "ko"
    shown = [attributes.get(name) or "" for _, attributes in read.tags for name in ("aria-label", "data-missing")]
    buttons = re.findall(r"<button[^>]*>([^<]*)</button>", whole)
    assert english(" ".join([*shown, *buttons])) == []
    assert len(buttons) == 3
