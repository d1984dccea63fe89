"""The message of what saves the picture on the page: JSON, `{format, language, words}`; `browser/save.js` reads it."""

import json

import words
from player.words import words_header


def saver_payload(format: str) -> bytes:
    """Pack the format of the file, "png" or "svg"."""
    return json.dumps(words.told({"format": format, **words_header("saver")}), ensure_ascii=False).encode()
