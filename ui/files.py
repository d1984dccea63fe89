"""A file that was made, shown and offered for download, under a name that tells what it is of."""

import re

import streamlit as st

from words import Text, _, tell

_MIME = {
    "gif": "image/gif",
    "webp": "image/webp",
    "png": "image/png",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "html": "text/html",
    "csv": "text/csv",
    "json": "application/json",
    "py": "text/x-python",
}
_SHOWN = 1500
"""Characters of a text that are shown."""


def telling_name(*words: str) -> str:
    """Return `words`, told, as the name of a file, in letters that any file system takes."""
    plain_words = [re.sub(r"[^\w]+", "_", tell(word)).strip("_") for word in words]
    return "-".join(word for word in plain_words if word)[:100]


def offer(made: bytes, ending: str, name: str, shown: Text = "") -> None:
    """Draw the button that downloads a file, and below it the file, `shown` in words too, where it is a picture."""
    mime = _MIME[ending]
    label = _("Download {format}, {size}", format=ending.upper(), size=readable(len(made)))
    st.download_button(label, made, f"{name}.{ending}", mime, width="stretch", type="primary", on_click="ignore")
    if mime.startswith("image/"):
        st.image(made if ending != "svg" else made.decode(), alt=tell(shown))
    elif mime.startswith("video/"):
        st.video(made, format=mime, loop=True, autoplay=True, muted=True, alt=tell(shown))
    elif ending == "html":
        st.iframe(made.decode(), height=540, alt=_("The page"))
    else:
        text = made[:_SHOWN].decode(errors="ignore") + ("…" if len(made) > _SHOWN else "")
        st.code(text, language={"py": "python"}.get(ending, ending))


def readable(size: int) -> str:
    """Write a number of bytes."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size / 1024, 1):.0f} KB"
