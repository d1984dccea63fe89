"""Starts Streamlit apps on free ports and stops them again."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
START_SECONDS = 60

BY_DEFAULT = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}
"""What the project's configuration has otherwise and costs time, as Streamlit has it: for apps that are not ours."""


@contextmanager
def serving(script: Path) -> Iterator[str]:
    """Serve `script`, with the project's configuration where it is the project's app; yield its address."""
    with running(script) as (address, _):
        yield address


@contextmanager
def running(script: Path) -> Iterator[tuple[str, int]]:
    """Serve `script` as `serving` does; yield its address and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    env = os.environ if script == ROOT / "app.py" else {**os.environ, **BY_DEFAULT}
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/_stcore/health", server)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"{' '.join(server.args)} did not answer within {START_SECONDS} s")
