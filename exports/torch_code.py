"""A short script that runs the race in PyTorch in float64: with torch.optim, or by the own step of what that lacks.

A comment stands where PyTorch means something else by a rule, and where a racer is left out.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sympy import Expr, Float, Piecewise
from sympy.printing.pycode import PythonCodePrinter

import optimizers
from exports.progress import Progress, told
from exports.torch_searches import HELPERS, search_step, searches
from optimizers import Rule
from optimizers.program import Unrecorded, rate_code, torch_functions
from optimizers.schedules import Schedule
from racing import Race, Run
from surfaces import DataLoss, Surface, x, y
from surfaces.expressions import computable


class Twin(NamedTuple):
    """PyTorch's counterpart of a rule.

    name, arguments: of the class in torch.optim, all but the learning rate. rate: the rule's own. note: what PyTorch
    does otherwise. ahead: how many of its velocities PyTorch's points stand beyond the rule's.
    """

    name: str
    arguments: Mapping[str, object]
    rate: float | Schedule
    note: str = ""
    ahead: float = 0.0


def torch_script(race: Race, *, progress: Progress | None = None) -> str:
    """Return a script that runs the racers of `race` that PyTorch has, and prints where each of them ended.

    `progress` is told of each racer.
    """
    title = f"# {race.surface.name!r}, {race.steps} steps from {race.start}, by torch.optim in float64.\n"
    if race.evaluations:
        title += f"# Each racer had {race.evaluations} evaluations, and then stood still; here each takes all steps.\n"
    title += "# It needs PyTorch alone (pip install torch), with NumPy where something is drawn.\n"
    racers = told(race.items(), len(race), progress, every=1)
    loss, made = _loss(race.surface), [_racer(name, run, i) for i, (name, run) in enumerate(racers, start=1)]
    body = "".join(
        [
            f"\ntorch.set_default_dtype(torch.float64)\nSTEPS = {race.steps}\nSTART = {race.start}\n",
            _noise(race),
            *(helper for name, helper in STEEP.items() if f"{name}(" in loss),
            loss,
            _batches(race),
            _descend(race, steep=any(f"{name}(" in loss for name in STEEP)),
            _walk(race) if any(type(run.rule) not in TWINS for run in race.values()) else "",
            *(helper for name, helper in HELPERS.items() if any(f"{name}(" in part for part in made)),
            "\n\nends = {}\n",
            *made,
            '\nfor name, (x, y) in ends.items():\n    print(f"{name}: ({x!r}, {y!r})")\n',
        ]
    )
    modules = [module for module in ("itertools", "math", "numpy", "types") if f"{module}." in body]
    return title + "".join(f"import {module}\n" for module in [*modules, "torch"]) + body


STEEP = MappingProxyType(
    {
        "root": '''

def root(u, power):
    """u ** power; where u is 0 its slope is 1e150, as infinity times 0 would be no number at a kink."""
    return torch.where(u == 0, 1e150 * u, torch.where(u == 0, 1.0, u) ** power)
''',
        "cbrt": '''

def cbrt(u):
    """The real cube root; where u is 0 its slope is 1e150, as infinity times 0 would be no number at a kink."""
    return torch.where(u == 0, 1e150 * u, u.sign() * torch.where(u == 0, 1.0, u.abs()) ** (1 / 3))
''',
    }
)
"""Functions of infinite slope at 0, of which autograd makes nan where the inner slope is 0."""


def _loss(surface: Surface) -> str:
    if not isinstance(surface, DataLoss):
        return f"\n\ndef loss(x, y):\n    return {_formula(surface.expression)}\n"
    names = sorted(str(symbol) for symbol in surface.sample.free_symbols - {x, y})
    table = surface.columns()
    columns = "".join(f"    {name!r}: torch.tensor({table[name].tolist()}),\n" for name in names)
    return (
        f"TABLE = {{\n{columns}}}\n\n\ndef loss(x, y, rows=slice(None)):\n"
        f"    {', '.join(names)} = (column[rows] for column in TABLE.values())\n"
        f"    return ({_formula(surface.sample)}).mean()\n"
    )


def _formula(expression: Expr) -> str:
    code = _Printer({"strict": True}).doprint(computable(expression))
    # A flat piece is a number, and a number has no gradient.
    return f"{code} + 0 * (x + y)" if expression.has(Piecewise) or not expression.free_symbols else code


def _noise(race: Race) -> str:
    if not _some(race, "noise"):
        return ""
    return f"NOISE = torch.from_numpy(numpy.random.default_rng({race.seed}).standard_normal((STEPS, 2)))\n"


def _batches(race: Race) -> str:
    if not _some(race, "batch_size"):
        return ""
    return f"""

def batches(size):
    generator = numpy.random.default_rng({race.seed})
    left = numpy.empty(0, dtype=int)
    while True:
        while left.size < size:
            left = numpy.concatenate([left, generator.permutation({race.surface.rows})])
        yield torch.from_numpy(left[:size])
        left = left[size:]
