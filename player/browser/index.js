// What a host imports: the player, once Plotly is on the page.

import { readyToDraw } from "./drawing.js";
import { Player } from "./player.js";

/**
 * Make a player in `root`; `plotlyUrl` is used where the page has no Plotly yet. Hands are followed where a host
 * listens, or where a page has brought them: what it takes for that comes meanwhile, and no page has it that goes
 * without.
 */
export async function createPlayer(root, plotlyUrl, host, brought = host && import("./beside.js")) {
  const [hands] = await Promise.all([brought, readyToDraw(plotlyUrl)]);
  return new Player(root, host, hands?.Hands);
}
