"""Any Plotly figure on the page: in its colours, with clicks in the data's own units, and saved as a picture."""

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import expect
from plotly.subplots import make_subplots

from figures import DARK, LIGHT, Look
from player import plot_payload

EVIL = '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script>'
WHERE = [(0.25, 0.75), (0.5, 0.5), (0.9, 0.1)]


def heatmap(*, log_x=False, log_y=False, **layout):
    axes = {"xaxis": {"range": [-4, 0] if log_x else [0, 8]}, "yaxis": {"range": [-2, 2] if log_y else [-1, 1]}}
    axes["xaxis"]["type"] = "log" if log_x else "linear"
    axes["yaxis"]["type"] = "log" if log_y else "linear"
    x = np.geomspace(1e-4, 1, 9) if log_x else np.arange(9)
    y = np.geomspace(1e-2, 1e2, 5) if log_y else np.linspace(-1, 1, 5)
    cells = go.Heatmap(
        x=x, y=y, z=np.add.outer(np.arange(5.0), np.arange(9.0)), hovertemplate="cell %{z}<extra></extra>"
    )
    return go.Figure(cells, axes | layout)


@pytest.fixture
def chart(stand):
    """A stand with a chart on it."""
    stand.unmount()
    stand.mount("plot")
    return stand


def show(stand, figure, **options) -> None:
    stand.send(plot_payload(figure, **{"id": "one", "file": "beale-Adam-learning_rate-momentum", **options}))