"""


def _descend(race: Race, steep: bool) -> str:
    noise, rows = _some(race, "noise"), _some(race, "batch_size")
    return f'''

def descend(make, rate=None, ahead=0.0{", noise=0.0" * noise}{", batch_size=None" * rows}):
    """Return the last finite point. rate: step to learning rate. ahead: velocities to take back off each point."""
    point = torch.tensor(START, requires_grad=True)
    optimizer = make([point])
    end = point.tolist()
{"    rows = batches(batch_size) if batch_size else itertools.repeat(slice(None))" + chr(10) if rows else ""}\
    for t in range(1, STEPS + 1):
        if rate:
            optimizer.param_groups[0]["lr"] = rate(t)
        optimizer.zero_grad()
        loss(*point{", next(rows)" * rows}).backward()
{"        point.grad += noise * NOISE[t - 1]" + chr(10) if noise else ""}\
{"        if not (point.grad.abs() < 1e140).all():" + chr(10) + "            break" + chr(10) if steep else ""}\
        optimizer.step()
        place = point.detach()
        if ahead:
            place = place + ahead * optimizer.state[point]["momentum_buffer"]
        if not (place.isfinite().all() and loss(*place).isfinite()):
            break
        end = place.tolist()
    return end
'''


def _some(race: Race, field: str) -> bool:
    """Whether any racer has noise, or batches."""
    return any(getattr(run, field) for run in race.values())


def _walk(race: Race) -> str:
    noise, rows = _some(race, "noise"), _some(race, "batch_size")
    searching = any(searches(run.rule) for run in race.values())
    return f'''

def walk(step, state{", noise=0.0" * noise}{", batch_size=None" * rows}{", searches=False" * searching}):
    """Return the last finite point of a rule that PyTorch has not got. state: what it remembers at first."""
    point, state = torch.tensor(START), {{name: torch.tensor(part) for name, part in state.items()}}
    end = point.tolist()
{"    rows = batches(batch_size) if batch_size else itertools.repeat(slice(None))" + chr(10) if rows else ""}\
    for t in range(1, STEPS + 1):
{"        drawn = next(rows)" + chr(10) if rows else ""}\

        def gradient(at):
            at = at.detach().requires_grad_()
            loss(*at{", drawn" * rows}).backward()
            return at.grad{" + noise * NOISE[t - 1]" * noise}
{_ASK.format(rows=", drawn" * rows, noise=" + noise * NOISE[t - 1] @ at" * noise) if searching else ""}
        point, state = step(point, {"ask if searches else gradient" if searching else "gradient"}, state, t)
        if not (point.isfinite().all() and loss(*point).isfinite()):
            break
        end = point.tolist()
    return end
'''


_ASK = """
        def value(at):
            return loss(*at{rows}){noise}

        def hessian(at):
            return torch.autograd.functional.hessian(lambda at: loss(*at{rows}), at)

        ask = types.SimpleNamespace(gradient=gradient, value=value, hessian=hessian)
