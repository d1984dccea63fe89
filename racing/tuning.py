"""A fair race: every rule tuned with the same budget before it starts.

    tuned = tune_all({"Adam": optimizers.Adam(), "Momentum": optimizers.Momentum()}, surface, steps=200)
    racing.race(surface, {name: each.rule for name, each in tuned.items()}, steps=200)

First a rule's rate alone: its first field on a logarithmic scale, the learning rate where it has one; Adadelta's ε sets
the length of its first steps, and so of all that follow. The values tried first are spread over that field's slider on
the surface. Then come `ROUNDS` rounds of `EACH` more: beyond the end of what was tried while the best is there, further
apart each time, and between the best's neighbours once it is inside. At last `SPREAD` settings of all its numbers at
once, whole ones too, evenly over their sliders, the rate within `NEAR` times of the best. So every rule has as many
runs, wherever its best lies and however many numbers it has. Switches, and which rule is within, stay as they are: like
a name they say what races, not how it is set. The best has the smallest `Criterion`, over seeds its median; a run that
is lost, or has left the domain, is worse than any other. Where a step of one costs more than one of another, each run
may be given as many evaluations instead of steps.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import numpy as np

from optimizers import Count, Rule, declarations, suited_fields
from optimizers.numbers import written
from racing.axis import Axis, varied_at, vary
from racing.checks import of_kind, start_point, whole_number
from racing.evenly import even_settings
from racing.ranking import Criterion, as_criterion, has_minimum, places
from racing.rates import slider_axis, spec_on
from racing.run import STEPS
from racing.seeds import quantiles
from racing.survey import scores, survey
from surfaces import Surface, least_value
from surfaces.surface import as_surface
from words import Text, joined, say

FIRST, ROUNDS, EACH = 25, 3, 8
"""Values that are tried at first, and how often how many more."""

SPREAD, NEAR = 48, 10.0
"""Settings of all numbers at once, and how many times less or more than the best the rate is in them."""

RUNS = FIRST + ROUNDS * EACH + SPREAD
"""What each rule has in all, for each seed."""

SEEDS = range(8)
"""What the tuning draws from where gradients are noisy."""

MOST_FIRST = 1000


@dataclass(frozen=True, eq=False)
class Tuned:
    """One rule at its best, and the table that shows it.

    rule: with the best values. field: its rate. best: the index of the best setting of `tried`: field → (k,), of which
    in the first `alone` the rate was varied alone, in ascending order, and in the rest all fields were. losses, steps:
    (k,) the medians over `seeds`, inf where so many were lost, left the domain or never reached the tolerance.
    evaluations: what each run was given, in place of steps; then `steps` are evaluations, too. None for no such limit.
    is_flat: whether all settings are equally good; then the best is the usual.
    """

    rule: Rule
    field: str
    criterion: Criterion
    best: int
    tried: Mapping[str, np.ndarray]
    alone: int
    losses: np.ndarray
    steps: np.ndarray
    seeds: tuple[int, ...]
    evaluations: int | None = None
    is_flat: bool = False

    @property
    def values(self) -> np.ndarray:
        """The rates that were tried, (k,)."""
        return self.tried[self.field]

    @property
    def value(self) -> float:
        """The best rate."""
        return float(self.values[self.best])

    @property
    def chosen(self) -> dict[str, float | int]:
        """What was varied in the best setting, field → number: the rate alone, or all."""
        return self.setting(self.best)

    def setting(self, i: int) -> dict[str, float | int]:
        """Return what was varied in the setting of an index, field → number."""
        fields = [self.field] if i < self.alone else self.tried
        return {field: self.tried[field][i].item() for field in fields}

    @property
    def runs(self) -> int:
        """What the tuning cost."""
        return len(self.values) * len(self.seeds)

    @property
    def score(self) -> float:
        """The criterion at its best."""
        return float((self.steps if self.criterion is Criterion.STEPS else self.losses)[self.best])

    @property
    def at_end(self) -> bool:
        """Whether the best rate is the least or the greatest that was tried, so that a better may lie beyond."""
        return self.value in (self.values.min(), self.values.max())


def tuned_field(rule: Rule | type[Rule]) -> str:
    """Return the field that sets how far a rule steps."""
    return next(field for field, spec in declarations(rule).items() if getattr(spec, "log", False))


def tune_all(rules: Mapping[str, Rule], *arguments: Any, **settings: Any) -> dict[str, Tuned]:
    """Tune every rule with the same settings, those of `tune`; return name → what was found."""
    of_kind("tuning", "rules", rules, Mapping, say("a mapping from names to rules"))
    return {name: tune(rule, *arguments, **settings) for name, rule in rules.items()}


def tune(
    rule: Rule,
    surface: Surface,
    start: tuple[float, float] | None = None,
    steps: int = STEPS,
    criterion: Criterion | str | None = None,
    *,
    first: int = FIRST,
    seeds: Sequence[int] = (0,),
    evaluations: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **conditions: Any,
) -> Tuned:
    """Run `rule` at `first` values of its rate, then at some more, and with all its numbers varied; say which is best.

    criterion: the steps to the tolerance where None, and where no least value is known the final loss. evaluations: at
    most so many a run, and then the evaluations to the tolerance count in place of the steps. Among values
    that never reach the tolerance the final loss decides, among equals the other criterion, then the step of the
    verdict, then what is nearest to the default there, so that nothing is sought far out where it makes no difference.
    The conditions are those of `survey`. ValueError naming the field, what is expected and what was given; where no
    minimum is known, for there the greatest rate only leaves the soonest.
    """
    criterion = _checked(criterion, surface)
    of_kind("tuning", "rule", rule, Rule, say("an optimizers.Rule"))
    start = start_point("tuning", surface.start if start is None else start)
    if not len(seeds):
        raise ValueError(say("tuning: seeds must be at least one, got none"))
    field, seeds = tuned_field(rule), tuple(map(int, seeds))
    axis = slider_axis(rule, surface, field, whole_number("tuning", "first", first, 2, MOST_FIRST))
    trial = _Trial(rule, field, surface, start, steps, criterion, seeds, evaluations, conditions)
    so_far = partial(_told, progress, whole=(axis.count + ROUNDS * EACH + SPREAD) * len(seeds)) if progress else None
    values, scored, best = trial.search(axis, so_far)
    within = {each: spec_on(rule, surface, each).slider for each in suited_fields(rule)}
    spread = even_settings(rule, SPREAD, within | {field: (values[best] / NEAR, values[best] * NEAR)})
    scored = np.concatenate([scored, trial.run(spread, so_far, len(values))], axis=-1)
    best, is_flat = trial.best_of(values, scored)
    as_set = {each: np.full(len(values), _number(rule, each)) for each in spread} | {field: values}
    tried = {each: np.concatenate([as_set[each], more]) for each, more in spread.items()}
    losses, taken, _ = scored
    tuned = Tuned(rule, field, criterion, best, tried, len(values), losses, taken, seeds, evaluations, is_flat)
    return replace(tuned, rule=_varied(rule, tuned.chosen))


@dataclass(frozen=True, eq=False)
class _Trial:
    """What every setting of a rule is tried on. conditions: those of `survey`."""

    rule: Rule
    field: str
    surface: Surface
    start: tuple[float, float]
    steps: int
    criterion: Criterion
    seeds: tuple[int, ...]
    evaluations: int | None
    conditions: Mapping[str, Any]

    def run(self, settings: Mapping[str, np.ndarray], progress: Callable | None, before: int) -> np.ndarray:
        """Run every one of the settings, field → (k,), with every seed; return the medians of scores, (3, k).

        progress: told how many runs are done, `before` settings having been tried earlier.
        """
        scored = np.empty((3, len(next(iter(settings.values())))))
        for alike in _alike(settings):
            part = {field: values[alike] for field, values in settings.items()}
            scored[:, alike] = self._run(part, progress, before + alike.start)
        return scored

    def _run(self, settings: Mapping[str, np.ndarray], progress: Callable | None, before: int) -> np.ndarray:
        """Do so in one batch: a field that takes whole numbers has the same in all of the settings."""
        each, count = len(self.seeds), len(next(iter(settings.values())))
        starts = np.broadcast_to(np.array(self.start, dtype=float), (count * each, 2))
        found = survey(
            _varied(self.rule, {field: np.repeat(values, each) for field, values in settings.items()}),
            self.surface,
            starts,
            self.steps,
            seeds=np.tile(self.seeds, count),
            evaluations=self.evaluations,
            progress=progress and partial(progress, before * each),
            **self.conditions,
        )
        runs = scores(found, self.surface, starts, spent=self.evaluations is not None)
        return quantiles(np.moveaxis(runs.reshape(3, -1, each), -1, 0), [0.5])[0]

    def search(self, axis: Axis, progress: Callable | None) -> tuple[np.ndarray, np.ndarray, int]:
        """Run the values of the rate's axis, then more around the best, `ROUNDS` times.

        Return all, (k,) ascending, their scores, (3, k), and the index of the best.
        """
        found, new = {}, axis.values()
        for turn in range(1 + ROUNDS):
            found |= zip(new.tolist(), self.run({self.field: new}, progress, len(found)).T, strict=True)
            values = np.sort(list(found))
            scored = np.stack([found[value] for value in values], axis=-1)
            best, is_flat = self.best_of(values, scored)
            ratio = (axis.high / axis.low) ** (2**turn / (axis.count - 1))
            new = _further(values, 0 if is_flat else best, ratio)  # where all are equal others may lie beyond
        return values, scored, best

    def best_of(self, rates: np.ndarray, scored: np.ndarray) -> tuple[int, bool]:
        """Return the index of the best setting, and whether all are equally good.

        rates: of the settings that only the rate was varied in, which come first. scored: (3, k).
        """
        losses, taken, rested = scored
        first = float(self.surface.value(self.start))
        ranks = places(self.surface, first, losses, taken, criterion=self.criterion, rested=rested)
        usual = spec_on(self.rule, self.surface, self.field).default
        apart = np.full(len(ranks), np.inf)
        apart[: len(rates)] = np.abs(np.log(rates / usual))
        return int(np.lexsort((apart, ranks))[0]), ranks.max() == 1


TITLES = MappingProxyType(
    {"name": say("Racer"), "runs": say("Runs"), "over": say("Over"), "value": say("Tuned")},
)
"""What a table of what was tuned has → what it calls that."""


def cells(name: str, found: Tuned) -> dict[str, str]:
    """Return what such a table shows of a rule, as text."""
    specs = declarations(found.rule)
    over = joined(", ", [specs[field].label for field in found.tried])
    return {"name": name, "runs": f"{found.runs:,}", "over": over, "value": told_setting(found)}


def told_setting(found: Tuned, i: int | None = None) -> Text:
    """Return what was varied in a setting, that of the best where None: each label with its number, of four digits."""
    specs, setting = declarations(found.rule), found.chosen if i is None else found.setting(i)
    return joined(", ", [joined(" ", [specs[field].label, written(value)]) for field, value in setting.items()])


def _checked(criterion: Criterion | str | None, surface: Surface) -> Criterion:
    if not has_minimum(as_surface("tuning", surface)):
        raise ValueError(
            say("tuning: surface must have a minimum in its domain, and {surface} has none", surface=surface.name)
        )
    if criterion is None:
        return Criterion.LOSS if least_value(surface) is None else Criterion.STEPS
    found = as_criterion("tuning", criterion)
    if found is Criterion.STEPS and least_value(surface) is None:
        told = {"criterion": found.title, "surface": surface.name}
        raise ValueError(say("tuning: {criterion} needs a least value that is known, and {surface} has none", **told))
    return found


def _further(values: np.ndarray, best: int, ratio: float) -> np.ndarray:
    """Return `EACH` more values to try: beyond the end that the best is at, or between its neighbours."""
    if best in (0, len(values) - 1):
        beyond = ratio ** np.arange(1, EACH + 1)
        return values[best] * beyond if best else values[best] / beyond
    sides = (np.geomspace(values[i], values[i + 1], EACH // 2 + 2)[1:-1] for i in (best - 1, best))
    return np.concatenate(list(sides))


def _alike(settings: Mapping[str, np.ndarray]) -> Iterator[slice]:
    """Yield the parts of settings, field → (k,), in which the whole numbers are the same from one to the next."""
    count = len(next(iter(settings.values())))
    changes = [np.diff(values) != 0 for values in settings.values() if values.dtype == int]
    cuts = 1 + np.flatnonzero(np.any(changes, axis=0)) if changes else ()
    yield from map(slice, (0, *cuts), (*cuts, count))


def _varied(rule: Rule, settings: Mapping[str, float | int | np.ndarray]) -> Rule:
    """Return a rule with other numbers; a field that takes whole ones has the first of them."""
    specs = declarations(rule)
    for field, values in settings.items():
        is_whole = isinstance(specs[field], Count)
        rule = rule.having(field, np.ravel(values)[0]) if is_whole else vary(rule, field, values)
    return rule


def _number(rule: Rule, field: str) -> float:
    """Return what a rule has in a field; on a schedule, where that begins."""
    return attrgetter(varied_at(rule, field))(rule)


def _told(progress: Callable[[int, int], None], before: int, done: int, _: int, whole: int) -> None:
    progress(before + done, whole)
