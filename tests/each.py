"""One test over many cheap cases, as `pytest.mark.parametrize` does it, but as one item.

An item costs more than a case of a millisecond. Nothing is lost: all cases run, and every one that fails is named.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import signature
from typing import Any

import pytest


def each(names: str, cases: Mapping[str, Any] | Iterable) -> Callable[[Callable], Callable]:
    """Return a decorator that gives a test one case after another, by its argument, or its arguments "a, b".

    cases: by their names, or else called by what they are.
    What else the test asks for are fixtures, which all of its cases share. Errors: a group of what the cases
    raised, each with the name of its case.
    """
    names = names.split(", ")
    called = [*(cases.items() if isinstance(cases, Mapping) else ((repr(case)[:60], case) for case in cases))]

    def decorate(test: Callable) -> Callable:
        @wraps(test)
        def over_all(**fixtures):
            failed = []
            for name, case in called:
                try:
                    test(**dict(zip(names, case if len(names) > 1 else (case,), strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001
                    error.add_note(f"case: {name}")
                    failed.append((name, error))
            if failed:
                those, errors = zip(*failed, strict=True)
                raise BaseExceptionGroup(f"{len(failed)} of {len(called)} cases: {', '.join(those)}", errors)

        asked = signature(test)
        fixtures = [parameter for name, parameter in asked.parameters.items() if name not in names]
        over_all.__signature__ = asked.replace(parameters=fixtures)
        return over_all

    return decorate
