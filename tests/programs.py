"""Programs that tests start and interrupt."""

import signal


def interruptible() -> None:
    """Let a program about to start hear an interrupt, even where its starter does not, as a job in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
