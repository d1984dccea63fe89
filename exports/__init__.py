"""What is taken away: a race as an animation, from the page, from Python and from the command line."""

from exports.gif import race_gif
from exports.options import Options
from exports.pacing import SPACINGS, frame_steps
from exports.views import VIEWS

__all__ = ["SPACINGS", "VIEWS", "Options", "frame_steps", "race_gif"]
