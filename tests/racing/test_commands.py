import pytest

from racing.commands import WIDTH, bar


@pytest.mark.parametrize(("done", "whole", "filled"), [(0, 7, 0), (7, 7, WIDTH), (1, 2, WIDTH // 2), (0, 0, 0)])
def test_a_bar_is_filled_as_far_as_is_done(done, whole, filled):
    assert bar(done, whole) == f"[{'#' * filled}{'.' * (WIDTH - filled)}]"
