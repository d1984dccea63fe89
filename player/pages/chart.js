// The page around a chart: it shows the message that stands in the page, in its reader's colours.

import { createPlot } from "./plot.js";

const root = document.querySelector(".derby");
const message = new TextEncoder().encode(document.getElementById("chart").textContent);

if (window.Plotly) {
  const chart = await createPlot(root, null, { send() {} }); // a click races with nothing: nothing runs here
  const show = () => chart.update(message);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
} else {
  root.textContent = root.dataset.missing;
}
