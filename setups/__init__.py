"""What is set: a race and how it is shown, as one frozen value that addresses, files and commands write and read."""

from setups.setup import Formula, Racer, Setup

__all__ = ["Formula", "Racer", "Setup"]
