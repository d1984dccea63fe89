"""What a visitor has set: one frozen value, read from the session, from which the whole page follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import floor, log10
from types import MappingProxyType
from typing import Any, ClassVar, Self

import optimizers
import racing
import surfaces
from figures import STYLES, USUAL_LOOK, Chart, Look, Style
from figures.chart import USUAL as USUAL_CHART
from figures.theme import next_style
from figures.views import CONTOUR, VIEWS
from optimizers import Count, Hyperparameter
from racing import Race, Run, descend, suited_values
from racing.run import STEPS
from setups.entrants import NOISE, Entrant, default_values, race_conditions
from setups.exploration import MAX_START, Exploration
from setups.limits import MAX_STEPS, MOST_EVALUATIONS
from setups.names import titles
from surfaces import Fitting, Surface
from surfaces.dialled import Dial
from surfaces.threads import remembered
from surfaces.typed import PARAMETERS as LETTERS
from words import say

_ANY = {"symbol": "", "slider": (-MAX_START, MAX_START), "at_least": -MAX_START, "at_most": MAX_START}

_STEPS = say("How long the race is.")
_BUDGET = say("How many evaluations each racer has, over data one for each row; then it stands still.")
_SEED = say("What noise and mini-batches are drawn from: the same number draws the same again.")

CONDITIONS = {
    "start_x": Hyperparameter(default=0.0, label=say("start x"), help=say("Where all racers begin, across."), **_ANY),
    "start_y": Hyperparameter(default=0.0, label=say("start y"), help=say("Where all racers begin, along."), **_ANY),
    "steps": Count(STEPS, say("steps"), "", (1, MAX_STEPS), log=True, at_least=1, at_most=MAX_STEPS, help=_STEPS),
    "seed": Count(0, say("seed"), "", (0, 2**31), at_least=0, at_most=2**31, help=_SEED),
    "noise": NOISE,
}
"""The numbers that all racers share: defaults, ranges and labels."""

EVALUATIONS = Count(STEPS, say("evaluations"), "", (1, MAX_STEPS), at_least=1, at_most=MOST_EVALUATIONS, help=_BUDGET)
"""What limits the evaluations of each racer, where anything does."""


def _dial(dial: Dial) -> Hyperparameter:
    legal = {"slider": (dial.low, dial.high), "at_least": dial.low, "at_most": dial.high}
    return Hyperparameter(default=dial.default, label=dial.label, symbol="", log=dial.log, help=dial.help, **legal)


PARAMETERS = {
    **{letter: Hyperparameter(default=1.0, label=letter, **{**_ANY, "slider": (-5, 5)}) for letter in LETTERS},
    **{name: _dial(dial) for name, dial in surfaces.DIALS.items()},
}
"""The numbers of a surface that have sliders: the letters of a typed formula, and the dials of the catalogue's."""

_ENDS = (say("x from"), say("x to"), say("y from"), say("y to"))

SIDES = {
    side: Hyperparameter(default=0.0, label=label, **_ANY)
    for side, label in zip(("x0", "x1", "y0", "y1"), _ENDS, strict=True)
}
"""The ends of a typed formula's domain."""

NARROWEST = 1e-6
"""Of a domain's sides, beside the size of the numbers there."""

EXPLORE = "explore"
PAGES = MappingProxyType({**VIEWS, EXPLORE: say("Explore")})
"""What the page can show in the middle → its title: the views of the race, and many runs at once."""

TYPED = "formula"
"""What stands for a surface's key where its formula is typed."""

OWN_DATA = "data"
"""What stands for it where it is a loss over one's own table."""

FIRST_SURFACE = "beale"
FIRST_RACERS = ("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")
"""Who races where nobody says."""


@dataclass(frozen=True, kw_only=True)
class Racer(Entrant):
    """One card of the sidebar: a named entrant, the number of its style, and whether it takes part.

    card: the number that tells it from the other cards. suited: what was found to suit the surface, by
    `suited_fields`; what of it the racer still has follows the surface. Neither makes a racer another one.
    """

    name: str
    style: int
    on: bool = True
    card: int = field(default=0, compare=False)
    suited: Mapping[str, float] = field(default_factory=dict, compare=False)

    def with_values(self, values: Mapping[str, float | bool | str]) -> Self:
        """Return the racer with these of its rule's values."""
        return replace(self, values={**self.values, **values})

    def suiting(self, suited: Mapping[str, float]) -> Self:
        """Return the racer with values that were found to suit."""
        return replace(self.with_values(suited), suited={**self.suited, **suited})


