from itertools import combinations

import numpy as np
import pytest

import surfaces
from figures import landscape, styles
from figures.basins import basins_figure
from figures.critical import mark_groups
from figures.places import HUES, OTHER_REST, REST, STRENGTHS
from figures.plots import AWAY, GONE, NEITHER
from optimizers import Adam, GradientDescent, Momentum
from racing import basins
from racing.basins import DIVERGED, ELSEWHERE, MOVING
from surfaces import critical_points
from tests.figures.packing import PALETTE, colors_of, legend_of, text_of, unpacked

RULES = {"Descent": GradientDescent(0.02), "<b>bold</b>": Momentum(0.01, 0.9), "Adam": Adam(0.1)}
LOOKS = styles([type(rule) for rule in RULES.values()])


def mapped(key, size, rules=RULES, steps=150):
    surface = surfaces.get(key)
    targets = [point.point for point in critical_points(surface)]
    return {name: basins(rule, surface, targets, steps=steps, size=size) for name, rule in rules.items()}


def cells_of(figure):
    return [trace for trace in figure["data"] if trace["type"] == "heatmap"]


def opaque(color):
    red, green, blue, _ = color.removeprefix("rgba(").removesuffix(")").split(",")
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"


@pytest.fixture(scope="module", params=["himmelblau", "beale", "saddle", "rastrigin", "six_hump_camel"])
def found(request):
    return mapped(request.param, (31, 23))


def test_basins_are_json_and_name_no_colours_but_the_palettes(found):
    figure = basins_figure(found, LOOKS, steps=150)
    text_of(figure)
    assert colors_of(figure) <= PALETTE


def test_each_start_has_the_colour_of_its_end_in_the_legend(found):
    figure = basins_figure(found, LOOKS, steps=150)
    entries = {
        trace["name"]: trace["marker"]["color"]
        for trace in figure["data"]
        if trace["type"] == "scatter" and trace["x"] == [None]
    }
    for trace, each in zip(cells_of(figure), found.values(), strict=True):
        scale = [color for _, color in trace["colorscale"]][::2]
        z = unpacked(trace["z"])
        assert z.shape == each.labels.shape == (23, 31)
        for label in np.unique(each.labels):
            colors = {scale[shade] for shade in z[each.labels == label]}
            (words,) = {trace["text"][j][i] for j, i in np.argwhere(each.labels == label)}
            if label == DIVERGED:
                assert colors == {AWAY} == {entries[GONE]}
                assert words == GONE
            elif label == MOVING:
                assert colors == {NEITHER} == {entries["still moving"]}
            elif label == ELSEWHERE:
                assert colors == {OTHER_REST} == {entries["at rest elsewhere"]}
            else:
                (hue,) = set(map(opaque, colors))
                x, y = each.targets[label]
                assert f"({x:.4g}, {y:.4g})" in words
                assert hue == entries.get(words, REST)


def test_hover_tells_start_and_steps(found):
    for trace, each in zip(cells_of(basins_figure(found, LOOKS, steps=150)), found.values(), strict=True):
        np.testing.assert_array_equal(unpacked(trace["x"]), each.across)
        np.testing.assert_array_equal(unpacked(trace["y"]), each.along)
        np.testing.assert_array_equal(unpacked(trace["customdata"]), np.where(each.steps < 0, 150, each.steps))


def test_more_steps_never_look_stronger(found):
    for trace, each in zip(cells_of(basins_figure(found, LOOKS, steps=150)), found.values(), strict=True):
        z = unpacked(trace["z"])
        for label in np.unique(each.labels[each.labels >= 0]):
            own = each.labels == label
            order = np.argsort(each.steps[own], kind="stable")
            shades = z[own][order].astype(int)
            assert (np.diff(shades) >= 0).all()
            assert shades[-1] - shades[0] < len(STRENGTHS)


def test_the_legend_says_what_each_point_is():
    names = legend_of(basins_figure(mapped("himmelblau", 32), LOOKS, steps=150))
    assert "C (3, 2) global minimum" in names
    assert GONE in names


