"""Who works when: what threads share, and how much of a thread's time a stretch of Python may take."""

from surfaces.threads.budget import BudgetExceeded, within
from surfaces.threads.sharing import Sharing, building, once, remembered

__all__ = ["BudgetExceeded", "Sharing", "building", "once", "remembered", "within"]
