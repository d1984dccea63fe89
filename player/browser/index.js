// What a host imports: the player, once Plotly is on the page.

import { readyToDraw } from "./drawing.js";
import { Player } from "./player.js";

/** Make a player in `root`; `plotlyUrl` is used where the page has no Plotly yet. */
export async function createPlayer(root, plotlyUrl, host) {
  await readyToDraw(plotlyUrl);
  return new Player(root, host);
}
