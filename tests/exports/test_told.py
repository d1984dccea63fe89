"""Files told elsewhere: pictures and pages speak the language asked for, in any thread, and tables none."""

import re
import threading
from dataclasses import replace

import numpy as np
import pytest

import optimizers
import surfaces
import words
from exports import race_html, race_png, race_svg
from exports.command import main
from exports.fonts import font_face, inked
from exports.formats import FORMATS
from exports.options import OPTIONS, WITH_CHART, Options
from exports.sheet import Sheet
from figures import USUAL_LOOK, Chart, styles
from figures.choice import Choice
from figures.views import VIEWS
from racing import race
from setups import setup_of_race  # noqa: F401
from tests.player.reader import Reader
from tests.words.elsewhere import elsewhere, english  # noqa: F401
from words import say, tell
