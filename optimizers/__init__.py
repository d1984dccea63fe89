r'''Optimizers: how to take a step. Pure NumPy, one frozen dataclass each; this package knows nothing of surfaces.

    rule = optimizers.Adam(learning_rate=0.1)
    state = rule.begin(x)                   # {"m": ..., "v": ...}, for points x (..., 2)
    x, state = rule.step(x, ask, state)     # ask: of step ask.t, from 1, answers ask.gradient(x) and its like

A hyperparameter is a number, or an array that broadcasts against the leading indices of x; learning_rate also takes a
schedule from `optimizers.schedules`. `rule.hyperparameters()` tells defaults, ranges and symbols,
`optimizers.latex(rule)` the formula, `optimizers.numpy_code(rule)` the step as a module.

A new optimizer is a class in one of the files of rules, and its name in a family below:

    @dataclass(frozen=True)
    class SignDescent(Rule):
        """Source: Bernstein et al. 2018, arXiv:1802.04434, Algorithm 1."""

        title = say("signSGD")
        line = say("Step by the sign of the gradient.")

        learning_rate: Number = rate(0.01, say("How long a step is along each axis."))

        def step(self, x, ask, state):
            """Step equally far along each coordinate."""
            (eta,) = self.at(ask.t)
            g = ask.gradient(x)
            return x - eta * np.sign(g), {}

Checks, sliders, formulas, code and the tests over the catalogue follow from that: `step` is run once on symbols and
written down (`optimizers.program`), whatever helpers it calls; `optimizers.arithmetic` has a dot product, a norm and
the like. One that asks for values or Hessians, chooses by numbers or takes arrays apart runs as it stands; its
`formula` is what the class declares. State of another shape than x is what its `begin` makes.

A rule around another has that as a field, `inner: Rule = nested(...)`, and takes its steps (`optimizers.wrappers`).
`optimizers.declarations(rule)` tells the fields of both, those within by dotted names such as `inner.beta1`.
'''

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from optimizers import schedules
from optimizers.adam import Adam, AdaMax, AdamW, AMSGrad, NAdam, RAdam
from optimizers.adam_curvature import SOAP, AdaHessian, Sophia
from optimizers.adam_sizes import ADOPT, AdaBelief, AdaBound, DiffGrad, LaProp, NovoGrad, Padam, Yogi
from optimizers.adam_then import SWATS
from optimizers.adam_ways import MADGRAD, MARS, Adan, AdEMAMix, CautiousAdamW, Lion, QHAdam
from optimizers.adaptive import FTRL, Adadelta, AdaGrad, CentredRMSProp, FullAdaGrad, RMSProp, Rprop
from optimizers.averages import ASGD, EMA, SWA
from optimizers.conjugate import FletcherReeves, HestenesStiefel, PolakRibiere
from optimizers.curvature import Newton, NewtonRaphson, SaddleFreeNewton
from optimizers.descent import (
    QHM,
    AggMo,
    GradientDescent,
    Momentum,
    Nesterov,
    NormalizedDescent,
    OptimisticGradient,
    SignSGD,
    Signum,
)
from optimizers.evolution import CMAES
from optimizers.flow import SGLD, GradientFlow
from optimizers.hyperparameters import Count, Hyperparameter, Nested, Switch, by_default, declarations
from optimizers.least_squares import GaussNewton, LevenbergMarquardt
from optimizers.line_search import Armijo
from optimizers.program import filled, latex, numpy_code, schedule_latex
from optimizers.quasi_newton import BFGS, LBFGS
from optimizers.random_steps import SPSA, RandomSearch, SimulatedAnnealing
from optimizers.rate_free import AdamWScheduleFree, DAdaptAdam, DAdaptSGD, DoG, Prodigy, SGDScheduleFree
from optimizers.rule import Rule, measured_fields, rate_field, suited_field, suited_fields
from optimizers.simplex import NelderMead
from optimizers.step_lengths import BarzilaiBorwein, PolyakStep
from optimizers.trust_region import TrustRegion
from optimizers.wrappers import SAM, ClippedGradient, ClippedValue, DecoupledWeightDecay, Lookahead
from words import say


def get(name: str) -> type[Rule]:
    """Return the rule of that class name; KeyError naming the closest ones."""
    if isinstance(name, str) and name in CATALOGUE:
        return CATALOGUE[name]
    lower = {key.lower(): key for key in CATALOGUE}
    close = [lower[key] for key in get_close_matches(str(name).lower(), lower)] or list(CATALOGUE)[:3]
    raise KeyError(say("no optimizer {name}; closest: {closest}", name=repr(name)[:40], closest=", ".join(close)))


def _family(*rules: type[Rule]) -> Mapping[str, type[Rule]]:
    return MappingProxyType({rule.__name__: rule for rule in rules})


FAMILIES: Mapping[str, Mapping[str, type[Rule]]] = MappingProxyType(
    {
        say("Descent"): _family(
            *(GradientDescent, Momentum, Nesterov, NormalizedDescent, SignSGD, Signum, QHM, AggMo, OptimisticGradient),
            *(ASGD, GradientFlow, SGLD),
        ),
        say("Adaptive"): _family(AdaGrad, FullAdaGrad, Adadelta, RMSProp, CentredRMSProp, Rprop, FTRL),
        say("Adam's family"): _family(
            *(Adam, AdamW, AMSGrad, AdaMax, NAdam, RAdam, AdaBelief, Yogi, AdaBound, Padam, DiffGrad, LaProp, ADOPT),
            *(NovoGrad, QHAdam, AdEMAMix, Adan, Lion, MADGRAD, CautiousAdamW, MARS, SWATS, AdaHessian, Sophia),
            SOAP,
        ),
        say("No learning rate"): _family(
            *(PolyakStep, BarzilaiBorwein, DoG, DAdaptSGD, DAdaptAdam, Prodigy, SGDScheduleFree, AdamWScheduleFree),
        ),
        say("Curvature"): _family(
            *(Armijo, FletcherReeves, PolakRibiere, HestenesStiefel, NewtonRaphson, SaddleFreeNewton, Newton),
            *(TrustRegion, GaussNewton, LevenbergMarquardt, BFGS, LBFGS),
        ),
        say("No gradient"): _family(NelderMead, CMAES, SPSA, SimulatedAnnealing, RandomSearch),
        say("Wrappers"): _family(ClippedGradient, ClippedValue, DecoupledWeightDecay, Lookahead, SAM, EMA, SWA),
    }
)
"""Menu group → class name → rule."""

CATALOGUE: Mapping[str, type[Rule]] = MappingProxyType(
    {name: rule for family in FAMILIES.values() for name, rule in family.items()}
)
"""Class name → rule."""

__all__ = [
    *CATALOGUE,
    "CATALOGUE",
    "FAMILIES",
    "Count",
    "Hyperparameter",
    "Nested",
    "Rule",
    "Switch",
    "by_default",
    "declarations",
    "filled",
    "get",
    "latex",
    "measured_fields",
    "numpy_code",
    "rate_field",
    "schedule_latex",
    "schedules",
    "suited_field",
    "suited_fields",
]
