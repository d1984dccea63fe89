"""The message of a racer's steps under the glass: those around the playhead, as they are drawn on the map."""

import json

import numpy as np

import optimizers
import surfaces
from player import glass_payload
from player.glass import AROUND
from racing import Step, race


def read(message):
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length])
    return header, np.frombuffer(message[4 + length :], "<f4").reshape(header["count"], 14)


def test_the_steps_around_the_playhead_are_sent_as_they_were():
    run = race(surfaces.get("himmelblau"), {"a": optimizers.Nesterov(0.01)}, steps=500)["a"]
    header, floats = read(glass_payload(run, name="a", step=300))
    around = {"first": 300 - AROUND, "count": 2 * AROUND + 1}
    assert header == {"step": 300, "name": "a", "side": [12, 12], **around}
    step = Step(run, 300)
    sent = [*step.gradient, *step.memory, *step.asked_at, *step.ellipse.ravel(), 1, 1]
    np.testing.assert_allclose(floats[AROUND], sent, rtol=1e-6)


def test_where_the_surface_does_not_bend_up_every_way_its_two_directions_are_sent_with_their_signs():
    run = race(surfaces.get("saddle"), {"a": optimizers.Momentum(0.1)}, (1, 0.5), steps=3)["a"]
    floats = read(glass_payload(run, name="a", step=1))[1]
    (down, up), signs = np.abs(floats[0, 8:12].reshape(2, 2)), floats[0, 12:]
    np.testing.assert_array_equal(floats[0, 6:8], np.float32([1, 0.5]))
    np.testing.assert_array_equal([down, up, signs], [[0, 1], [1, 0], [-1, 1]])


def test_only_steps_that_were_taken_are_sent_and_none_before_the_playhead_is_known():
    run = race(surfaces.get("beale"), {"a": optimizers.GradientDescent(0.01)}, steps=50)["a"]
    sent = {step: read(glass_payload(run, name="a", step=step))[0] for step in (None, 0, 50, 10**6)}
    assert [(header["first"], header["count"]) for header in sent.values()] == [(0, 0), (1, 50), (1, 50), (1, 50)]
    assert [header["step"] for header in sent.values()] == list(sent)
    lost = race(surfaces.get("beale"), {"a": optimizers.GradientDescent(0.1)}, steps=50)["a"]
    assert read(glass_payload(lost, name="a", step=50))[0]["count"] == lost.stopped - 1
