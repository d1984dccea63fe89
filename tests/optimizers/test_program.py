"""What is printed from the program of a rule, formula and code, does what the rule's step does."""

import gc
import re
import sys
import textwrap
from dataclasses import dataclass
from functools import cache
from math import sqrt
from operator import attrgetter
from types import SimpleNamespace
from typing import ClassVar
from weakref import ref

import numpy as np
import pytest

import optimizers
from optimizers import declarations, filled, latex, numpy_code, schedule_latex, schedules
from optimizers.program import Unrecorded, array_step, float_step, record
from optimizers.program.nodes import REMEMBERED, gradient_at
from optimizers.program.typeset import called
from optimizers.schedules import Schedule
from tests.each import each
from tests.optimizers.odd import ODD, SLOW, Looping, Normed
from tests.optimizers.reading import Reader
from tests.optimizers.variants import RECORDED, At, Waves, assert_same, batches, followed, variants

RULES = each("rule", optimizers.CATALOGUE)
PROGRAMS = each("rule", RECORDED)
SCHEDULES = each("schedule", schedules.CATALOGUE)
ODD_ONES = each("rule", {type(rule).__name__: rule for rule in ODD})
ALL = each("rule", {type(rule).__name__: rule for rule in [*(rule() for rule in RECORDED.values()), *ODD]})
STARTS = np.random.default_rng(5).uniform(-2, 2, (7, 2))
WAVES = Waves()


@cache
def own_path(rule, alone=False):
    """The steps of the rule's own code from all of the starts, or from the first alone."""
    x = STARTS[0] if alone else STARTS
    return followed(rule.step, WAVES, x, rule.begin(x))


def assert_the_code_does_the_same(rule, *ways):
    """The printed code takes the steps of the rule's own, `ways`: whether from the first start alone, or from all."""
    namespace = {}
    exec(numpy_code(rule), namespace)

    def step(x, ask, state):
        return namespace["step"](x, ask.gradient, state, ask.t)

    for alone in ways:
        x = STARTS[0] if alone else STARTS
        assert_same(followed(step, WAVES, x, rule.begin(x)), own_path(rule, alone))


@PROGRAMS
def test_the_numpy_code_gives_the_bits_of_the_step(rule):
    for case in variants(rule):
        assert_the_code_does_the_same(case, True, False)
    for case in batches(rule, len(STARTS)):
        assert_the_code_does_the_same(case, False)


@ODD_ONES
def test_the_numpy_code_of_whatever_a_step_does_gives_its_bits(rule):
    assert_the_code_does_the_same(rule, True, False)


@RULES
def test_batches_without_new_memory_give_the_bits_of_the_step(rule):
    cases = [*variants(rule), *batches(rule, len(STARTS))]
    for case in (
        cases if rule in RECORDED.values() else cases[::4]
    ):  # the others take their own step whatever its numbers
        step = array_step(case, len(STARTS))

        def stepped(x, ask, state, step=step):
            after = np.empty((2, len(STARTS))).T
            return after, step(x, ask, state, after)

        assert_same(followed(stepped, WAVES, STARTS, case.begin(STARTS)), own_path(case))


def symbols(rule, t, x, state):
    told = lettered(x, state)
    for name, spec in declarations(rule).items():
        value, shown = attrgetter(name)(rule), getattr(spec, "symbol", None)
        if shown is not None:
            shown += "_t" * isinstance(value, Schedule)
            while shown in told:
                shown += "'"
            told[shown] = value.at(t) if isinstance(value, Schedule) else value
    return told


def lettered(x, state):
    parts = {"x": x, **state}
    return {symbol: parts[name] for name, (symbol, _) in called(parts).items()}


def assert_the_formula_says_the_same(rule, lines):
    x = STARTS[0]
    state = rule.begin(x)
    for t in range(1, 7):
        reader = Reader({**symbols(rule, t, x, state), "t": t}, gradient=WAVES.gradient)
        with np.errstate(over="ignore", invalid="ignore"):  # some settings lead far away
            known = reader.follow(lines)
            x, state = rule.step(x, At(WAVES, t), state)
        for letter, value in lettered(x, state).items():
            np.testing.assert_allclose(known[letter], value, rtol=1e-12, atol=1e-300)


@PROGRAMS
def test_the_formula_read_back_gives_the_numbers_of_the_step(rule):
    for case in variants(rule):
        assert_the_formula_says_the_same(case, latex(case))


@ODD_ONES
def test_the_formula_of_whatever_a_step_does_gives_its_numbers(rule):
    assert_the_formula_says_the_same(rule, latex(rule))


