"""The player as a Streamlit component: it keeps its place, zoom and speed while the page reruns around it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from figures import Style
from player.assets import mark_file, publish

_LOADER = """
const players = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".derby");
  let entry = players.get(root);
  if (!entry) {
    entry = { data, player: null };
    players.set(root, entry);
    const host = { send: (event, value) => setTriggerValue(event, value) };
    import(new URL(root.dataset.player, document.baseURI).href)
      .then(({ createPlayer }) => createPlayer(root, root.dataset.plotly, host))
      .then((player) => { entry.player = player; player.update(entry.data); })
      .catch((error) => { root.textContent = `The player could not be loaded: ${error.message}`; });
  }
  entry.data = data;
  entry.player?.update(data);
  return () => { entry.player?.destroy(); players.delete(root); };
}
"""


class Component(NamedTuple):
    """The player as the page uses it.

    mount: the mounting command; it takes `key`, `data` (bytes of `player.payload`), and callbacks `on_start_change` (a
    click set the start) and `on_lost_change` (the browser holds no landscape of that name). folder: the address of the
    player's files.
    """

    mount: Callable
    folder: str

    def mark(self, style: Style) -> str:
        """Return the address of a racer's mark."""
        return f"{self.folder}/{mark_file(style)}"


def register(page_style: Path) -> Component:
    """Publish the player's files and the page's style sheet, and register the component with Streamlit.

    The style sheet comes with the player because whatever a script draws is sent again at every run.
    """
    folder, plotly = publish(more=[page_style])
    base = st.get_option("server.baseUrlPath").strip("/")
    static = f"/{base}/app/static" if base else "/app/static"
    sheets = ("player.css", "marks.css", page_style.name)
    links = "".join(f'<link rel="stylesheet" href="{static}/{folder}/{sheet}">' for sheet in sheets)
    html = (
        f'{links}<div class="derby" role="application" aria-label="Race player" '
        f'data-player="{static}/{folder}/index.js" data-plotly="{static}/{plotly}"></div>'
    )
    mount = st.components.v2.component("descent_derby.player", html=html, js=_LOADER, isolate_styles=False)
    return Component(mount, f"{static}/{folder}")
