"""What several rooms of races share."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest


@pytest.fixture(scope="session")
def another_process():
    """An executor in a process of its own, which knows nothing of this one's memory."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        yield process
