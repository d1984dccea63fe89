"""A test over many cases runs them all and names those that fail."""

from inspect import signature

import pytest

from tests.each import each


def test_all_cases_run_and_every_failing_one_is_named_with_its_error():
    seen = []

    @each("n", {"one": 1, "two": 2, "three": 3, "four": 4})
    def even(n):
        seen.append(n)
        assert n % 2 == 0

    with pytest.raises(ExceptionGroup, match="2 of 4 cases: one, three") as caught:
        even()
    assert seen == [1, 2, 3, 4]
    assert [error.__notes__ for error in caught.value.exceptions] == [["case: one"], ["case: three"]]
    assert all(isinstance(error, AssertionError) for error in caught.value.exceptions)


def test_cases_without_names_are_called_by_what_they_are():
    @each("n", [1, 2, 1])
    def even(n):
        assert n % 2 == 0

    with pytest.raises(ExceptionGroup, match="2 of 3 cases: 1, 1"):
        even()


def test_a_case_that_does_not_raise_what_it_should_is_one_of_those_that_fail():
    @each("n", {"zero": 0, "one": 1, "again": 0})
    def divide(n):
        with pytest.raises(ZeroDivisionError):
            1 / n

    with pytest.raises(BaseExceptionGroup, match="1 of 3 cases: one"):
        divide()


def test_cases_of_several_arguments_are_handed_out_and_fixtures_are_still_asked_for():
    @each("a, b", {"sum": (1, 2), "other": (2, 1)})
    def add(a, total, b):
        assert a + b == total

    assert list(signature(add).parameters) == ["total"]
    add(total=3)
    with pytest.raises(ExceptionGroup):
        add(total=4)


@each("n", {"0": 0})
def test_a_fixture_arrives_beside_the_cases(n, tmp_path):
    assert tmp_path.exists()
    assert n == 0
