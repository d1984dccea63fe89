"""Files told elsewhere: pictures and pages speak the language asked for, in whatever thread, and tables none."""

import re
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

import optimizers
import words
from exports.command import main
from exports.fonts import inked
from exports.formats import FORMATS
from exports.options import OPTIONS, WITH_CHART, Options
from figures import Chart
from figures.choice import Choice
from figures.views import RELIEF, VIEWS
from racing import race
from setups.setup import opened_on
from tests.player.reader import Reader
from tests.words.elsewhere import elsewhere, english, told  # noqa: F401
from words import tell

SETUP = opened_on("himmelblau")
SMALL = {"width": 640, "height": 480, "frames": 2, "step": 40, "chart": Chart(), "caption": True, "plotly": "cdn"}
NAMES = ("Himmelblau", "Adam", "RMSProp", "AdaGrad", "Nesterov", "NAG", "Cosine")


@pytest.fixture(scope="module")
def finished():
    """A race of racers that the house has named, and of one that does not."""
    rules = {racer.name: racer.build() for racer in SETUP.racers}
    return race(SETUP.descended, {**rules, "모멘텀": optimizers.Momentum(0.001)}, start=(0, 0), steps=40)


def made(name, finished, language, **options):
    """A file that a worker makes, who speaks English."""
    kind = FORMATS[name]
    asked = {option: value for option, value in {**SMALL, **options}.items() if option in kind.options}
    setup = replace(SETUP, language=language)
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(kind.make, setup, lambda: finished, asked).result().decode()


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("view", VIEWS)
def test_a_drawing_is_lettered_in_the_setup_s_language(finished, view):
    drawn = made("svg", finished, "ko", view=view)
    about, *_ = [title for title in re.findall("<dc:title>(.*?)</dc:title>", drawn) if "Matplotlib" not in title]
    letters = [about, *(re.sub("<[^>]*>", "", text) for text in re.findall("<text.*?</text>", drawn))]
    assert len(told(" ".join(letters))) > 4
    assert english(" ".join(letters), *NAMES) == []


@pytest.mark.usefixtures("elsewhere")
def test_a_page_is_written_in_the_setup_s_language_and_brings_its_letters(finished):
    whole = made("html", finished, "ko")
    page = Reader(whole)
    assert page.all("html")[0]["lang"] == "ko"
    shown = whole[whole.index("<body>") : whole.index('<script type="text/plain"')]
    assert english(" ".join(Reader(shown).texts), *NAMES) == []
    [address] = re.findall(r"url\(data:font/woff;base64,([^)]*)\)", whole)
    assert set(map(ord, "모멘텀" + "".join(told(shown)))) <= set(TTFont(BytesIO(b64decode(address))).getBestCmap())


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("name", [name for name, kind in FORMATS.items() if kind.of == "race" and not kind.spoken])
def test_what_has_no_words_in_it_is_the_same_in_every_language(finished, name):
    assert made(name, finished, "ko") == made(name, finished, "en")


@pytest.mark.usefixtures("elsewhere")
def test_a_file_is_told_in_the_language_spoken_where_the_setup_says_none(finished):
    options = {"step": 40, "width": 320, "height": 240}
    drawn = [FORMATS["svg"].make(replace(SETUP, language=code), lambda: finished, options) for code in (None, "ko")]
    assert drawn[0] == drawn[1]
    with words.speaking("en"):
        assert FORMATS["svg"].make(SETUP, lambda: finished, options) != drawn[0]


def test_the_clock_has_letters_of_its_own_language():
    """What a font lacks it draws alike: then other letters would be the same picture."""
    ours, others = inked("스텝 7 / 40", 20), inked("늡톱 7 / 40", 20)
    assert ours.shape[0] == others.shape[0]
    assert ours.shape != others.shape or (ours != others).any()
    assert ours.shape[1] > inked("7 / 40", 20).shape[1] + 2 * 15


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("view", [view for view in VIEWS if view != "side by side"])
def test_no_name_of_a_legend_leaves_the_picture(view):
    names = [f"가나다라마바사 {number}" for number in range(12)]
    finished = race(SETUP.descended, dict.fromkeys(names, optimizers.Adam(0.1)), start=(0, 0), steps=2)
    scene = Options(view=view, width=640, height=480).scene(finished)
    [legend] = scene.figure.legends
    assert legend.get_window_extent().x1 <= 640
    assert {text.get_text() for text in legend.get_texts()} >= set(names[:4])


@pytest.mark.usefixtures("elsewhere")
def test_what_a_file_can_be_asked_for_is_told():
    for spec in (*OPTIONS.values(), WITH_CHART):
        shown = [spec.label, *(spec.titles.values() if isinstance(spec, Choice) else [spec.help])]
        assert english(" ".join(map(tell, shown)), "plotly", "js") == []
    for kind in FORMATS.values():
        assert english(tell(kind.told), "GIF", "WebP", "PNG", "VP", "torch", "optim") == []


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    "asked",
    [
        ["nothing"],
        ["gif", "--size", "wide"],
        ["gif", "--fps", "99"],
        ["csv", "--caption"],
        ["gif", "--race", "saddle", "--link", "?surface=beale"],
        ["gif", "--settings", "none.json"],
        ["png", "--surface", "beale", "--formula", "x^2"],
        ["png", "--steps", "many"],
        ["gif", "--nothing"],
    ],
    ids=lambda asked: " ".join(asked),
)
def test_a_refusal_is_told_in_the_language_that_the_line_asks_for(asked, capsys):
    with words.speaking("en"):
        assert main([*asked, "--language", "ko"]) == 2
    said = capsys.readouterr().err.removeprefix("exports: ")
    given = {*re.findall(r"[A-Za-z_]{2,}", " ".join(asked)), *FORMATS, *OPTIONS}
    assert told(said)
    assert english(re.sub(r"--[\w-]+|No such file or directory|invalid choice", "", said), *given, "format") == []


@pytest.mark.usefixtures("elsewhere")
def test_help_is_told_in_the_language_that_the_line_asks_for(capsys):
    with words.speaking("en"), pytest.raises(SystemExit):
        main(["--help", "--language", "ko"])
    helped = capsys.readouterr().out
    for line in (
        "Race optimizers down a surface",
        "examples:",
        "how it looks",
        "How many frames",
        "picture of one step",
    ):
        assert line not in helped
    assert len(told(helped)) > 200


@pytest.mark.usefixtures("elsewhere")
def test_a_turn_of_the_relief_is_told_too(finished):
    scene = Options(view=RELIEF).scene(finished)
    labels = " ".join(axes.get_zlabel() for axes in scene.figure.axes if hasattr(axes, "get_zlabel"))
    assert told(labels)
    assert english(labels) == []
