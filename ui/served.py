"""What the page's server does beside running it.

It hands out the published files: packed once, not for each visitor, and to keep for ever. And it opens the page in a
browser, which Streamlit does for plain scripts alone.
"""

import asyncio
import gzip
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from mimetypes import guess_type
from pathlib import Path
from stat import S_ISREG

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from player.assets import STATIC
from surfaces.threads import remembered

REMEMBERED = 256
"""Files that are kept packed: all that are published, and those of an earlier version beside them."""

_ANYWHERE = {None, "", "0.0.0.0", "::"}
"""Addresses of a server that is reached at any of its machine's."""

_HEADERS = {
    "Cache-Control": "public, immutable, max-age=31536000",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


def published(static: Path = STATIC) -> Mount:
    """Return the route of what is published in `static`, before Streamlit's own, which packs a file each time anew."""
    return Mount(f"{_base()}/app/static", _Published(directory=static, check_dir=False))


@asynccontextmanager
async def opened(_server: st.App) -> AsyncIterator[None]:
    """Open the page in a browser while the server begins, unless it is told to be headless."""
    if not st.get_option("server.headless"):
        at = st.get_option("server.address")
        if at in _ANYWHERE:
            at = st.get_option("browser.serverAddress")
        scheme = "https" if st.get_option("server.sslCertFile") else "http"
        address = f"{scheme}://{at}:{st.get_option('browser.serverPort')}{_base()}"
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, address)
    yield


def _base() -> str:
    base = st.get_option("server.baseUrlPath").strip("/")
    return base and f"/{base}"


class _Published(StaticFiles):
    """Files whose names carry a hash of what they hold."""

    def lookup_path(self, path):  # in a thread of its own, so that nobody waits while a file is packed
        place, told = super().lookup_path(path)
        if told and S_ISREG(told.st_mode):
            _packed(place, told.st_mtime_ns)
        return place, told

    def file_response(self, full_path, stat_result, scope, status_code=200):
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            kind, _ = guess_type(full_path)
            response = Response(
                _packed(full_path, stat_result.st_mtime_ns), status_code, {"Content-Encoding": "gzip"}, kind
            )
        else:
            response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(_HEADERS)
        return response


@remembered(REMEMBERED)
def _packed(place: str, _written_at: int) -> bytes:
    """Return a file's content packed, anew where it was mended since."""
    return gzip.compress(Path(place).read_bytes())
