"""How much there may be of anything that is set, and why a race's file may hold more than the page."""

MAX_RACERS = 12
"""On the page, in links and commands: as many as colours and marks tell apart."""

MOST_PANELS = 6
"""Racers that are explored side by side: with more, a panel is too small to read a value from."""

MAX_STEPS = 5000
"""On the page: a race of 12 that long still answers a slider at once, and reaches the browser in a moment."""

MOST_EVALUATIONS = 10**9
"""Of each racer: more than the longest race takes over the most rows."""

LONGEST_NAME = 40
"""On the page, in links and commands: a line of the legend."""

MOST_RECORDED_RACERS = 100
MOST_RECORDED_STEPS = 100_000
LONGEST_RECORDED_NAME = 200
"""In a race's file, which scripts write too: nobody has to look at all of it at once."""

MOST_RECORDED_RUN = 500_000
"""Steps of all racers of a file together: some ten seconds of work, for whoever opens one from elsewhere."""
