"""What is set: a race and how it is shown, as one frozen value that addresses, files and commands write and read.

setups.ready_made("saddle").race()      # the finished race; setups.RACES lists what is ready-made
"""

from setups.link import ready_made
from setups.races import CATALOGUE as RACES
from setups.setup import Formula, Racer, Setup

__all__ = ["RACES", "Formula", "Racer", "Setup", "ready_made"]
