"""What a challenge is: a race to be changed until it reaches a goal, judged by the race itself."""

from collections.abc import Callable
from dataclasses import dataclass

from racing import Race
from setups import link
from setups.races import CHALLENGES, ReadyMade
from setups.setup import Racer, Setup
from words import Text, say

LEVELS = (say("bronze"), say("silver"), say("gold"))
"""What is won, from the first level on."""

SCHEDULE = "schedule"
"""Among the fields that may be changed: a racer's schedule and its warm-up."""


@dataclass(frozen=True)
class Judged:
    """What a race is worth. value: what was measured, None where the goal is not reached. level: how many are won.

    broken: what was changed that must stay, None where nothing was.
    """

    value: float | None
    level: int
    broken: Text | None = None


@dataclass(frozen=True)
class Challenge:
    """A goal and what may be changed to reach it.

    key: of its race in `setups.races.CHALLENGES`, and of the challenge. allowed: what may be changed; all else stays.
    free: the fields that this names, `SCHEDULE` for all of one's; whatever the racers have where there are none.
    rules: the racers' rules, any single one where there are none.
    measure: what is to be small, None where a race does not reach the goal. unit: what a measured value is told
    in, a hole for it in its braces.
    levels: the value that each of `LEVELS` takes, falling.
    """

    key: str
    allowed: Text
    rules: tuple[str, ...]
    measure: Callable[[Race], float | None]
    unit: Text
    levels: tuple[float, float, float]
    free: tuple[str, ...] = ()

    @property
    def start(self) -> ReadyMade:
        """The race that it starts with; its line is the goal."""
        return CHALLENGES[self.key]

    @property
    def setup(self) -> Setup:
        """What is set when the challenge opens."""
        return link.folded("challenge", self.key)

    def judge(self, setup: Setup, race: Race) -> Judged:
        """Return what `race`, the one that `setup` asks for, is worth."""
        if broken := self._broken(setup):
            return Judged(None, 0, broken)
        value = self.measure(race)
        return Judged(value, 0 if value is None else sum(value <= most for most in self.levels))

    def _broken(self, setup: Setup) -> Text | None:
        own = self.setup
        if _ground(setup) != _ground(own):
            return say("Surface, start, steps and noise must stay as they are.")
        rules = sorted(racer.rule for racer in setup.running)
        if self.rules and rules != sorted(self.rules):
            return say("The rules must stay as they are.")
        if not self.rules and len(rules) != 1:
            return say("One racer must do it alone.")
        if self.free and [*map(self._fixed, setup.running)] != [*map(self._fixed, own.running)]:
            return say("All that may not be changed must stay as it is.")
        return None

    def _fixed(self, racer: Racer) -> tuple:
        """Return what of a racer must stay."""
        values = {name: value for name, value in racer.values.items() if name not in self.free}
        return values, SCHEDULE in self.free or (racer.schedule, racer.schedule_values, racer.warm_up)


def _ground(setup: Setup) -> tuple:
    """Return all of a setup's race but the racers' rules and values."""
    return setup.conditions, {(racer.noise, racer.batch_size) for racer in setup.running}
