"""The page's published files, as its server hands them out: packed once, not for each visitor, and to keep for ever."""

import gzip
from mimetypes import guess_type
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from player.assets import STATIC
from surfaces.threads import remembered

REMEMBERED = 256
"""Files that are kept packed: all that are published, and those of an earlier version beside them."""

_HEADERS = {
    "Cache-Control": "public, immutable, max-age=31536000",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


def published(static: Path = STATIC) -> Mount:
    """Return the route of what is published in `static`, before Streamlit's own, which packs a file each time anew."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return Mount(f"{base and '/'}{base}/app/static", _Published(directory=static, check_dir=False))


class _Published(StaticFiles):
    """Files whose names carry a hash of what they hold."""

    def lookup_path(self, path):  # in a thread of its own, so that nobody waits while a file is packed
        place, told = super().lookup_path(path)
        if Path(place).is_file():
            _packed(place)
        return place, told

    def file_response(self, full_path, stat_result, scope, status_code=200):
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            kind, _ = guess_type(full_path)
            response = Response(_packed(full_path), status_code, {"Content-Encoding": "gzip"}, kind)
        else:
            response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(_HEADERS)
        return response


@remembered(REMEMBERED)
def _packed(place: str) -> bytes:
    return gzip.compress(Path(place).read_bytes())
