import json

import numpy as np
import pytest

import optimizers
import surfaces
from figures import STYLES, landscape, loss_axis, values_axis
from player import drag_payload
from player.drag import MOST_BYTES
from racing import Axis, drag, outcomes_of, race

RATES = Axis("learning_rate", 1e-4, 1, 61, log=True)


def unpacked(message):
    length = int.from_bytes(message[:4], "little")
    return json.loads(message[4 : 4 + length]), np.frombuffer(message[4 + length :], dtype="<f4")


def runs(rule=None, key="beale", axis=RATES, steps=300, start=(1, 1.5)):
    rule = rule or optimizers.GradientDescent(0.01)
    paths = drag(rule, surfaces.get(key), axis.field, axis.values(), start, steps)
    outcomes = outcomes_of(paths)
    verdicts = [outcomes.verdict(i) for i in range(len(paths))]
    return paths, {"values": axis.values(), "verdicts": verdicts}


def message(paths, known, **options):
    return drag_payload(
        paths, landscape(paths.surface), STYLES[0], **{"name": "GD", "label": "learning rate", **known, **options}
    )


@pytest.fixture(scope="module")
def beale():
    return runs()


def test_the_arrays_are_grid_then_x_y_and_loss_of_each_run(beale):
    paths, known = beale
    header, floats = unpacked(message(paths, known))
    ground = landscape(paths.surface)
    size = header["landscape"]["size"] ** 2
    np.testing.assert_array_equal(floats[:size], ground.height(ground.loss).astype(np.float32).ravel())
    x, y, loss = floats[size:].reshape(3, 61, 301)
    largest = np.finfo(np.float32).max
    assert header["kept"] == list(range(301))
    np.testing.assert_array_equal(x, np.clip(paths.points[..., 0], -largest, largest).astype(np.float32))
    np.testing.assert_array_equal(y, np.clip(paths.points[..., 1], -largest, largest).astype(np.float32))
    np.testing.assert_array_equal(loss, np.clip(paths.values, -largest, largest).astype(np.float32))


def test_the_header_tells_of_every_value(beale):
    paths, known = beale
    header, _ = unpacked(message(paths, known, own=20, best=30))
    assert header["values"] == RATES.values().tolist()
    assert (header["texts"][0], header["texts"][1], header["texts"][60]) == ("0.0001", "0.000117", "1")
    assert header["verdicts"] == [str(verdict) for verdict in known["verdicts"]]
    assert header["gone"] == [verdict.ending.lost for verdict in known["verdicts"]]
    (x0, x1), (y0, y1) = paths.surface.domain
    x, y = paths.points[:, -1].T
    away = (x < x0) | (x > x1) | (y < y0) | (y > y1)
    assert header["out"] == (np.array(header["gone"]) | away).tolist()
    assert header["losses"][10] == f"{paths.values[10, -1]:.4g}"
    assert (header["own"], header["best"]) == (20, 30)
    assert {True, False} == set(header["gone"])


def test_the_chart_s_axis_is_that_of_the_runs_that_did_not_diverge(beale):
    paths, known = beale
    header, _ = unpacked(message(paths, known))
    left = ~np.array(header["gone"])
    assert header["chart"]["bounds"] == list(values_axis(paths.surface, paths.values[left]).bounds)


def test_an_axis_of_a_race_is_that_of_its_values():
    finished = race(surfaces.get("beale"), {"a": optimizers.Adam(0.1), "b": optimizers.Adam(0.3)}, steps=40)
    assert loss_axis(finished) == values_axis(finished.surface, np.stack([run.values for run in finished.values()]))


@pytest.mark.parametrize("key", ["beale", "rastrigin", "styblinski_tang", "saddle"])
@pytest.mark.parametrize("steps", [1, 300, 350, 1000, 5000])
def test_the_message_stays_within_its_limit_whatever_the_steps(key, steps):
    paths, known = runs(optimizers.Adam(0.1), key, steps=steps)
    packed = message(paths, known)
    header, floats = unpacked(packed)
    kept = header["kept"]
    assert len(packed) <= MOST_BYTES
    assert (kept[0], kept[-1], header["steps"]) == (0, steps, steps)
    assert kept == sorted(set(kept))
    assert len(kept) == steps + 1 or len(packed) > 0.95 * MOST_BYTES
    x, _, _ = floats[-3 * 61 * len(kept) :].reshape(3, 61, len(kept))
    np.testing.assert_array_equal(x, paths.points[:, kept, 0].astype(np.float32))


def test_a_thinned_path_still_jumps_from_wall_to_wall():
    paths, known = runs(optimizers.GradientDescent(0.1), "quadratic", steps=3000, start=(4, 1))
    kept = unpacked(message(paths, known))[0]["kept"]
    apart = np.diff(kept)
    assert set(apart[: len(kept) // 2 - 1]) == {1}
    assert len(set(apart[:-1])) == 2
    assert all(gap % 2 for gap in apart[:-1])


def test_many_values_leave_room_for_few_steps_and_too_many_are_refused():
    paths, known = runs(axis=Axis("learning_rate", 1e-4, 1, 600, log=True))
    assert len(message(paths, known)) <= MOST_BYTES
    paths, known = runs(axis=Axis("learning_rate", 1e-4, 1, 3000, log=True), steps=30)
    with pytest.raises(ValueError, match=r"drag_payload: values: expected fewer, .* got 3000"):
        message(paths, known)


def test_a_slider_along_which_everything_diverges_is_a_message_too():
    paths, known = runs(axis=Axis("learning_rate", 1, 10, 5), steps=50)
    header, floats = unpacked(message(paths, known))
    assert all(header["gone"])
    assert np.isfinite(floats).all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"values": [1.0]}, "values: expected one for each of 61 runs, got 1"),
        ({"verdicts": []}, "verdicts: expected one for each of 61 runs, got 0"),
        ({"own": 61}, "own: expected the number of a run, 0 to 60, got 61"),
        ({"best": -1}, "best: expected the number of a run, 0 to 60, got -1"),
    ],
)
def test_what_does_not_fit_the_runs_is_refused_by_name(beale, options, said):
    with pytest.raises(ValueError, match=f"drag_payload: {said}"):
        message(*beale, **options)
