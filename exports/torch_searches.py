"""Rules that choose as they go, in PyTorch: what no record of a step can say, written out for one run.

Each is the text of a function of a point, what may be asked there, the state and the step. `tests/exports/test_code.py`
holds them to the rules themselves.
"""

from collections.abc import Mapping
from types import MappingProxyType

import optimizers
from optimizers import Rule

BACKTRACKED = '''

def backtracked(value, x, p, g, first, shrink, decrease):
    """Return the first of the steps first * p, first * shrink * p, ... that leads low enough."""
    f, slope, alpha = value(x), g @ p, first
    if -slope > 2**-52 * abs(f):
        for _ in range(30):
            there = x + alpha * p
            if value(there) <= f + decrease * alpha * slope:
                return alpha * p
            if (there == x).all():
                break
            alpha *= shrink
    return 0 * p
'''

_ARMIJO = '''
    """Search along the steepest descent."""
    g = ask.gradient(x)
    return x + backtracked(ask.value, x, -g, g, first, shrink, decrease), {}
'''

_NEWTON = '''
    """Solve with the curvatures made positive, then search along that way."""
    g, hessian = ask.gradient(x), ask.hessian(x)
    if not hessian.isfinite().all():
        return x, {}
    curvatures, ways = torch.linalg.eigh(hessian)
    p = -ways @ (ways.T @ g / curvatures.abs().clamp(min=floor))
    return x + backtracked(ask.value, x, p, g, 1.0, shrink, decrease), {}
'''

_BFGS = '''
    """Search along the way that the curvature suggests, and learn from the step."""
    H, g = state["H"], ask.gradient(x)
    p = -H @ g
    f, slope, alpha = ask.value(x), g @ p, first
    low, high, y = 0.0, math.inf, 0 * p
    for trial in range(30 if -slope > 2**-52 * abs(f) else 0):
        there = x + alpha * p
        if ask.value(there) <= f + decrease * alpha * slope:
            low, y = alpha, ask.gradient(there) - g
            if slope + y @ p >= flattening * slope:
                break
        else:
            high = alpha
        if (there == x).all() or (high == math.inf and trial >= 10):
            break
        alpha = (low + high) / 2 if high < math.inf else 2 * low
    s = low * p if low else 0 * p
    if s @ y > max(1e-10 * torch.hypot(*s) * torch.hypot(*y), 2.0**-1022):
        r, Hy = 1 / (s @ y), H @ y
        mixed = torch.outer(s, Hy)
        H = H - r * (mixed + mixed.T) + r * (1 + r * (y @ Hy)) * torch.outer(s, s)
    return x + s, {"H": H}
'''

_NELDER_MEAD = '''
    """Replace the worst corner, or shrink the triangle towards the best."""
    def value(corner):
        return torch.fmin(ask.value(corner), torch.tensor(torch.finfo().max))

    def ordered(corners, f):
        f, order = torch.stack(f).sort(stable=True)
        return torch.stack(corners)[order], f

    corners, f = state["simplex"], state["f"]
    if t == 1 or anew:
        corners, f = ordered([*corners], [value(corner) for corner in corners])
    best, second, worst = corners
    low, middle, high = f
    centre = (best + second) / 2
    corner = centre + (centre - worst)
    f_c = value(corner)
    expands, contracts, inside = f_c < low, not f_c < middle, not f_c < high
    if expands or contracts:
        other = centre + (expansion if expands else -contraction if inside else contraction) * (centre - worst)
        f_o = value(other)
        if f_o < f_c if expands else f_o < high if inside else f_o <= f_c:
            corner, f_c = other, f_o
        elif contracts:
            second, corner = (best + shrink * (each - best) for each in (second, worst))
            middle, f_c = value(second), value(corner)
    corners, f = ordered([best, second, corner], [low, middle, f_c])
    return corners[0], {"simplex": corners, "f": f}
'''

_STEPS: Mapping[type[Rule], str] = MappingProxyType(
    {
        optimizers.Armijo: _ARMIJO,
        optimizers.Newton: _NEWTON,
        optimizers.BFGS: _BFGS,
        optimizers.NelderMead: _NELDER_MEAD,
    }
)
"""Rule → the body of its step."""


def searches(rule: Rule) -> bool:
    """Say whether the step of a rule is here."""
    return type(rule) in _STEPS


def search_step(rule: Rule, suffix: str) -> str:
    """Return the function `step` with a suffix: the rule's step, with its numbers."""
    numbers = "".join(f", {field}={getattr(rule, field)!r}" for field in rule.hyperparameters())
    return f"def step{suffix}(x, ask, state, t{numbers}):{_STEPS[type(rule)].rstrip()}"
