"""The moving picture: what the browser needs, packed here; how it moves, in `browser/`."""

from player.payload import VIEWS, landscape_id, payload

__all__ = ["VIEWS", "landscape_id", "payload"]
