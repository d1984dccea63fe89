"""What the page's server does beside running it: the files that it hands out, the browser that it opens."""

import asyncio
import gzip
import webbrowser

import pytest
import streamlit as st
from starlette.applications import Starlette

import ui.served
from player.assets import publish
from tests import apart
from ui import PAGE_STYLE
from ui.served import opened, published


@pytest.fixture(scope="module")
def static(tmp_path_factory):
    """A folder in which all is published."""
    folder = tmp_path_factory.mktemp("static")
    publish(folder, [PAGE_STYLE])
    return folder


def answered(static, path, *, takes="gzip, deflate, br", times=1):
    """Return what a server says to so many who ask for a path at once: status, headers and body of each."""
    server = Starlette(routes=[published(static)])

    async def ask():
        said = []

        async def send(message):
            said.append(message)

        async def receive():
            await asyncio.Event().wait()  # nobody hangs up

        headers = [(b"accept-encoding", takes.encode())]
        scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b""}
        await server(scope, receive, send)
        told = {name.decode(): value.decode() for name, value in said[0]["headers"]}
        return said[0]["status"], told, b"".join(message["body"] for message in said[1:])

    async def all_ask():
        return await asyncio.gather(*(ask() for _ in range(times)))

    return apart.run(all_ask())


def test_every_file_comes_as_it_was_published_packed_for_whom_takes_that_and_to_keep(static):
    files = [path for path in static.rglob("*") if path.is_file()]
    for path in files:
        address, content = f"/app/static/{path.relative_to(static).as_posix()}", path.read_bytes()
        [(status, told, packed)] = answered(static, address)
        assert (status, told["content-encoding"], gzip.decompress(packed)) == (200, "gzip", content)
        [(status, plainly_told, plain)] = answered(static, address, takes="identity")
        assert (status, plain) == (200, content)
        assert "content-encoding" not in plainly_told
        for name in ("content-type", "cache-control", "vary", "x-content-type-options"):
            assert told[name] == plainly_told[name]
        assert "immutable" in told["cache-control"]
    assert len(files) > 50


def test_a_file_is_packed_once_for_all_who_ask(static, monkeypatch):
    packed = []
    compress = gzip.compress
    monkeypatch.setattr(gzip, "compress", lambda content: packed.append(len(content)) or compress(content))
    ui.served._packed.cache_clear()
    [script] = static.glob("plotly*")
    bodies = {body for _, _, body in answered(static, f"/app/static/{script.name}", times=12)}
    assert len(bodies) == 1
    assert packed == [script.stat().st_size]


def test_a_file_that_is_mended_is_packed_anew(tmp_path):
    publish(tmp_path, [PAGE_STYLE])
    [script] = tmp_path.glob("plotly*")
    whole = script.read_bytes()
    script.write_bytes(b"half")
    assert gzip.decompress(answered(tmp_path, f"/app/static/{script.name}")[0][2]) == b"half"
    publish(tmp_path, [PAGE_STYLE])
    assert gzip.decompress(answered(tmp_path, f"/app/static/{script.name}")[0][2]) == whole


@pytest.mark.parametrize(
    "path", ["", "/", "/nothing.js", "/../secret", "/player/../../secret", "/%2e%2e/secret", "/\0"]
)
def test_nothing_else_is_handed_out(static, path):
    (static.parent / "secret").write_text("told to nobody")
    for takes in ("gzip", "identity"):
        assert [status for status, _, _ in answered(static, f"/app/static{path}", takes=takes)] in ([404], [307])


@pytest.fixture
def option():
    """Set an option of Streamlit's for one test."""
    before = {}

    def set_to(name, value):
        before.setdefault(name, st.get_option(name))
        st.config.set_option(name, value)

    yield set_to
    for name, value in before.items():
        st.config.set_option(name, value)


def test_the_page_may_stand_below_another_address(static, option):
    [script] = static.glob("plotly*")
    option("server.baseUrlPath", "/class/derby/")
    assert answered(static, f"/class/derby/app/static/{script.name}")[0][0] == 200
    assert answered(static, f"/app/static/{script.name}")[0][0] == 404


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({}, "http://localhost:8501"),
        ({"browser.serverPort": 8600, "server.baseUrlPath": "/derby/"}, "http://localhost:8600/derby"),
        ({"server.address": "0.0.0.0", "server.sslCertFile": "c.pem"}, "https://localhost:8501"),
        ({"server.address": "192.0.2.7"}, "http://192.0.2.7:8501"),
        ({"server.headless": True}, None),
    ],
)
def test_a_browser_is_opened_where_the_page_is(option, monkeypatch, options, address):
    told = []
    monkeypatch.setattr(webbrowser, "open", told.append)

    async def begin():
        async with opened(None):
            await asyncio.get_running_loop().shutdown_default_executor()

    for name, value in {"server.headless": False, **options}.items():
        option(name, value)
    apart.run(begin())
    assert told == [address] * bool(address)
