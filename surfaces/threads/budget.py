"""A limit on the processor time that a stretch of Python may take."""

from __future__ import annotations

import _weakrefset
import gc
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import CO_GENERATOR
from time import thread_time
from types import FrameType

from mpmath import mp
from sympy.core.cache import clear_cache

CHECK_EVERY = 64
"""Calls between two looks at the clock."""

STANDARD_PRECISION = 53
"""Bits of mpmath's numbers, raised for a while by SymPy."""

CLEANING_UP = frozenset({"__exit__", "__del__"})
"""Functions that restore what must be restored, and of which the last swallows what is raised in it."""

CALLED_BACK = frozenset({weakref.__file__, _weakrefset.__file__})
"""Where those are called back from that outlive an object; they too swallow what is raised in them."""


class BudgetExceeded(BaseException):
    """The time is used up. Not an Exception, so that SymPy's own `except Exception` lets it pass."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Run the body for at most `seconds` of this thread's processor time, then raise BudgetExceeded in it.

    The clock is read when a Python function is called: one long operation on giant integers is not interrupted, so
    bound the size of numbers beforehand. Other threads are not touched. Budgets nest; the tighter one counts. What
    SymPy had half worked out is forgotten.
    """
    deadline = thread_time() + seconds
    outer = sys.getprofile()
    calls = 0

    def watch(frame: FrameType, event: str, argument: object):
        nonlocal calls
        if outer is not None:
            outer(frame, event, argument)
        if event != "call":
            return
        calls += 1
        if calls % CHECK_EVERY == 0 and thread_time() > deadline:
            if frame.f_code.co_flags & CO_GENERATOR or _cleaning_up(frame):
                # What is raised in a generator being closed is swallowed, and the budget with it.
                calls -= 1  # look again at the next call
            else:
                raise BudgetExceeded(f"more than {seconds:g} s of processor time")

    sys.setprofile(watch)
    try:
        yield
    except BudgetExceeded:
        sys.setprofile(None)
        mp.prec = STANDARD_PRECISION
        clear_cache()
        raise
    finally:
        sys.setprofile(outer)


def _cleaning_up(frame: FrameType | None) -> bool:
    """Whether some caller is leaving a `with`, is being deleted, or is told that something was."""
    collecting = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None:
        code = frame.f_code
        if code.co_name in CLEANING_UP or code.co_filename in CALLED_BACK or code in collecting:
            return True
        frame = frame.f_back
    return False
