"""What is taken away: a race as an animation, a page, a picture, a table or code, from the app, Python and a shell.

Names are looked up at their first use: most need a library, Matplotlib above all, that the others do without.
"""

from importlib import import_module

_HOMES = {
    "Options": "exports.options",
    "SPACINGS": "exports.pacing",
    "frame_steps": "exports.pacing",
    "race_apng": "exports.apng",
    "race_csv": "exports.data",
    "race_gif": "exports.gif",
    "race_html": "exports.page",
    "race_json": "exports.data",
    "race_png": "exports.stills",
    "race_script": "exports.code",
    "race_settings": "setups.recorded",
    "race_svg": "exports.stills",
    "race_video": "exports.video",
    "race_webp": "exports.webp",
    "read_csv": "exports.data",
    "read_json": "exports.data",
    "read_race": "setups.recorded",
    "read_rule": "setups.described",
    "rule_settings": "setups.described",
    "torch_script": "exports.torch_code",
}
"""Public name → the module that holds it."""

__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'exports' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