"""


def _racer(name: str, run: Run, number: int) -> str:
    drawn = "".join(f", {field}={getattr(run, field)!r}" for field in ("noise", "batch_size") if getattr(run, field))
    try:
        return _twin(name, run, drawn) if type(run.rule) in TWINS else _own(name, run, drawn, number)
    except Unrecorded:
        return f"# {name!r} is left out: the step of {type(run.rule).__name__} is no program.\n"


def _own(name: str, run: Run, drawn: str, number: int) -> str:
    own = searches(run.rule)
    code = search_step(run.rule, f"_{number}") if own else torch_functions(run.rule, f"_{number}")
    state = {letter: part[0].tolist() for letter, part in run.state.items()}
    drawn += ", searches=True" * own
    return f"\n\n{code}\n\n\nends[{name!r}] = walk(step_{number}, {state!r}{drawn})\n"


def _twin(name: str, run: Run, drawn: str) -> str:
    twin = TWINS[type(run.rule)](run.rule)
    scheduled = isinstance(twin.rate, Schedule)
    moving = f", rate=lambda t: {rate_code(twin.rate)}" if scheduled else ""
    arguments = {"lr": twin.rate(1) if scheduled else twin.rate, **twin.arguments}
    given = ", ".join(f"{field}={value!r}" for field, value in arguments.items())
    ahead = f", ahead={twin.ahead!r}" if twin.ahead else ""
    note = f"# {name!r}: {twin.note}\n" if twin.note else ""
    return f"{note}ends[{name!r}] = descend(lambda p: torch.optim.{twin.name}(p, {given}){moving}{ahead}{drawn})\n"


def _momentum(rule: optimizers.Momentum) -> Twin:
    note = "PyTorch's rate scales the whole velocity, the rule's only each new gradient: the paths differ."
    note = note if isinstance(rule.learning_rate, Schedule) and rule.momentum else ""
    return Twin("SGD", {"momentum": rule.momentum}, rule.learning_rate, note)


def _nesterov(rule: optimizers.Nesterov) -> Twin:
    if not rule.momentum:  # which PyTorch refuses, and which is gradient descent
        return Twin("SGD", {}, rule.learning_rate)
    arguments = {"momentum": rule.momentum, "nesterov": True}
    if isinstance(rule.learning_rate, Schedule):
        note = "PyTorch's points are the look-ahead, and its rate scales the whole velocity: the paths differ."
        return Twin("SGD", arguments, rule.learning_rate, note)
    note = "PyTorch's points are the look-ahead; `ahead` leads back to the rule's."
    return Twin("SGD", arguments, rule.learning_rate, note, rule.learning_rate * rule.momentum)


def _adagrad(rule: optimizers.AdaGrad) -> Twin:
    return Twin("Adagrad", {"eps": rule.epsilon}, rule.learning_rate, _inside(rule))


def _rmsprop(rule: optimizers.RMSProp) -> Twin:
    return Twin("RMSprop", {"alpha": rule.decay, "eps": rule.epsilon}, rule.learning_rate, _inside(rule))


def _adam(rule: optimizers.Adam) -> Twin:
    note = _inside(rule) if rule.bias_correction else "PyTorch always corrects both means: the paths differ."
    return Twin("Adam", {"betas": (rule.beta1, rule.beta2), "eps": rule.epsilon}, rule.learning_rate, note)


def _adamax(rule: optimizers.AdaMax) -> Twin:
    note = "the paper has no epsilon; PyTorch adds one to |g|, and this one only keeps 0/0 away."
    return Twin("Adamax", {"betas": (rule.beta1, rule.beta2), "eps": 1e-300}, rule.learning_rate, note)


def _nadam(rule: optimizers.NAdam) -> Twin:
    note = (
        "momentum_decay this large keeps PyTorch's momentum at beta1; its mean gradient is still corrected one step "
        "ahead (1 - beta1^(t+1)), so the paths differ a little."
    )
    arguments = {"betas": (rule.beta1, rule.beta2), "eps": rule.epsilon, "momentum_decay": 1e6}
    return Twin("NAdam", arguments, rule.learning_rate, note)


def _inside(rule: Rule) -> str:
    return "PyTorch adds epsilon to the root, the rule under it: the paths differ a little." * rule.epsilon_inside


TWINS: Mapping[type[Rule], Callable[[Rule], Twin]] = MappingProxyType(
    {
        optimizers.GradientDescent: lambda rule: Twin("SGD", {}, rule.learning_rate),
        optimizers.Momentum: _momentum,
        optimizers.Nesterov: _nesterov,
        optimizers.AdaGrad: _adagrad,
        optimizers.Adadelta: lambda rule: Twin("Adadelta", {"rho": rule.decay, "eps": rule.epsilon}, 1.0),
        optimizers.RMSProp: _rmsprop,
        optimizers.Adam: _adam,
        optimizers.AdaMax: _adamax,
        optimizers.NAdam: _nadam,
    }
)
"""Rule → what PyTorch calls it; one that is not here takes its own step on tensors."""


class _Printer(PythonCodePrinter):
    """Python on tensors, of what `computable` leaves; numbers alone stay Python's."""

    _SAME = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "asinh", "acosh", "atanh", "exp", "log")
    _ON_TENSORS = MappingProxyType(
        {
            **{name: name for name in _SAME},
            **{"Edge": "abs", "Sign": "sign", "Floor": "floor", "Ceiling": "ceil", "Tanh": "tanh"},
            **{"Angle": "atan2", "Greatest": "maximum", "Least": "minimum", "Remainder": "remainder"},
        }
    )

    def _print(self, expr, **kwargs):
        name = self._ON_TENSORS.get(type(expr).__name__)
        if name and expr.free_symbols:
            return f"torch.{name}({', '.join(self._tensor(arg) for arg in expr.args)})"
        return super()._print(expr, **kwargs)

    def _print_CubeRoot(self, expr) -> str:
        return f"cbrt({self._print(expr.args[0])})"

    def _print_Softplus(self, expr) -> str:
        return f"torch.logaddexp(torch.tensor(0.0), {self._tensor(expr.args[0])})"

    def _print_SphericalBessel(self, expr) -> str:
        return f"torch.sinc(({self._print(expr.args[0])}) / math.pi)"

    def _print_Pow(self, expr, rational=False):
        if expr.base.free_symbols and expr.exp.is_number and 0 < expr.exp < 1:
            return f"root({self._print(expr.base)}, {float(expr.exp)!r})"
        return self._hprint_Pow(expr, rational=rational, sqrt="torch.sqrt" if expr.free_symbols else "math.sqrt")

    def _print_Float(self, expr: Float) -> str:
        return repr(float(expr))

    def _tensor(self, expr: Expr) -> str:
        return self._print(expr) if expr.free_symbols else f"torch.tensor({self._print(Float(expr))})"
