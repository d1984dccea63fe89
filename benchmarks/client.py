"""A visitor without a browser: it opens the page over the websocket, moves a slider, and waits for the run to end."""

import asyncio
import time
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 120
"""Seconds that any answer may take."""


class Visitor:
    """An open page. sliders: the ids of its sliders → their stops, as a browser tells them."""

    def __init__(self, socket: ClientConnection, query: str):
        self.socket, self.query = socket, query
        self.sliders: dict[str, list[str] | list[float]] = {}

    @classmethod
    async def arrive(cls, address: str, query: str = "") -> tuple[Self, float]:
        """Open the page; return the visitor, and the seconds until its first run had ended."""
        began = time.perf_counter()
        host = urlsplit(address).netloc
        told = {"origin": address, "subprotocols": ["streamlit"], "max_size": None, "open_timeout": PATIENCE}
        socket = await connect(f"ws://{host}/_stcore/stream", **told)
        visitor = cls(socket, query)
        try:
            await visitor._run({})
        except BaseException:
            await socket.close()
            raise
        return visitor, time.perf_counter() - began

    async def move(self, number: int) -> float:
        """Move the `number`th slider, counted round, to some stop; return the seconds until the run had ended."""
        key, stops = list(self.sliders.items())[number % len(self.sliders)]
        began = time.perf_counter()
        await self._run({key: stops[number * 7 % len(stops)]})
        return time.perf_counter() - began

    async def leave(self) -> None:
        """Close the page."""
        await self.socket.close()

    async def _run(self, moved: dict[str, str | float]) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        for key, stop in moved.items():
            state = asked.rerun_script.widget_states.widgets.add(id=key)
            if isinstance(stop, str):
                state.string_array_value.data.append(stop)
            else:
                state.double_array_value.data.append(stop)
        await self.socket.send(asked.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                message = ForwardMsg.FromString(await self.socket.recv())
                kind = message.WhichOneof("type")
                if kind == "delta":
                    self._note(message.delta.new_element)
                elif kind == "script_finished":
                    return

    def _note(self, element) -> None:
        if element.WhichOneof("type") == "slider":
            slider = element.slider
            stops = list(slider.options) or [float(value) for value in range(int(slider.min), int(slider.max) + 1)]
            self.sliders[slider.id] = stops
