// What a host imports: the player, once Plotly is on the page.

import { Player } from "./player.js";

let plotly = null;

function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve();
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${url} could not be loaded`));
    document.head.append(script);
  });
  return plotly;
}

/** Make a player in `root`; `plotlyUrl` is used where the page has no Plotly yet. */
export async function createPlayer(root, plotlyUrl, host) {
  await loadPlotly(plotlyUrl);
  return new Player(root, host);
}
