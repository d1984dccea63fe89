import json

import numpy as np
import plotly.graph_objects as go
import pytest

from figures import DARK, LIGHT, Look
from player import plot_payload


def unpacked(figure, **options):
    return json.loads(plot_payload(figure, **{"id": "a", "file": "a", **options}))


def test_a_figure_travels_with_its_data_and_without_its_template():
    figure = go.Figure(go.Heatmap(z=[[1, np.nan], [3, 4]]), layout={"height": 300, "title": {"text": "Ärger <b>"}})
    message = unpacked(figure, id="beale", look=Look(theme="dark"))
    assert message["figure"]["layout"] == {"height": 300, "title": {"text": "Ärger <b>"}}
    assert message["figure"]["data"][0]["z"] == [[1, None], [3, 4]]
    assert (message["id"], message["look"]["theme"]) == ("beale", "dark")
    assert message["themes"]["light"]["text"] == LIGHT.text
    assert message["themes"]["dark"]["background"] == DARK.background


def test_a_mapping_may_hold_arrays_and_colours_by_name():
    figure = {"data": [{"type": "scatter", "y": np.arange(3.0), "marker": {"color": "$muted"}}]}
    [trace] = unpacked(figure)["figure"]["data"]
    assert trace["marker"]["color"] == "$muted"
    assert trace["y"] == [0, 1, 2] or trace["y"]["dtype"] == "f8"


def test_a_narrow_layout_goes_along():
    narrow = {"below": 500, "aspect": 2, "layout": {"xaxis": {"domain": [0, 1]}}}
    assert unpacked({"data": [], "narrow": narrow})["figure"]["narrow"] == narrow
    assert unpacked(go.Figure())["figure"]["narrow"] is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("beale-Adam-learning_rate-momentum", "beale-Adam-learning_rate-momentum"),
        ("../../x y/<b>", "x-y-b"),
        ("x**2 + y", "x-2-+-y"),
        ("모멘텀", "모멘텀"),
        ("..", "picture"),
    ],
)
def test_a_file_s_name_is_one_anywhere(text, name):
    assert unpacked({}, file=text)["file"] == name
