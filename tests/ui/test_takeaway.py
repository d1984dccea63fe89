"""The panel that makes files, as a script of its own: a dialog reruns alone, which AppTest does not."""

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from exports import formats, race_png
from exports.formats import FORMATS, RAINS
from exports.options import SIZES
from setups import link
from ui import files, making, takeaway
from ui.files import telling_name

RACERS = "racer=Adam+learning_rate=0.2&racer=Momentum+learning_rate=0.002+name=%22%3Cb%3E+$x$%22"
RACE = f"surface=beale&start=1,1.5&steps=20&{RACERS}"
SHOWN = f"{RACE}&styles=3,4&view=3-D&step=7&theme=dark&ground=viridis&chart=gradient&scale=log"
SMALL = {"size": "320 × 240", "frames": 50}


@pytest.fixture(autouse=True)
def offered(monkeypatch):
    """The files that are offered; the page waits for each of them."""
    monkeypatch.setattr(making, "BAR_AFTER", 100)
    offered = []

    def offer(made, ending, name, *shown):
        offered.append((made, f"{name}.{ending}"))
        return files.offer(made, ending, name, *shown)

    monkeypatch.setattr(takeaway, "offer", offer)
    return offered


def panel():
    from ui import session
    from ui.stage import Raced
    from ui.takeaway import take_away

    session.begin()
    setup = session.shown()
    take_away(Raced(setup, setup.race()))


def explored():
    from ui import session
    from ui.explore.picture import Picture
    from ui.takeaway import take_away

    session.begin()
    figure = {"data": [{"x": [1], "y": [2]}], "layout": {"uirevision": "x"}}
    take_away(Picture(figure, "Beale: map", "beale-map", lambda progress: "# table\n"))


def opened(query=RACE, script=panel, **taking):
    page = AppTest.from_function(script, default_timeout=100)
    for key, values in parse_qs(query).items():
        page.query_params[key] = values
    page.session_state["taking"] = taking
    page.run()
    assert not page.exception
    return page


def made(page, **how):
    """Have the file made where that is to be asked for."""
    for button in page.button:
        if button.label.startswith("Make it"):
            button.click().run()
    assert not page.exception
    return page


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_made_and_offered(offered, name):
    page = made(opened(format=name, **SMALL))
    assert not page.error
    assert page.get("download_button")
    file, called = offered[-1]
    assert len(file) > 100
    assert called == FORMATS[name].named("beale-Adam-b_x")


def test_it_opens_on_what_is_on_the_screen_and_offers_its_picture_at_once(offered):
    page = opened(SHOWN)
    setup, notes = link.read(parse_qs(SHOWN))
    assert notes == []
    assert page.selectbox(key="take.format").value == "png"
    assert page.selectbox(key="take.view").value == "3-D"
    assert page.number_input(key="take.step").value == 7
    assert page.toggle(key="take.chart").value
    looks = {"view": "3-D", "look": setup.look, "chart": setup.chart, "styles": setup.styles}
    assert [made for made, _ in offered] == [race_png(setup.race(), 7, **looks)]


def test_what_is_chosen_for_one_file_holds_for_the_next_but_not_what_the_screen_says():
    page = opened(f"{RACE}&view=side+by+side", format="gif", view="3-D", step=3, **SMALL)
    assert page.selectbox(key="take.format").value == "gif"
    assert page.selectbox(key="take.view").value == "side by side"
    assert page.select_slider(key="take.size").value == "320 × 240"
    assert page.select_slider(key="take.frames~slider").value == 50


def test_an_animation_shows_the_picture_of_the_step_until_it_is_made(offered):
    page = opened(SHOWN, format="gif", **SMALL)
    assert page.get("image")
    assert not page.get("download_button")
    assert offered == []
    assert made(page).get("download_button")


def test_a_racer_s_step_is_shown_where_it_is_asked_for(offered):
    page = opened(RACE, format="png", **SMALL)
    assert page.selectbox(key="take.glass").value == ""
    page.selectbox(key="take.glass").set_value("Adam").run()
    setup = link.read(parse_qs(RACE))[0]
    looks = {"look": setup.look, "styles": setup.styles, "chart": setup.chart, "width": 320, "height": 240}
    assert offered[-1][0] == race_png(setup.race(), 20, glass="Adam", **looks)


