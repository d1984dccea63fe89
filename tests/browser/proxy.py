"""A reverse proxy that strips a prefix, as nginx does with `location /derby/ { proxy_pass http://…/; }`."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

FAILED = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def stripping(prefix: str, server: str) -> Iterator[str]:
    """Serve `server` below `prefix`, which begins and ends with a slash, and nothing else; yield the address there."""
    target = urlsplit(server)
    loop = asyncio.new_event_loop()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            method, path, *rest = (await reader.readline()).decode().split(" ")
            head = await reader.readuntil(b"\r\n\r\n")
            if not path.startswith(prefix):
                writer.write(FAILED)
                return
            back, onwards = await asyncio.open_connection(target.hostname, target.port)
            ends.append(onwards)
            onwards.write(" ".join([method, f"/{path.removeprefix(prefix)}", *rest]).encode() + _told(head))
            await asyncio.gather(_pour(reader, onwards), _pour(back, writer))
        except (OSError, ValueError, asyncio.IncompleteReadError):
            pass  # one of both has gone
        finally:
            for end in ends:
                end.close()
            await asyncio.gather(*(end.wait_closed() for end in ends), return_exceptions=True)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    beginning = asyncio.start_server(answer, "127.0.0.1", 0)
    listening = asyncio.run_coroutine_threadsafe(beginning, loop).result()
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}{prefix}"
    finally:
        asyncio.run_coroutine_threadsafe(_end(listening), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _told(head: bytes) -> bytes:
    """Return the header with one request a connection, but where it becomes a websocket."""
    if b"upgrade: websocket" in head.lower():
        return head
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([b"Connection: close", *lines])


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while part := await source.read(2**16):
        sink.write(part)
        await sink.drain()
    sink.close()


async def _end(listening: asyncio.Server) -> None:
    listening.close()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
