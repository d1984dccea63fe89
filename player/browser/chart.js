// The chart beside the race: its axes, and the racers' lines on them. What they show was chosen in figures/chart.py.

import { significant } from "./legend.js";
import { CONFIG, FONT_SIZE, axis, escaped, layout, linesOf, logTicks } from "./pictures.js";

const NOTE_WIDTH = 230; // pixels, which a phone and a laptop have
const LINE = 15; // pixels

const plainTicks = ([low, high]) => ({ exponentformat: Math.max(-low, high) < 1 ? "power" : "SI" });

/** What stands above the axes, in lines: what the values are and, where there is something to say, a sentence. */
const heading = ({ label, note }, look) =>
  note ? [label, ...linesOf(note, NOTE_WIDTH, `${FONT_SIZE}px ${look.font}`)] : [label];

/**
 * Axes for values against steps or evaluations; the value axis is named above it, where no tick label is in the way.
 * The zoom stays as long as what was `chosen` does.
 */
export function chartFigure(chart, look, chosen = null) {
  const { log, bounds, last } = chart;
  const range = bounds ? (log ? bounds.map(Math.log10) : [...bounds]) : [0, 1];
  const style = axis(look);
  const above = heading(chart, look);
  const ticks = log ? logTicks(range[1] - range[0], style) : plainTicks(range);
  return {
    traces: [{ type: "scatter", x: [0], y: [bounds ? bounds[1] : 1], mode: "markers", opacity: 0, hoverinfo: "skip" }],
    layout: layout(look, {
      margin: { l: 56, r: 12, t: 9 + LINE * above.length, b: 38 },
      uirevision: JSON.stringify([chosen, last, range]),
      plot_bgcolor: "rgba(0,0,0,0)",
      annotations: [{
        text: above.map(escaped).join("<br>"), font: { color: look.muted, size: FONT_SIZE }, showarrow: false,
        xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left", yanchor: "bottom", xshift: -6, borderpad: 2,
        align: "left",
      }],
      xaxis: { ...style, range: [-0.02 * last, 1.02 * last], title: { ...style.title, text: chart.over } },
      yaxis: {
        ...style, range, type: log ? "log" : "linear", ...ticks,
        showticklabels: Boolean(bounds), showgrid: Boolean(bounds),
      },
    }),
    config: CONFIG,
  };
}

/** A value in the units of the chart's axis. */
export const inUnits = ({ log }, value) => (log ? Math.log10(Math.max(value, 0)) : value);

const lines = new WeakMap(); // racer → its line, which stays: a message brings a chart and racers together

/**
 * A line on those axes, `u` and `v` in their units: `drawn` where its values were sent so, else the losses; `more`
 * tells of the former at a step. What lies at 0 or below leaves a log axis at its bottom; a step without a value is a
 * gap.
 */
export function chartLine(chart, racer) {
  if (!lines.has(racer)) lines.set(racer, lineOf(chart, racer));
  return lines.get(racer);
}

function lineOf(chart, { loss, drawn, places }) {
  const v = new Float32Array(loss.length).fill(NaN);
  const u = v.slice();
  for (let step = 0; step < v.length && chart.bounds; step++) {
    v[step] = drawn ? drawn[step] : inUnits(chart, loss[step]);
    if (v[step] === v[step]) u[step] = places[step];
  }
  const value = (step) => (chart.log ? 10 ** v[step] : v[step]);
  const told = drawn && ((step) => (Number.isFinite(value(step)) ? `${chart.label} ${significant(value(step))}` : ""));
  return { u, v, more: told };
}
