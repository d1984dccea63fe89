"""Small pictures of surfaces: heights, a byte each."""

import base64

import numpy as np
import pytest

import surfaces
from figures.gallery import HIGHEST, SIDE, surface_picture
from figures.landscape import landscape


def heights(key):
    return np.frombuffer(base64.b64decode(surface_picture(surfaces.get(key))), np.uint8).reshape(SIDE, SIDE)


@pytest.mark.parametrize("key", ["beale", "rastrigin", "saddle", "keane", "cars_raw"])
def test_a_picture_holds_the_heights_of_the_map_to_half_a_part_in_255(key):
    ground = landscape(surfaces.get(key), SIDE, marked=False)
    expected = np.clip(np.nan_to_num(ground.height(ground.loss) / ground.top, nan=1), 0, 1)
    np.testing.assert_allclose(heights(key) / HIGHEST, expected, atol=0.5 / HIGHEST + 1e-12)


def test_all_pictures_together_take_few_bytes_and_none_is_of_one_level():
    pictures = {key: surface_picture(surface) for key, surface in surfaces.CATALOGUE.items()}
    assert sum(map(len, pictures.values())) < 6_000 * len(pictures)
    assert [key for key in pictures if np.ptp(heights(key)) < HIGHEST // 2] == []
