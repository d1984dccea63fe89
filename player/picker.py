"""The message of a picker: JSON, `{groups, chosen, look, themes, language, words}`; `browser/picker.js` reads it."""

import json
from collections.abc import Mapping, Sequence

import words
from figures import USUAL_LOOK
from player.message import look_header
from player.words import words_header


def picker_payload(groups: Mapping[str, Sequence[Mapping]], *, chosen: str | None = None) -> bytes:
    """Pack what can be picked: title of a group → items with `key`, `title`, `line`, and perhaps `source`, `pictures`.

    pictures: addresses of the same picture by the name of a theme. chosen: the key that is picked now.
    """
    listed = [{"title": title, "items": list(items)} for title, items in groups.items()]
    message = {"groups": listed, "chosen": chosen, **look_header(USUAL_LOOK), **words_header("picker")}
    return json.dumps(words.told(message), ensure_ascii=False, separators=(",", ":")).encode()
