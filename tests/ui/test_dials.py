"""A surface with dials has a slider and a field for each, which turn it."""

from setups import link
from tests.ui.pages import go_to, opened, setup, shown
from ui.fields import plain


def test_a_slider_and_a_field_turn_the_surface_and_the_address_follows():
    page = opened()
    assert not any(slider.key == "rotation~slider" for slider in page.sidebar.select_slider)
    go_to(page, "turned_quadratic")
    page.sidebar.select_slider(key="rotation~slider").set_value(45.0).run()
    assert shown(page).descended.parameters == {"rotation": 45.0, "condition": 20.0}
    page.sidebar.text_input(key="condition~text").input("1e3").run()
    assert link.query(setup(page)).startswith("surface=turned_quadratic&rotation=45&condition=1000")
    page.sidebar.text_input(key="condition~text").input("0.5").run()
    assert plain("condition number must be at least 1 and at most 1000") in page.sidebar.error[0].value
    assert shown(page).dials == {"rotation": 45.0, "condition": 1000.0}
    page.button(key="way.undo").click().run()
    assert shown(page).dials == {"rotation": 45.0}
