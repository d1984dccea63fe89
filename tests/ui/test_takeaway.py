"""The panel that makes files, as a script of its own: a dialog reruns alone, which AppTest does not."""

import pytest
from streamlit.testing.v1 import AppTest

import optimizers
import surfaces
from exports import video
from exports.formats import FORMATS
from racing import race
from ui.takeaway import file_name


def panel():
    import optimizers
    import surfaces
    from figures import STYLES
    from racing import race
    from ui.takeaway import take_away

    racers = {"Adam": optimizers.Adam(0.2), "<b> $x$": optimizers.Momentum(0.002)}
    take_away(race(surfaces.get("beale"), racers, start=(1, 1.5), steps=20), STYLES[3:5], "beale")


def opened(**choices):
    page = AppTest.from_function(panel, default_timeout=60)
    for field, value in choices.items():
        page.session_state[f"take.{field}"] = value
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_made_and_offered(name):
    page = opened(format=name, size="320 × 240", frames=50)
    page.button(key="take.make").click().run()
    assert not page.exception
    assert not page.error
    key, made = page.session_state["take.made"]
    assert key[0] == name
    assert len(made) > 100
    assert page.get("download_button")


def test_another_choice_withdraws_what_no_longer_fits():
    page = opened(format="gif", size="320 × 240", frames=50)
    page.button(key="take.make").click().run()
    page.toggle(key="take.loss").set_value(True).run()
    assert not page.get("download_button")


@pytest.mark.parametrize("name", FORMATS)
def test_the_size_said_before_is_about_right(name):
    page = opened(format=name)
    number, unit = page.button(key="take.make").label.split()[-2:]
    about = float(number) * {"KB": 2**10, "MB": 2**20}[unit]
    page.button(key="take.make").click().run()
    made = len(page.session_state["take.made"][1])
    assert made / 3 <= about <= max(3 * made, 3000)


def test_file_names_tell_surface_and_racers_in_safe_letters():
    finished = race(surfaces.get("sphere"), {"a/b: <c>": optimizers.Adam(), "모멘텀": optimizers.Momentum()}, steps=1)
    assert file_name("sphere", finished, "gif") == "sphere-a_b_c-모멘텀.gif"
    many = race(surfaces.get("sphere"), {"x" * 40 + str(i): optimizers.Adam() for i in range(12)}, steps=1)
    assert len(file_name("sphere", many, "gif")) <= 110


def test_without_pyav_the_panel_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(video, "find_spec", lambda name: None)
    page = opened(format="mp4", size="320 × 240", frames=60)
    page.button(key="take.make").click().run()
    assert not page.exception
    assert "pip install -r requirements-video.txt" in page.error[0].value