def test_another_choice_withdraws_what_no_longer_fits():
    page = made(opened(format="gif", **SMALL))
    page.select_slider(key="take.size").set_value("480 × 360").run()
    assert not page.get("download_button")


def rained():
    from figures.basins import basins_figure
    from player import raining
    from setups.starts import rain_of
    from ui import session
    from ui.explore.picture import Picture
    from ui.takeaway import take_away

    session.begin()
    rain = rain_of(session.shown())
    figure = raining(basins_figure(dict(rain), rain.styles, steps=rain.steps), dict(rain))
    take_away(Picture(figure, "Beale: starts", "beale-starts", lambda progress: "", lambda: rain))


STARTS = "view=explore&explore=starts&surface=beale&racer=Adam+learning_rate=0.2&steps=20"


@pytest.mark.parametrize("name", [name for name, kind in RAINS.items() if kind.moving])
def test_rain_is_taken_away_in_every_moving_format_of_about_the_size_that_is_said(offered, name):
    page = opened(STARTS, rained, format=name, **SMALL)
    number, unit = page.button(key="file.make").label.split()[-2:]
    about = float(number) * {"KB": 2**10, "MB": 2**20}[unit]
    made(page)
    file, called = offered[-1]
    assert called == RAINS[name].named("beale-starts")
    assert len(file) / 4 <= about <= 4 * len(file)


@pytest.mark.parametrize("name", [name for name, kind in FORMATS.items() if kind.moving])
def test_the_size_said_before_is_about_right(offered, name):
    page = opened(format=name, **({} if name == "gif" else {"size": "480 × 360", "frames": 100}))
    number, unit = page.button(key="file.make").label.split()[-2:]
    about = float(number) * {"KB": 2**10, "MB": 2**20}[unit]
    made(page)
    size = len(offered[-1][0])
    assert size / 3 <= about <= 3 * size


def test_the_settings_open_to_what_is_on_the_screen(offered):
    opened(SHOWN, format="settings")
    assert link.load(offered[-1][0].decode()) == link.read(parse_qs(SHOWN))


def test_every_size_that_is_offered_can_be_made():
    from exports import Options

    for width, height in SIZES.values():
        assert Options(width=width, height=height)


def test_file_names_tell_surface_and_racers_in_safe_letters():
    assert telling_name("sphere", "a/b: <c>", "모멘텀") == "sphere-a_b_c-모멘텀"
    assert len(telling_name("sphere", *("x" * 40 + str(i) for i in range(12)))) <= 100


@pytest.mark.parametrize(("name", "told"), [("png", True), ("html", False)])
def test_what_no_font_has_of_a_name_is_told_beside_the_format(name, told):
    page = opened("surface=beale&steps=20&racer=Adam+name=%22go+\U0001f680%22", format=name, **SMALL)
    assert any("\U0001f680" in line.value for line in page.caption) is told


@pytest.mark.parametrize(("name", "usual"), [("png", False), ("html", True)])
def test_a_caption_is_there_where_it_is_wanted_and_on_pages_at_first(offered, name, usual):
    page = opened(SHOWN, format=name, **SMALL)
    assert page.toggle(key=f"take.caption {not usual}").value is usual
    page.toggle(key=f"take.caption {not usual}").set_value(not usual).run()
    (with_it, _), (without, _) = offered if usual else offered[::-1]
    assert with_it != without
    assert b"Start (1, 1.5)" not in without
    assert b"Start (1, 1.5)" in with_it or name == "png"


def test_without_pyav_the_panel_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    page = opened(format="mp4", size="320 × 240", frames=60)
    assert "pip install -r requirements-video.txt" in page.info[0].value
    assert not page.button
    assert "MP4, video, H.264; not here, where av is missing" in page.selectbox(key="take.format").options


@pytest.mark.parametrize(
    ("name", "called", "part"),
    [
        ("csv", "beale-map.csv", "# table"),
        ("html", "beale-map.html", "<h1>Beale: map</h1>"),
        ("settings", "beale-settings.json", '"explore"'),
    ],
)
def test_what_is_explored_is_taken_away_as_table_page_and_settings(offered, name, called, part):
    page = opened("view=explore&explore=map", explored, format=name)
    assert page.get("download_button")
    assert part in offered[-1][0].decode()
    assert offered[-1][1] == called


def test_what_is_explored_has_formats_of_its_own():
    page = opened("view=explore&explore=map", explored, format="gif")
    assert page.selectbox(key="take.format").value == "png"
