"""What happened: runs racers down a surface, then judges and ranks them; explores many runs at once."""

from racing.axis import Axis, read_axis
from racing.basins import Basins, basins
from racing.batch import Cancelled
from racing.fair import FairStanding, fair_standings
from racing.formulas import Formula, filled_formula, formulas
from racing.maps import Map, drag, map_two
from racing.one_step import Step, no_step
from racing.paths import Paths, trace
from racing.race import Race, race
from racing.ranking import Criterion
from racing.rates import slider_axis, slider_range, spec_on
from racing.run import Run, descend
from racing.seeds import Seeds, many_seeds
from racing.stability import Boundary, largest_stable_rate, mean_square_rate, stability_boundary
from racing.standings import Standing, standings
from racing.suited import suited_rate, suited_values
from racing.survey import Outcomes, outcomes_of, survey
from racing.tuning import Tuned, tune, tune_all
from racing.verdict import ENDINGS, Ending, Verdict

__all__ = [
    "ENDINGS",
    "Axis",
    "Basins",
    "Boundary",
    "Cancelled",
    "Criterion",
    "Ending",
    "FairStanding",
    "Formula",
    "Map",
    "Outcomes",
    "Paths",
    "Race",
    "Run",
    "Seeds",
    "Standing",
    "Step",
    "Tuned",
    "Verdict",
    "basins",
    "descend",
    "drag",
    "fair_standings",
    "filled_formula",
    "formulas",
    "largest_stable_rate",
    "many_seeds",
    "map_two",
    "mean_square_rate",
    "no_step",
    "outcomes_of",
    "race",
    "read_axis",
    "slider_axis",
    "slider_range",
    "spec_on",
    "stability_boundary",
    "standings",
    "suited_rate",
    "suited_values",
    "survey",
    "trace",
    "tune",
    "tune_all",
]
