"""Starts the command line; a stop while the libraries are read is as quiet as a later one."""

import signal
import sys


def _stop(*_) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    try:
        from exports.command import main

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