def test_a_declared_formula_stands_in_for_a_program_and_says_what_the_step_does():
    assert latex(Normed()) == Normed.formula
    assert_the_formula_says_the_same(Normed(), Normed.formula)


def test_around_a_rule_without_a_program_the_wrapper_declares_what_stands_before_and_after_that_rule_s_formula():
    lines = optimizers.Lookahead.formula + Normed.formula + optimizers.Lookahead.afterwards
    assert latex(optimizers.Lookahead(Normed())) == lines
    assert len(lines) > len(Normed.formula)


def test_a_declared_formula_says_what_is_drawn_too():
    assert latex(Normed(), (r"\nabla f({}) + \xi_t", 0))[0] == r"g = (\nabla f(\theta) + \xi_t)"


@SCHEDULES
def test_the_formula_of_a_schedule_read_back_gives_its_rates(schedule):
    warm = schedules.WarmUp(schedule(0.3), steps=5)
    for case in (schedule(), warm, schedules.WarmUp(warm, steps=3)):
        definitions = dict(line.split("_t = ", 1) for line in schedule_latex(case))
        fields, inner = {}, case
        while isinstance(inner, Schedule):
            for name, spec in inner.hyperparameters().items():
                shown = spec.symbol
                while shown in fields or (shown == r"\eta" and inner is not case):
                    shown += "'"
                if not isinstance(getattr(inner, name), Schedule):
                    fields[shown] = getattr(inner, name)
            inner = getattr(inner, "after", None)

        def rate(name, t, fields=fields, definitions=definitions):
            known = {"t": t, r"\pi": np.pi} | fields
            functions = {each: lambda t, each=each: rate(each, t) for each in definitions}
            if "s" in definitions and name != "s":
                known["s_t"] = rate("s", t)
            return Reader(known, functions).value(definitions[name])

        for t in (1, 2, 3, 4, 7, 50, 400):
            assert rate(r"\eta", t) == pytest.approx(case(t), rel=1e-12, abs=1e-300)


@ALL
def test_with_its_numbers_each_line_of_a_formula_is_an_equation(rule):
    x, state = STARTS[0], rule.begin(STARTS[0])
    for t in (1, 2, 3):
        ask = At(WAVES, t)
        before, (x, state) = (x, ask, state), rule.step(x, ask, state)
    told = filled(rule, *before, digits=17)
    results = lettered(x, state)
    for i, lines in enumerate(told):
        assert [re.split(r" (?:=|\\leftarrow) ", line)[0] for line in lines] == [
            re.split(r" (?:=|\\leftarrow) ", line)[0] for line in latex(rule)
        ]
        for line in lines:
            left, _, rest = re.split(r" (=|\\leftarrow) ", line, maxsplit=1)
            shown, _, amount = rest.rpartition(" = ")
            if r"\leftarrow" in line:
                assert Reader({}).value(amount) == pytest.approx(np.broadcast_to(results[left], 2)[i], rel=1e-12)
            if r"\partial" not in shown:
                reader = Reader({"-": -1})
                assert reader.value(shown) == pytest.approx(reader.value(amount), rel=1e-9, abs=1e-15)


def test_the_numbers_of_a_step_are_told_as_one_would_write_them():
    adam = optimizers.Adam(0.1)
    ask = SimpleNamespace(t=1, gradient=lambda point: 2 * point)
    assert filled(adam, (1.0, 2.0), ask, adam.begin(np.zeros(2)))[1] == (
        r"g = \partial_y f(1, 2) = 4",
        r"m \leftarrow 0.9 \cdot 0 + (1 - 0.9) \cdot 4 = 0.4",
        r"v \leftarrow 0.999 \cdot 0 + (1 - 0.999) \cdot 4^2 = 0.016",
        r"\hat m = \frac{0.4}{1 - 0.9^1} = 4",
        r"\hat v = \frac{0.016}{1 - 0.999^1} = 16",
        r"\theta \leftarrow 2 - \frac{0.1 \cdot 4}{\sqrt{16} + 1 \cdot 10^{-8}} = 1.9",
    )


SHOWN = {
    "ReturnedUpdate": (r"\theta \leftarrow \theta - \eta m", r"m \leftarrow 0.9 m + g"),
    "HelperOfTwoLines": (r"m \leftarrow 0.5 m + 0.5 \nabla f(\theta)", r"\theta \leftarrow \theta - 0.05 m"),
    "ScalarBesideLetter": (r"m_1 = 1 + \frac{0.1}{t}", r"\theta \leftarrow \theta - \frac{0.1 m}{m_1}"),
    "Raised": (r"\hat m = \frac{m}{1 - 0.9^t}", r"\theta \leftarrow \theta - 0.1 \hat m"),
    "BothStates": (r"\theta \leftarrow \theta - 0.1 m_t - 0.05 (m_t - m_{t-1})",),
    "OwnHelpers": (r"\theta \leftarrow \theta - \frac{\frac{\eta g}{\sqrt{v} + 0.02 + 1}}{0.5 + t}",),
    "Optimistic": (r"\theta \leftarrow \theta - 0.02 g + 0.01 \mathrm{last}", r"\mathrm{last} \leftarrow g"),
    "Remembering": (r"d' = 0.5 (\theta - d)", r"d \leftarrow \theta_{t-1}"),
}