@dataclass(frozen=True)
class Formula:
    """A typed surface: the text, a number for each letter in it, and the part worth showing, ((x0, x1), (y0, y1))."""

    FIRST: ClassVar[str] = "x^2 + a y^2 + 2 sin(3x) cos(2y)"

    text: str = FIRST
    parameters: Mapping[str, float] = field(default_factory=lambda: {"a": 1.0})
    domain: tuple[tuple[float, float], tuple[float, float]] = ((-4.0, 4.0), (-4.0, 4.0))

    @classmethod
    def typed(cls, text: str, before: Self | None = None) -> Self:
        """Return the formula of a text, its letters and its domain as `before` had them; FormulaError for none."""
        known = {} if before is None else before.parameters
        letters = surfaces.formula_parameters(text)
        parameters = {letter: known.get(letter, PARAMETERS[letter].default) for letter in letters}
        return cls(text, parameters, cls.domain if before is None else before.domain)

    @property
    def ends(self) -> dict[str, float]:
        """The ends of the domain, by the keys of `SIDES`."""
        return dict(zip(SIDES, (end for side in self.domain for end in side), strict=True))

    def with_letter(self, letter: str, value: float) -> Self:
        """Return the formula with another number for a letter."""
        return replace(self, parameters={**self.parameters, letter: value})

    def with_ends(self, ends: Mapping[str, float]) -> Self:
        """Return the formula with other ends of its domain, some or all, by the keys of `SIDES`."""
        x0, x1, y0, y1 = {**self.ends, **ends}.values()
        return replace(self, domain=((x0, x1), (y0, y1)))

    def with_end(self, side: str, value: float) -> Self:
        """Return the formula with another end of its domain.

        A side whose ends would cross moves there as long as it is; ValueError where it is too far out for that.
        """
        low, high = f"{side[0]}0", f"{side[0]}1"
        ends = {**self.ends, side: value}
        if ends[high] - ends[low] < _narrowest(ends[low], ends[high]):
            other = high if side == low else low
            moved = float(f"{self.ends[other] + value - self.ends[side]:.12g}")
            ends[other] = SIDES[other].check(say("Domain"), SIDES[other].label, moved)
        return self.with_ends(ends)

    @property
    def surface(self) -> Surface:
        """The surface; FormulaError where the text is none."""
        return _typed(self.text, tuple(self.parameters.items()), self.domain)


@dataclass(frozen=True)
class Setup:
    """Everything the page shows.

    surface: a key of the catalogue, `TYPED` where there is a `formula`, or `OWN_DATA` where there are `data`. dials:
    name → where a dial of the surface stands that is not as it was declared.
    batch_size None: every row of a data loss at each step. evaluations None: as many as the steps take. step None: the
    last. language: a code of `words.LANGUAGES`, None where nobody chose one. lesson, challenge: the key of the one that
    stands beside the picture, None where none does. focus: who stands out as it is opened, None for nobody.
    """

    surface: str
    formula: Formula | None
    start: tuple[float, float]
    racers: tuple[Racer, ...]
    data: Fitting | None = None
    dials: Mapping[str, float] = field(default_factory=dict, hash=False)
    steps: int = CONDITIONS["steps"].default
    seed: int = CONDITIONS["seed"].default
    noise: float = CONDITIONS["noise"].default
    batch_size: int | None = None
    evaluations: int | None = None
    view: str = CONTOUR
    step: int | None = None
    look: Look = USUAL_LOOK
    chart: Chart = USUAL_CHART
    explored: Exploration = field(default_factory=Exploration)
    language: str | None = None
    lesson: str | None = None
    challenge: str | None = None
    focus: str | None = None

    @property
    def descended(self) -> Surface:
        """The surface itself; ValueError where a formula or a table makes none, a FormulaError for a formula."""
        own = self.formula or self.data
        return own.surface if own else _turned(self.surface, tuple(self.dials.items()))

    @property
    def letters(self) -> Mapping[str, float]:
        """The numbers of the surface that have sliders, by the keys of `PARAMETERS`."""
        if self.formula:
            return self.formula.parameters
        return {} if self.data else getattr(surfaces.CATALOGUE[self.surface], "parameters", {}) | self.dials

    def with_letter(self, name: str, value: float) -> Self:
        """Return the setup with one of these numbers set."""
        if self.formula:
            return replace(self, formula=self.formula.with_letter(name, value))
        others = {other: number for other, number in self.dials.items() if other != name}
        return replace(self, dials=others if value == PARAMETERS[name].default else {**others, name: value})

    @property
    def over_data(self) -> bool:
        """Whether the surface is a loss over rows of data."""
        return self.data is not None or (self.formula is None and self.descended.rows is not None)

    @property
    def problem(self) -> ValueError | None:
        """What is wrong with the formula, or with what is fitted to a table; None where nothing is."""
        try:
            _ = self.descended
        except ValueError as problem:
            return problem
        return None

    @property
    def running(self) -> tuple[Racer, ...]:
        """The racers that take part, for a race of this length."""
        return tuple(racer.lasting(self.steps) for racer in self.racers if racer.on)

    @property
    def styles(self) -> tuple[Style, ...]:
        """The styles of the racers that take part."""
        return tuple(STYLES[racer.style] for racer in self.running)

    @property
    def conditions(self) -> tuple:
        """All of its race but the racers."""
        drawn = self.seed, self.noise, self.batch_size
        dials = tuple(sorted(self.dials.items()))
        return self.surface, self.formula, self.data, dials, self.start, self.steps, *drawn, self.evaluations

    @property
    def cards_on(self) -> tuple[int, ...]:
        """The cards of the racers that take part."""
        return tuple(racer.card for racer in self.racers if racer.on)

    def drawn(self, racers: Sequence[Racer]) -> dict[str, Any]:
        """Return the noise and batch sizes of some of the racers, as `race` takes them."""
        return race_conditions({racer.name: racer for racer in racers}, self.noise, self.batch_size)

    def race(self, run: Callable[..., Run] = descend) -> Race:
        """Race the racers that take part; run: `descend` or a caching stand-in, as for `racing.race`."""
        racers = self.running
        rules = {racer.name: racer.build() for racer in racers}
        given = {"evaluations": self.evaluations, **self.drawn(racers)}
        return racing.race(self.descended, rules, self.start, self.steps, self.seed, run=run, **given)

    @property
    def explored_racer(self) -> Racer:
        """The racer that is explored: the first that takes part, where the one set does not."""
        running = self.running
        return next((racer for racer in running if racer.name == self.explored.racer), running[0])