@pytest.mark.parametrize("key", ["rastrigin", "ackley", "levy_13", "griewank"])
def test_where_colours_run_out_the_declared_minima_come_first_then_those_most_starts_lead_to(key):
    found = mapped(key, 48, {"Momentum": Momentum(0.02), "Adam": Adam(0.1)}, steps=300)
    first = found["Adam"]
    labels, counts = np.unique(np.concatenate([each.labels for each in found.values()]), return_counts=True)
    starts = dict(zip(labels, counts, strict=True))
    figure = basins_figure(found, LOOKS[:2], steps=300)
    places = [name for name in legend_of(figure) if " minimum" in name]
    assert len(places) == len(HUES)
    (minimum,) = surfaces.get(key).minima
    assert f"({minimum[0]:.4g}, {minimum[1]:.4g}) global minimum" in places[0]
    named = [
        label for name in places for label in starts if label >= 0 and name.split(")")[0].endswith(_place(first, label))
    ]
    led = [starts[label] for label in named]
    assert led[1:] == sorted(led[1:], reverse=True)
    others = [count for label, count in starts.items() if label >= 0 and label not in named]
    assert max(others) <= min(led[1:])


def _place(found, label):
    x, y = found.targets[label]
    return f"({x:.4g}, {y:.4g}"


def test_a_minimum_that_was_merely_found_is_not_called_global():
    typed = surfaces.from_formula("(x^2 - 1)^2 + y^2 + x/10")
    targets = [point.point for point in critical_points(typed)]
    found = {"Adam": basins(Adam(0.1), typed, targets, steps=200, size=16)}
    names = legend_of(basins_figure(found, LOOKS[:1], steps=200))
    assert any(name.endswith(" minimum") for name in names)
    assert not any("global" in name for name in names)


def test_more_points_than_colours_share_the_last():
    figure = basins_figure(mapped("rastrigin", 48), LOOKS, steps=150)
    assert sum(" minimum" in name for name in legend_of(figure)) == len(HUES)
    (rest,) = [name for name in legend_of(figure) if "further points" in name]
    assert int(rest.split()[0]) > 50


def test_panels_stand_side_by_side_with_names_escaped_and_equal_ranges(found):
    layout = basins_figure(found, LOOKS, steps=150)["layout"]
    titles = [note["text"] for note in layout["annotations"]]
    assert titles == ["Descent", "&lt;b&gt;bold&lt;/b&gt;", "Adam"]
    assert [note["font"]["color"] for note in layout["annotations"]] == [style.color for style in LOOKS]
    for side in "xy":
        axes = [layout[f"{side}axis{number}"] for number in ("", "2", "3")]
        assert all(axis["range"] == axes[0]["range"] for axis in axes)
        assert [axis.get("matches") for axis in axes] == [None, side, side]


@pytest.mark.parametrize("count", range(1, 7))
def test_no_two_panels_overlap(count):
    one = mapped("sphere", 5, {"Adam": Adam(0.1)}, steps=5)["Adam"]
    figure = basins_figure({str(i): one for i in range(count)}, styles([Adam] * count), steps=5)
    numbers = ["", *map(str, range(2, count + 1))]
    boxes = [[figure["layout"][f"{side}axis{number}"]["domain"] for side in "xy"] for number in numbers]
    assert all(0 <= low < high <= 1 for box in boxes for low, high in box)
    for (across, along), (others, above) in combinations(boxes, 2):
        assert across[1] < others[0] or others[1] < across[0] or along[1] < above[0] or above[1] < along[0]
    assert len(cells_of(figure)) == count


def test_critical_points_and_contours_lie_on_every_panel(found):
    figure = basins_figure(found, LOOKS, steps=150)
    ground = landscape(next(iter(found.values())).surface)
    assert figure["marks"]["groups"] == mark_groups(ground.critical)
    assert figure["marks"]["axes"] == [{"xaxis": f"x{number}", "yaxis": f"y{number}"} for number in ("", "2", "3")]
    assert [trace["xaxis"] for trace in figure["data"] if trace["type"] == "contour"] == ["x", "x2", "x3"]


def test_six_panels_of_128_stay_under_a_megabyte():
    one = mapped("himmelblau", 128, {"Momentum": Momentum(0.01, 0.9)}, steps=60)["Momentum"]
    figure = basins_figure({f"racer {i}": one for i in range(6)}, styles([Momentum] * 6), steps=60)
    assert len(text_of(figure)) < 950_000
    letters = {word for row in cells_of(figure)[0]["text"] for word in row}
    assert letters <= set("ABCDEFGHI?x")
    assert letters <= {name.split()[0] for name in legend_of(figure)}


def test_no_targets_leave_a_picture():
    surface = surfaces.get("sphere")
    one = basins(Adam(0.1), surface, (), steps=5, size=4)
    assert legend_of(basins_figure({"Adam": one}, LOOKS[:1], steps=5)) == ["still moving"]
