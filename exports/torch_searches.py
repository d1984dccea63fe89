"""Rules that choose as they go, in PyTorch: what no record of a step can say, written out for one run.

Each is the text of a function of a point, what may be asked there, the state and the step. `tests/exports/test_code.py`
holds them to the rules themselves.
"""

from collections.abc import Mapping
from types import MappingProxyType

import optimizers
from optimizers import Rule

_BACKTRACKED = '''

def backtracked(ask, x, p, g, first, shrink, decrease):
    """Return the first of the steps first * p, first * shrink * p, ... that leads low enough."""
    f, slope, alpha = ask.value(x), g @ p, first
    if -slope > 2**-52 * abs(f):
        for _ in range(30):
            there = x + alpha * p
            if ask.value(there) <= f + decrease * alpha * slope:
                return alpha * p
            if (there == x).all():
                break
            alpha *= shrink
    return 0 * p
'''

_BRACKETED = '''

def bracketed(ask, x, p, g, first, decrease, flattening):
    """Return a step along p that leads low enough, to where it is flatter, and how the gradient changes on it."""
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
    return low * p if low else 0 * p, y
'''

_WOLFE = '''

def wolfe(ask, x, p, g, first, decrease, flattening):
    """Return how far to go along p: low enough, and to where it is flatter, up or down."""
    f, slope, alpha = ask.value(x), g @ p, first
    low, f_low, slope_low, high, f_high = 0.0, f, slope, math.inf, math.nan
    for trial in range(30 if -slope > 2**-52 * abs(f) else 0):
        there = x + alpha * p
        value = ask.value(there)
        if value <= f + decrease * alpha * slope and value < f_low:
            ahead = ask.gradient(there) @ p
            if ahead * (1 if high > alpha else -1) >= 0:
                high, f_high = low, f_low
            low, f_low, slope_low = alpha, value, ahead
            if abs(ahead) <= -flattening * slope:
                break
        else:
            high, f_high = alpha, value
        if (there == x).all() or (high == math.inf and trial >= 10):
            break
        if high == math.inf:
            alpha = 2 * low
            continue
        bend = f_high - f_low - slope_low * (high - low)
        part = -slope_low * (high - low) / (2 * bend) if 0 < bend < math.inf else 0.5
        alpha = low + min(max(part, 0.1), 0.9) * (high - low)
    return low
'''

HELPERS: Mapping[str, str] = MappingProxyType({"backtracked": _BACKTRACKED, "bracketed": _BRACKETED, "wolfe": _WOLFE})
"""The line searches that steps call, by name."""

_ARMIJO = '''
    """Search along the steepest descent."""
    g = ask.gradient(x)
    return x + backtracked(ask, x, -g, g, first, shrink, decrease), {}
'''

_NEWTON = '''
    """Solve with the curvatures made positive, then search along that way."""
    g, hessian = ask.gradient(x), ask.hessian(x)
    if not hessian.isfinite().all():
        return x, {}
    curvatures, ways = torch.linalg.eigh(hessian)
    p = -ways @ (ways.T @ g / curvatures.abs().clamp(min=floor))
    return x + backtracked(ask, x, p, g, 1.0, shrink, decrease), {}
'''

_NEWTON_RAPHSON = '''
    """Solve with the curvatures as they are."""
    g, hessian = ask.gradient(x), ask.hessian(x)
    if not hessian.isfinite().all():
        return x * math.nan, {}
    curvatures, ways = torch.linalg.eigh(hessian)
    along = torch.where(curvatures == 0, 0.0, ways.T @ g / torch.where(curvatures == 0, 1.0, curvatures))
    return x - length * (ways @ along), {}
'''

_SADDLE_FREE = '''
    """Solve with the sizes of the curvatures."""
    g, hessian = ask.gradient(x), ask.hessian(x)
    if not hessian.isfinite().all():
        return x * math.nan, {}
    curvatures, ways = torch.linalg.eigh(hessian)
    return x - ways @ (ways.T @ g / (curvatures.abs() + damping)), {}
'''