@each("rule", {type(rule).__name__: rule for rule in ODD if type(rule).__name__ in SHOWN})
def test_a_formula_shows_every_update_by_the_names_of_the_source(rule):
    shown = SHOWN[type(rule).__name__]
    assert [line for line in latex(rule) if line in shown] == list(shown)


def test_the_package_s_own_example_of_a_new_rule_takes_the_fast_path():
    example = textwrap.dedent(optimizers.__doc__.partition("below:\n")[2].partition("\n\nChecks")[0])
    namespace = {}
    exec(
        "from dataclasses import dataclass\nimport numpy as np\n"
        "from optimizers.hyperparameters import Number\nfrom optimizers.rule import Rule, rate\n"
        f"from words import say\n{example}",
        namespace,
    )
    rule = namespace["SignDescent"](0.1)
    assert latex(rule) == (r"g = \nabla f(\theta)", r"\theta \leftarrow \theta - \eta \operatorname{sign}(g)")
    record(rule)
    ask = At(WAVES, 1)
    assert float_step(rule)((0.3, -1.7), ask, ()) == (tuple(rule.step(np.array([0.3, -1.7]), ask, {})[0]), ())
    assert_the_code_does_the_same(rule, False)


@pytest.mark.parametrize(
    ("rule", "why"),
    [*zip(SLOW, ["not subscriptable", "max", "does with numbers what it does not", "norm"], strict=True)],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_recorded_says_why(rule, why):
    with pytest.raises(Unrecorded, match=rf"^{type(rule).__name__}\.step: .*{why}"):
        record(rule)
    with pytest.raises(Unrecorded):
        numpy_code(rule)
    assert filled(rule, np.zeros(2), At(WAVES, 1), rule.begin(np.zeros(2))) == ((), ())


@ALL
def test_a_program_asks_for_as_many_gradients_as_the_step(rule):
    asked = []

    def gradient(points):
        asked.append(points)
        return WAVES.gradient(points)

    rule.step(STARTS, SimpleNamespace(t=1, gradient=gradient), rule.begin(STARTS))
    assert sum(node.operation is gradient_at for node in record(rule).nodes) == len(asked)


def test_a_long_step_is_told_in_lines_that_one_can_read():
    assert max(map(len, latex(Looping()))) < 2000
    assert max(map(len, numpy_code(Looping()).splitlines())) < 2000


@dataclass(frozen=True)
class Rooted(Schedule):
    """A rate by a function that programs do not know."""

    title: ClassVar[str] = "Rooted"

    def at(self, t):
        return 1 / sqrt(t)


def test_a_schedule_that_cannot_be_recorded_is_shown_by_its_name_and_followed_all_the_same():
    rule = optimizers.Adam(schedules.WarmUp(Rooted(), steps=2))
    assert schedule_latex(rule.learning_rate)[-1] == r"\rho_t = \mathrm{Rooted}(t)"
    assert_the_formula_says_the_same(rule, latex(rule))
    with pytest.raises(Unrecorded, match=r"^Rooted\.at: "):
        numpy_code(rule)
    ask = At(WAVES, 1)
    point, _ = float_step(rule)((0.3, -1.7), ask, (0.0, 0.0, 0.0, 0.0))
    np.testing.assert_array_equal(point, rule.step(np.array([0.3, -1.7]), ask, rule.begin(np.zeros(2)))[0])


def test_a_reader_at_work_does_not_disturb_a_profiler():
    seen = []
    sys.setprofile(lambda frame, event, _: seen.append(frame.f_code.co_name))
    try:
        assert latex(type("New", (optimizers.Adam,), {})())
    finally:
        sys.setprofile(None)
    assert "step" in seen


def test_programs_do_not_pile_up_for_all_the_whole_numbers_that_people_choose():
    rule = optimizers.Lookahead(every=10**6)
    program = ref(record(rule))
    float_step(rule), array_step(rule, 3)
    for every in range(1, 1 + REMEMBERED):
        rule = optimizers.Lookahead(every=every)
        float_step(rule), array_step(rule, 3)
    gc.collect()
    assert program() is None
