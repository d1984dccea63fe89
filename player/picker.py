"""The message of a picker: JSON, `{groups, filters, levels, chosen, look, themes, language, words}`.

`browser/picker.js` reads it.
"""

import json
from collections.abc import Mapping, Sequence

import words
from figures import USUAL_LOOK
from figures.landscape import LEVELS
from player.message import look_header
from player.words import words_header


def picker_payload(
    groups: Mapping[str, Sequence[Mapping]], *, chosen: str | None = None, filters: Sequence[Mapping] = ()
) -> bytes:
    """Pack what can be picked: title of a group → items with `key`, `title`, `line`, and what else is known of them.

    That is `source`; `picture`, what `figures.gallery` makes of a surface; `traits`, keys of filters that let an item
    pass. filters: each with `key`, `title`, `line`. chosen: the key that is picked now.
    """
    message = {
        "groups": [{"title": title, "items": list(items)} for title, items in groups.items()],
        "filters": list(filters),
        "levels": LEVELS,
        "chosen": chosen,
        **look_header(USUAL_LOOK),
        **words_header("picker"),
    }
    return json.dumps(words.told(message), ensure_ascii=False, separators=(",", ":")).encode()