_BFGS = '''
    """Search along the way that the curvature suggests, and learn from the step."""
    H, g = state["H"], ask.gradient(x)
    s, y = bracketed(ask, x, -H @ g, g, first, decrease, flattening)
    if s @ y > max(1e-10 * torch.hypot(*s) * torch.hypot(*y), 2.0**-1022):
        r, Hy = 1 / (s @ y), H @ y
        mixed = torch.outer(s, Hy)
        H = H - r * (mixed + mixed.T) + r * (1 + r * (y @ Hy)) * torch.outer(s, s)
    return x + s, {"H": H}
'''

_LBFGS = '''
    """Search along the way that the steps in memory suggest, and remember this one."""
    S, Y, g = state["s"], state["y"], ask.gradient(x)
    pairs = [(s, y) for s, y in zip(S, Y) if s @ y > 0]
    q, parts = g, []
    for s, y in reversed(pairs):
        parts.append(s @ q / (s @ y))
        q = q - parts[-1] * y
    r = pairs[-1][0] @ pairs[-1][1] / (pairs[-1][1] @ pairs[-1][1]) * q if scaled and pairs else q
    for (s, y), a in zip(pairs, reversed(parts)):
        r = r + (a - y @ r / (s @ y)) * s
    s, y = bracketed(ask, x, -r, g, first, decrease, flattening)
    if s @ y > max(1e-10 * torch.hypot(*s) * torch.hypot(*y), 2.0**-1022):
        S, Y = torch.vstack([S[1:], s]), torch.vstack([Y[1:], y])
    return x + s, {"s": S, "y": Y}
'''

_CONJUGATE = '''
    """Search along a way that a search along the last one does not undo."""
    p, last, g = state["p"], state["last"], ask.gradient(x)
    above, below = BETA
    p = -g + (above / below if below else 0.0) * p
    if not g @ p < -1e-8 * (g @ g):
        p = -g
    slope = g @ p
    longer = float(state["alpha"]) * min(float(state["slope"]) / slope if slope else 0.0, 10.0)
    alpha = wolfe(ask, x, p, g, longer if longer > 0 else first, decrease, flattening)
    return x + alpha * p, {"p": p, "last": g, "alpha": torch.as_tensor(alpha), "slope": slope}
'''

_TRUST_REGION = '''
    """Step within the radius, if that is as good as foretold, and learn from whether it is."""
    radius, g, B, f = float(state["radius"]), ask.gradient(x), ask.hessian(x), ask.value(x)
    length = torch.hypot(*g)
    down = -g / length if length else 0 * g
    bend = down @ B @ down
    bottom = length / bend if bend > 0 else math.inf
    p = min(bottom, radius) * down
    if bottom < radius and torch.linalg.eigvalsh(B).min() > 0:
        newton = -torch.linalg.solve(B, g)
        leg, room = newton - p, max(radius**2 - p @ p, 0.0)
        ahead = p @ leg
        part = room / (ahead + (ahead**2 + leg @ leg * room).sqrt())
        p = newton if torch.hypot(*newton) <= radius else p + part * leg
    foretold = -g @ p - p @ B @ p / 2
    if foretold > 2**-52 * abs(f):
        value = ask.value(x + p)
        rho = (f - value) / foretold if value.isfinite() else -math.inf
        if rho > 0.75 and torch.hypot(*p) >= (1 - 1e-9) * radius:
            radius = min(2 * radius, largest)
        elif rho < 0.25:
            radius = radius / 4
        if rho > accept:
            x = x + p
    return x, {"radius": torch.tensor(radius)}
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
        optimizers.NewtonRaphson: _NEWTON_RAPHSON,
        optimizers.SaddleFreeNewton: _SADDLE_FREE,
        optimizers.FletcherReeves: _CONJUGATE.replace(
            "BETA", "(g @ g, last @ last) if (t - 1) % restart else (0.0, 1.0)"
        ),
        optimizers.PolakRibiere: _CONJUGATE.replace("BETA", "max(g @ (g - last), 0.0), last @ last"),
        optimizers.HestenesStiefel: _CONJUGATE.replace("BETA", "g @ (g - last), (g - last) @ p"),
        optimizers.TrustRegion: _TRUST_REGION,
        optimizers.BFGS: _BFGS,
        optimizers.LBFGS: _LBFGS,
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
