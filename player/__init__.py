"""The moving picture: what the browser needs, packed here; how it moves, in `browser/`."""

from player.glass import glass_payload
from player.live import live
from player.notebook import notebook_html
from player.payload import payload
from player.picker import picker_payload
from player.plot import plot_payload
from player.rain import raining, still
from player.saver import saver_payload

__all__ = ["glass_payload", "live", "notebook_html", "payload", "picker_payload", "plot_payload"]
__all__ += ["raining", "saver_payload", "still"]