def new_racer(rule: str, others: Sequence[Racer], surface: Surface) -> Racer:
    """Return a racer of that rule that suits the surface, with a style of its own and a name that is free."""
    kind = optimizers.CATALOGUE[rule]
    taken = {other.name for other in others}
    racer = Racer(
        name=next(name for name in titles(kind) if name not in taken),
        rule=rule,
        values=default_values(kind()),
        style=next_style(kind, [other.style for other in others]),
        card=1 + max((other.card for other in others), default=0),
    )
    return racer.suiting(suited_values(kind, surface))


def suggested_start(surface: Surface) -> tuple[float, float]:
    """Return the start that the surface is declared with, as far as the picture shows it."""
    return rounded(surface, surface.start)


def sides(domain: Mapping[str, float]) -> dict[str, Hyperparameter]:
    """Return the declarations of a domain's ends, each bounded by the other end as it stands in `domain`."""
    bounded = {}
    for low, high in (("x0", "x1"), ("y0", "y1")):
        least = _narrowest(domain[low], domain[high])
        bounded[low] = replace(SIDES[low], at_most=None, below=domain[high] - least)
        bounded[high] = replace(SIDES[high], at_least=None, above=domain[low] + least)
    return bounded


def _narrowest(low: float, high: float) -> float:
    return NARROWEST * max(1.0, abs(low), abs(high))


def rounded(surface: Surface, point: tuple[float, float]) -> tuple[float, float]:
    """Return a point with as many digits as the picture shows, without -0."""
    sides = zip(point, surface.domain, strict=True)
    return tuple(round(value, 3 - floor(log10(high - low))) + 0.0 for value, (low, high) in sides)


def first_setup() -> Setup:
    """Return what a first visit shows."""
    return opened_on(FIRST_SURFACE)


def opened_on(key: str, formula: Formula | None = None, data: Fitting | None = None, **dials: float) -> Setup:
    """Return what a surface opens with: the first racers at rates that suit it; ValueError where it is none."""
    bare = Setup(surface=key, formula=formula, data=data, dials=dials, start=(0.0, 0.0), racers=())
    surface = bare.descended
    return replace(bare, start=suggested_start(surface), racers=first_racers(surface))


@remembered(64)
def first_racers(surface: Surface) -> tuple[Racer, ...]:
    """Return who races where nobody says, at learning rates that suit the surface."""
    racers: tuple[Racer, ...] = ()
    for rule in FIRST_RACERS:
        racers = (*racers, new_racer(rule, racers, surface))
    return racers


@remembered(64)
def _turned(key: str, dials: tuple[tuple[str, float], ...]) -> Surface:
    return surfaces.get(key, **dict(dials))


@remembered(64)
def _typed(text: str, parameters: tuple[tuple[str, float], ...], domain: tuple) -> Surface:
    return surfaces.from_formula(text, parameters=dict(parameters), domain=domain)
