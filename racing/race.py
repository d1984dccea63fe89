"""Several racers on one surface, from one start, under the same draws.

    race(surfaces.get("beale"), {"Adam": optimizers.Adam(0.1), "big Adam": optimizers.Adam(0.5)}, steps=300)

A race is a mapping from a racer's name to its `Run`, in the order given. No racer influences another. Noise and batch
size may be each racer's own: `noise={"Adam": 0.5}`, `batch_size={"big Adam": 10}`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from optimizers import Rule
from racing.checks import budget, draws, of_kind, start_point, whole_number
from racing.run import STEPS, Run, descend
from surfaces import Surface
from surfaces.surface import as_surface
from words import say


@dataclass(frozen=True, eq=False)
class Race(Mapping[str, Run]):
    """The finished race: what was raced on, under which settings, and each racer's run, which knows its own draws.

    evaluations: how many each racer was given, None for as many as its steps took.
    """

    surface: Surface
    start: tuple[float, float]
    steps: int
    seed: int
    runs: Mapping[str, Run]
    evaluations: int | None = None

    @property
    def noise(self) -> float | dict[str, float]:
        """What `race` takes for the noise that was: one number, or name → each racer's own."""
        return common({name: run.noise for name, run in self.items()})

    @property
    def batch_size(self) -> int | dict[str, int | None] | None:
        """What `race` takes for the rows that were drawn: one number, None for all, or name → each racer's own."""
        return common({name: run.batch_size for name, run in self.items()})

    @property
    def epoch(self) -> float | None:
        """How many steps share out every row once, None where no rows are drawn, or not as many by every racer."""
        return self.surface.rows / self.batch_size if isinstance(self.batch_size, int) else None

    def __getitem__(self, name: str) -> Run:
        return self.runs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    def __repr__(self) -> str:
        return f"<Race on {self.surface.name} from {self.start}, {self.steps} steps: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        """Return the player, for a cell of a notebook that ends with this race."""
        from player import notebook_html  # late: the player builds on this room, and only notebooks need it

        return notebook_html(self)


def race(
    surface: Surface,
    racers: Mapping[str, Rule],
    start: tuple[float, float] | None = None,
    steps: int = STEPS,
    seed: int = 0,
    *,
    noise: float | Mapping[str, float] = 0.0,
    batch_size: int | Mapping[str, int | None] | None = None,
    evaluations: int | None = None,
    run=descend,
) -> Race:
    """Race every rule in `racers` from `start` (the surface's own where None) and return what happened.

    noise: standard deviation of Gaussian noise added to each gradient entry. batch_size: rows of a data loss that each
    step's gradient is averaged over (all where None). Either may be one for all, or name → a racer's own, nothing drawn
    for those it does not name. All draw from `seed`: racers with equal batches meet the same ones, and the same noise
    but for its size. evaluations: at most so many for each racer, of whatever kind, over data one for each row: it
    stands still from the step on that would make it more. run: `descend` or a caching stand-in.
    Raises ValueError naming the field, what is expected and what was given.
    """
    as_surface("race", surface)
    if not isinstance(racers, Mapping) or not racers:
        raise ValueError(say("race: racers must map at least one name to a rule, got {racers!r}", racers=racers))
    for name, rule in racers.items():
        if not isinstance(rule, Rule):
            raise ValueError(say("race: racer {name!r} must be an optimizers.Rule, got {rule!r}", name=name, rule=rule))
        for field, shape in rule.shapes().items():
            if shape:
                told = {"name": name, "field": field, "shape": shape}
                raise ValueError(
                    say(
                        "race: racer {name!r}: {field} must be one number, got an array of shape {shape};"
                        " racing.trace and racing.survey take arrays",
                        **told,
                    )
                )
    start = start_point("race", surface.start if start is None else start)
    steps = whole_number("race", "steps", steps, 1)
    seed = whole_number("race", "seed", seed, 0)
    drawn = draws("race", racers, surface, noise, batch_size)
    evaluations = budget("race", evaluations)
    limit = {} if evaluations is None else {"evaluations": evaluations}
    runs = {name: run(rule, surface, start, steps, seed=seed, **drawn[name], **limit) for name, rule in racers.items()}
    return Race(surface, start, steps, seed, runs, evaluations)


def as_race(owner: str, race: Any) -> Race:
    """Return a finished race; ValueError where `race` is none."""
    return of_kind(owner, "race", race, Race, say("what racing.race returns"))


def common(each: Mapping[str, Any]) -> Any:
    """Return the one value that all names have, or name → value where they differ."""
    first, *others = each.values()
    return dict(each) if any(other != first for other in others) else first
