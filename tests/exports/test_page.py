import json
import re
from base64 import b64decode
from io import BytesIO
from urllib.parse import unquote

import pytest
from fontTools.ttLib import TTFont

import optimizers
import surfaces
from exports import race_html
from exports.page import chart_html
from figures import STYLES
from player.assets import BROWSER
from racing import race
from tests.player.reader import Reader

EVIL = "</script><script>alert(1)</script><b>&amp; $title"


@pytest.fixture(scope="module")
def finished():
    racers = {EVIL: optimizers.Adam(0.1), "Momentum": optimizers.Momentum(0.002)}
    return race(surfaces.get("beale"), racers, start=(1, 1.5), steps=50)


def test_names_are_text_and_break_out_of_nothing(finished):
    page = Reader(race_html(finished, plotly="cdn"))
    assert len(page.all("script")) == 5
    assert not page.all("b")
    assert EVIL in page.texts


def test_the_page_names_the_surface_and_ranks_the_racers(finished):
    page = Reader(race_html(finished, plotly="cdn"))
    assert page.texts.count("Beale") == 2
    assert page.texts.index("Momentum") < page.texts.index(EVIL)


def test_a_page_by_cdn_pins_the_installed_plotly_and_stays_small():
    racers = {f"racer {i}": optimizers.Adam(0.02 * (i + 1)) for i in range(12)}
    text = race_html(race(surfaces.get("beale"), racers, steps=1000), plotly="cdn")
    assert len(text.encode()) < 300_000
    [script] = [script for script in Reader(text).all("script") if "src" in script]
    assert re.fullmatch(r"https://cdn\.plot\.ly/plotly-\d+\.\d+\.\d+\.min\.js", script["src"])
    assert script["integrity"].startswith("sha256-")


def test_a_page_with_plotly_inside_names_no_other_file(finished):
    page = Reader(race_html(finished))
    assert not any("src" in attributes for _, attributes in page.tags)
    assert {attributes["href"] for _, attributes in page.tags if "href" in attributes} == {"data:,"}


_LATER = r'\bimport\("(player/.*?)"\)'


def test_every_module_of_the_player_is_inside_and_finds_the_others(finished):
    text = race_html(finished, plotly="cdn")
    imports = json.loads(re.search(r'<script type="importmap">(.*?)</script>', text)[1])["imports"]
    assert {"player/index.js", "player/player.js", "player/landscape.js"} <= set(imports)
    assert set(imports) < {f"player/{path.relative_to(BROWSER).as_posix()}" for path in BROWSER.rglob("*.js")}
    found, later = {"player/index.js", "player/unpacked.js"}, set(re.findall(_LATER, text))
    for address in imports.values():
        source = unquote(address.removeprefix("data:text/javascript,"))
        found |= set(re.findall(r'^import .* from "(.*)";', source, re.MULTILINE))
        later |= set(re.findall(_LATER, source))
        assert '"./' not in source
    assert found | later == {*imports, *(f"player/{name}.js" for name in ("beside", "lesson", "challenge"))}


def test_what_it_takes_to_play_comes_only_where_it_is_wanted_and_is_small(finished):
    played, seen = (race_html(finished, plotly="cdn", hands=hands) for hands in (True, False))
    assert "player/engine/engine.js" in played
    assert "player/engine/engine.js" not in seen
    assert len(played.encode()) - len(seen.encode()) <= 50_000


def test_letters_that_a_reader_s_machine_may_lack_come_along():
    raced = race(surfaces.get("beale"), {"모멘텀 动量": optimizers.Momentum(0.002)}, steps=2)
    chart = {"data": [{"name": "모멘텀 动量"}], "layout": {}}
    for page in (race_html(raced, plotly="cdn"), chart_html(chart, file="map", title="Map", plotly="cdn")):
        [address] = re.findall(r"url\(data:font/woff;base64,([^)]*)\)", page)
        assert set(map(ord, "모멘텀动量")) <= set(TTFont(BytesIO(b64decode(address))).getBestCmap())
        assert len(address) < 20_000


def test_a_page_in_other_letters_brings_no_font(finished):
    assert "@font-face" not in race_html(finished, plotly="cdn")


def test_a_chart_s_page_tells_how_far_it_is_and_can_be_stopped_there():
    told = []
    figure = {"data": [], "layout": {}}
    assert chart_html(figure, file="map", title="Map", plotly="cdn", progress=lambda *far: told.append(far))
    assert told == [(0, 2), (1, 2), (2, 2)]
    with pytest.raises(ZeroDivisionError):
        chart_html(figure, file="map", title="Map", progress=lambda done, whole: 1 / (1 - done))


def test_the_view_asked_for_is_pressed(finished):
    page = Reader(race_html(finished, view="3-D", plotly="cdn"))
    pressed = {a["data-view"]: a["aria-pressed"] for tag, a in page.tags if tag == "button"}
    assert pressed == {"contour": "false", "side by side": "false", "3-D": "true"}


def test_racers_wear_the_styles_given(finished):
    text = race_html(finished, styles=STYLES[7:9], plotly="cdn")
    assert STYLES[7].color in text
    assert STYLES[8].color in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"view": "map"}, "race_html: view: expected one of contour, side by side, 3-D, got 'map'"),
        ({"chart": "loss"}, "race_html: chart: expected a figures.Chart, got 'loss'"),
        ({"look": "dark"}, "race_html: look: expected a figures.Look, got 'dark'"),
        ({"step": 99}, "race_html: step must be a whole number from 0 to"),
        ({"plotly": "none"}, "race_html: plotly: expected one of inside, cdn, got 'none'"),
        ({"styles": STYLES[:1]}, "race_html: styles: expected one for each of 2 racers, got 1"),
    ],
)
def test_bad_options_are_refused_by_name(finished, options, message):
    with pytest.raises(ValueError, match=message):
        race_html(finished, **options)
