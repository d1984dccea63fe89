"""The runs that a page asks its server for, as its websocket tells: what one did is on the page once none is due."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Runs:
    """What a page and its server tell each other.

    `messages` holds the sizes of what the server has sent, in bytes; `asked` counts what it was asked to run.
    """

    def __init__(self, page: Page):
        self.messages: list[int] = []
        self.asked = 0
        self._socket: WebSocket | None = None
        self._due = self._begun = False
        page.on("websocket", self._listen)

    @contextmanager
    def asked_for(self) -> Iterator[None]:
        """What is done within asks for a run: wait until it has."""
        with self._socket.expect_event("framesent", _asks):
            yield

    def wait(self) -> None:
        """Wait until all that was asked for has run."""
        if self._due:
            self._socket.wait_for_event("framereceived", lambda _: not self._due)

    def _listen(self, socket: WebSocket) -> None:
        self._socket, self._due = socket, False
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: bytes) -> None:
        if _asks(frame):
            self._due, self._begun = True, False
            self.asked += 1

    def _received(self, frame: bytes) -> None:
        self.messages.append(len(frame))
        told = ForwardMsg.FromString(frame)
        if told.HasField("new_session"):
            self._begun = True
        elif self._begun and told.HasField("script_finished"):
            self._due = told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN


def _asks(frame: bytes) -> bool:
    """Does the page ask for a run, and not its timer?"""
    told = BackMsg.FromString(frame)
    return told.HasField("rerun_script") and not told.rerun_script.is_auto_rerun