def click(stand, across: float, up: float, panel: int = 0) -> dict:
    """Click at a part of a subplot's width and height; return what was told."""
    box = stand.find(".nsewdrag").nth(panel).bounding_box()
    before = len(stand.said)
    stand.page.mouse.click(box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"])
    [[event, cell]] = stand.said[before:]
    assert event == "cell"
    return cell


def full(stand, path: str):
    """What Plotly made of the layout."""
    return stand.page.evaluate(f"window.plot.plot._fullLayout.{path}")


@pytest.mark.parametrize("log", [False, True], ids=["linear", "log"])
def test_cells_are_read_and_chosen_by_keyboard(chart, log):
    figure = heatmap(log_x=log, log_y=log)
    show(chart, figure)
    chart.page.wait_for_function("window.plot.cells.panels")
    chart.find(".derby-board").focus()
    for keys, column, row in (
        (["ArrowRight"], 4, 2),
        (["ArrowRight", "ArrowUp"], 5, 3),
        (["Shift+ArrowLeft"], 0, 3),
        (["ArrowDown"] * 9, 0, 0),
    ):
        for key in keys:
            chart.page.keyboard.press(key)
        expect(chart.find(".hovertext")).to_have_text(f"cell {row + column}")
        chart.page.keyboard.press("Enter")
        event, cell = chart.said[-1]
        assert (event, cell["panel"]) == ("cell", 0)
        assert (cell["x"], cell["y"]) == pytest.approx((figure.data[0].x[column], figure.data[0].y[row]))


def test_arrows_go_from_panel_to_panel_and_other_keys_are_left_alone(chart):
    figure = make_subplots(1, 2)
    for panel in (1, 2):
        figure.add_heatmap(x=[0, 1], y=[0, 1], z=[[0, 1], [2, 3]], row=1, col=panel)
    show(chart, figure)
    chart.page.wait_for_function("window.plot.cells.panels")
    chart.find(".derby-board").focus()
    for keys, expected in ((["ArrowUp"], (1, 1, 0)), (["ArrowRight"], (0, 1, 1)), (["ArrowLeft", "x"], (1, 1, 0))):
        for key in keys:
            chart.page.keyboard.press(key)
        chart.page.keyboard.press("Enter")
        _, cell = chart.said[-1]
        assert (cell["x"], cell["y"], cell["panel"]) == expected


def test_a_figure_without_cells_is_passed_over_by_the_keyboard(chart):
    show(chart, go.Figure(go.Scatter(x=[0, 1], y=[0, 1])))
    chart.page.wait_for_function("window.plot.cells.panels")
    board = chart.find(".derby-board")
    assert [board.get_attribute(name) for name in ("tabindex", "role", "aria-label")] == ["-1", None, None]


@pytest.mark.parametrize(("across", "up"), WHERE)
@pytest.mark.parametrize("log_y", [False, True], ids=["linear y", "log y"])
@pytest.mark.parametrize("log_x", [False, True], ids=["linear x", "log x"])
def test_a_click_tells_the_data_under_it(chart, log_x, log_y, across, up):
    show(chart, heatmap(log_x=log_x, log_y=log_y))
    cell = click(chart, across, up)
    x, y = (np.log10(cell["x"]) if log_x else cell["x"]), (np.log10(cell["y"]) if log_y else cell["y"])
    assert x == pytest.approx(-4 + 4 * across if log_x else 8 * across, abs=0.02)
    assert y == pytest.approx(-2 + 4 * up if log_y else -1 + 2 * up, abs=0.02)
    assert cell["panel"] == 0


def test_each_panel_tells_its_own_number_and_data(chart):
    figure = make_subplots(2, 2)
    for panel in range(4):
        figure.add_scatter(x=[1, 2], y=[1, 2], row=panel // 2 + 1, col=panel % 2 + 1)
    figure.update_xaxes(range=[0, 1], row=1)
    figure.update_xaxes(range=[1, 3], type="log", row=2)
    figure.update_yaxes(range=[10, 20])
    show(chart, figure)
    for panel in range(4):
        cell = click(chart, 0.25, 0.75, panel)
        assert cell["panel"] == panel
        assert cell["x"] == pytest.approx(0.25 if panel < 2 else 10**1.5, rel=0.02)
        assert cell["y"] == pytest.approx(17.5, abs=0.1)


def test_many_panels_are_counted_in_order(chart):
    figure = make_subplots(3, 4)
    for panel in range(12):
        figure.add_scatter(x=[1, 2], y=[1, 2], row=panel // 4 + 1, col=panel % 4 + 1)
    show(chart, figure)
    assert [click(chart, 0.5, 0.4, panel)["panel"] for panel in range(12)] == list(range(12))


def test_a_drag_and_a_click_beside_the_panels_tell_nothing(chart):
    show(chart, heatmap())
    box = chart.find(".nsewdrag").bounding_box()
    x, y = box["x"] + 60, box["y"] + 60
    chart.page.mouse.move(x, y)
    chart.page.mouse.down()
    chart.page.mouse.move(x + 100, y + 80, steps=3)
    chart.page.mouse.up()
    chart.page.mouse.click(box["x"] - 20, y)
    assert chart.said == []


def test_a_zoom_stays_as_long_as_the_id_does(chart):
    show(chart, heatmap())
    box = chart.find(".nsewdrag").bounding_box()
    chart.page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 50)
    chart.page.mouse.down()
    chart.page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 50, steps=4)
    chart.page.mouse.up()
    chart.page.wait_for_function("window.plot.plot._fullLayout.xaxis.range[0] > 1")
    show(chart, heatmap())
    assert full(chart, "xaxis.range") == pytest.approx([2, 4], abs=0.02)
    chart.page.wait_for_timeout(400)  # the clock is all that tells it from a double click, which goes back to the whole
    assert click(chart, 0.5, 0.5)["x"] == pytest.approx(3, abs=0.02)
    assert full(chart, "xaxis.range") == pytest.approx([2, 4], abs=0.02)
    show(chart, heatmap(), id="two")
    assert full(chart, "xaxis.range") == [0, 8]


def test_hovering_says_what_the_figure_says(chart):
    show(chart, heatmap())
    box = chart.find(".nsewdrag").bounding_box()
    chart.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(chart.find(".hovertext")).to_have_text("cell 6")


def test_named_colours_are_the_page_s_and_words_stay_words(chart):
    figure = {
        "data": [
            {
                "type": "scatter",
                "name": "$text",
                "y": [1, 2, 3],
                "text": ["$text", "$muted", "a"],
                "line": {"color": "$muted"},
                "marker": {"color": ["$text", "$muted", "#ff0000"], "colorscale": [[0, "$grid"], [1, "$background"]]},
            },
            {"type": "heatmap", "z": [[1, 2]], "colorscale": [[0, "var(--grid)"], [1, "$background"]]},
        ],
        "layout": {"shapes": [{"type": "line", "line": {"color": "var(--muted)"}}], "title": {"text": "$text"}},
    }
    for dark, theme in ((False, LIGHT), (True, DARK)):
        chart.unmount()
        chart.mount("plot", dark=dark)
        show(chart, figure)
        line, cells = chart.page.evaluate("window.plot.plot.data")
        assert line["name"] == full(chart, "title.text") == "$text"
        assert line["text"] == ["$text", "$muted", "a"]
        assert line["line"]["color"] == full(chart, "shapes[0].line.color") == theme.muted
        assert line["marker"]["color"] == [theme.text, theme.muted, "#ff0000"]
        assert line["marker"]["colorscale"] == [[0, theme.grid], [1, theme.background]]
        assert cells["colorscale"] == [[0, theme.grid], [1, theme.background]]
        assert full(chart, "paper_bgcolor") == theme.background
        assert full(chart, "font.color") == theme.text


def test_axes_look_like_the_player_s_unless_they_say_otherwise(chart):
    show(chart, heatmap(xaxis={"gridcolor": "#ff0000", "title": {"text": "learning rate"}}))
    assert full(chart, "xaxis.gridcolor") == "#ff0000"
    assert full(chart, "xaxis.title.font.color") == LIGHT.muted
    assert full(chart, "yaxis.gridcolor") == LIGHT.grid
    assert full(chart, "yaxis.tickfont.color") == LIGHT.muted
    assert not full(chart, "yaxis.zeroline")


def test_a_log_axis_marks_whole_powers_of_ten(chart):
    show(chart, heatmap(log_x=True))
    words = chart.find(".xaxislayer-above .xtick text").all_text_contents()
    assert [word.replace("−", "-").replace("\u200b", "") for word in words] == ["10-4", "10-3", "10-2", "10-1", "1"]


def test_a_theme_of_its_own_goes_before_the_page_s(chart):
    show(chart, heatmap(), look=Look(theme="dark"))
    assert full(chart, "paper_bgcolor") == DARK.background
    assert chart.find(".derby-save").evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(18, 22, 27)"


@pytest.mark.parametrize(("theme", "background"), [("light", LIGHT.background), ("dark", DARK.background)])
def test_the_picture_is_saved_at_twice_its_size_on_the_page_s_background(chart, theme, background):
    show(chart, heatmap(), look=Look(theme=theme))
    with chart.page.expect_download() as download:
        chart.find(".derby-save").click()
    assert download.value.suggested_filename == "beale-Adam-learning_rate-momentum.png"
    picture = Image.open(download.value.path())
    assert picture.size == (2 * full(chart, "width"), 2 * full(chart, "height"))
    assert picture.convert("RGBA").getpixel((3, 3)) == (*ImageColor.getrgb(background), 255)
    assert len(picture.convert("RGB").getcolors(2**24)) > 40
    assert chart.said == []


def test_it_is_as_large_as_its_place_and_as_high_as_it_asks(chart):
    before = chart.page.viewport_size
    show(chart, heatmap())
    assert full(chart, "width") == 1200 - 32
    chart.page.set_viewport_size({"width": 390, "height": 844})
    chart.page.wait_for_function("window.plot.plot._fullLayout.width <= 390 - 32")
    assert chart.page.evaluate("document.documentElement.scrollWidth") <= 390
    show(chart, heatmap(height=520))
    assert chart.find(".derby-board").bounding_box()["height"] == full(chart, "height") == 520
    chart.page.set_viewport_size(before)


def test_it_says_how_it_moves_and_zooms(chart):
    show(chart, heatmap())
    expect(chart.find(".derby-hint")).to_contain_text("Drag to move the picture · Ctrl + wheel to zoom")


def test_the_address_holds_the_settings_it_was_told_until_it_goes(chart):
    show(chart, heatmap(), link="page=explore&surface=beale")
    assert chart.page.evaluate("location.search") == "?page=explore&surface=beale"
    show(chart, heatmap(), link="page=explore")
    assert chart.page.evaluate("location.search") == "?page=explore"
    chart.page.evaluate("window.history.replaceState(null, '', '/?mine')")
    show(chart, heatmap())
    assert chart.page.evaluate("location.search") == "?mine"


def test_texts_start_nothing(chart):
    show(chart, heatmap(title={"text": EVIL}, annotations=[{"text": EVIL, "x": 1, "y": 0}]), file=EVIL)
    chart.page.evaluate("fetch(location.href).then(() => null)")  # what was asked for before is answered, too
    assert chart.page.evaluate("window.hit") is None
    assert chart.find("img").count() == 0


def test_only_the_last_of_several_messages_is_drawn(chart):
    show(chart, heatmap())
    drawn = chart.page.evaluate("""async () => {
      let drawn = 0;
      window.plot.plot.on("plotly_afterplot", () => (drawn += 1));
      const message = JSON.stringify({ ...window.plot.message });
      const bytes = new TextEncoder().encode(message);
      for (let i = 0; i < 5; i++) window.plot.update(bytes);
      await window.plot.drawing;
      return drawn;
    }""")
    assert drawn == 1
