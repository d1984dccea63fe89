"""What is taken away: a race as an animation, a page, a picture, a table or code, from the app, Python and a shell.

Names are looked up at their first use: most need a library, Matplotlib above all, that the others do without.
"""

from importlib import import_module

_HOMES = {
    "Options": "options",
    "SPACINGS": "pacing",
    "frame_steps": "pacing",
    "race_apng": "apng",
    "race_csv": "data",
    "race_gif": "gif",
    "race_html": "page",
    "race_json": "data",
    "race_png": "stills",
    "race_script": "code",
    "race_settings": "settings",
    "race_svg": "stills",
    "race_video": "video",
    "race_webp": "webp",
    "read_csv": "data",
    "read_json": "data",
    "read_race": "settings",
    "read_rule": "settings",
    "rule_settings": "settings",
    "torch_script": "torch_code",
}
"""Public name → the module that holds it."""

__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'exports' has no attribute {name!r}")
    return getattr(import_module(f"exports.{_HOMES[name]}"), name)
