"""What happened: runs racers down a surface, then judges and ranks them."""

from racing.race import Race, race
from racing.run import Run, descend
from racing.standings import Standing, standings
from racing.verdict import Verdict

__all__ = ["Race", "Run", "Standing", "Verdict", "descend", "race", "standings"]
