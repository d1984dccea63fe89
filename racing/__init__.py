"""What happened: runs racers down a surface, then judges and ranks them."""

from racing.race import Race, race
from racing.run import Run, descend
from racing.standings import Standing, standings
from racing.verdict import Ending, Verdict

__all__ = ["Ending", "Race", "Run", "Standing", "Verdict", "descend", "race", "standings"]
