"""What is taken away: a race as an animation, a page, a picture, a table or code, from the app, Python and a shell."""

from exports.code import race_script
from exports.data import race_csv, race_json, read_json
from exports.gif import race_gif
from exports.options import Options
from exports.pacing import SPACINGS, frame_steps
from exports.page import race_html
from exports.settings import race_settings, read_race, read_rule, rule_settings
from exports.stills import race_png, race_svg
from exports.torch_code import torch_script
from exports.views import VIEWS

__all__ = [
    "SPACINGS",
    "VIEWS",
    "Options",
    "frame_steps",
    "race_csv",
    "race_gif",
    "race_html",
    "race_json",
    "race_png",
    "race_script",
    "race_settings",
    "race_svg",
    "read_json",
    "read_race",
    "read_rule",
    "rule_settings",
    "torch_script",
]
