// What a host imports: the player, once Plotly is on the page.

import { readyToDraw } from "./drawing.js";
import { Player } from "./player.js";

/**
 * Make a player in `root`; `plotlyUrl` is used where the page has no Plotly yet. Where a host listens, hands are followed:
 * what it takes for that comes meanwhile, and no page has it that goes without.
 */
export async function createPlayer(root, plotlyUrl, host) {
  const [hands] = await Promise.all([host && import("./hands.js"), readyToDraw(plotlyUrl)]);
  return new Player(root, host, hands?.Hands);
}
