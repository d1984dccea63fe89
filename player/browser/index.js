// What a host imports: the player, once Plotly is on the page.

import { loadPlotly } from "./drawing.js";
import { Player } from "./player.js";

/** Make a player in `root`; `plotlyUrl` is used where the page has no Plotly yet. */
export async function createPlayer(root, plotlyUrl, host) {
  await loadPlotly(plotlyUrl);
  return new Player(root, host);
}
