// The Plotly figures under the race: the map, the panels side by side and the relief. Nothing moves here.
// Ranges are copies: Plotly writes the zoom into the arrays that it is given.

import { CAMERA } from "./camera.js";
import { seeThrough } from "./look.js";
import { markTraces, toldApart } from "./marks.js";

export const ASPECT = { x: 1.15, y: 1.15, z: 0.72 };

export const CONFIG = { displayModeBar: false, scrollZoom: true, responsive: false, doubleClick: false };
export const FONT_SIZE = 12;
const TITLE_HEIGHT = 20; // pixels above each panel, for its racer's name
const SMALL = 0.75; // of other letters, what such a name's are at least
const TICKED = 60; // pixels of a panel's side, for the labels of its ticks to have room
const NARROW = 240; // pixels of a relief's ground beside which the name of its heights has no room

/** Plain text as Plotly's HTML; a dollar would begin a formula. */
export const escaped = (text) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\$/g, "&#36;");

const colorscale = (colors) => colors.map((color, i) => [i / (colors.length - 1), color]);

export const axis = (look, more) => ({
  zeroline: false,
  gridcolor: look.grid,
  linecolor: look.grid,
  tickcolor: look.grid,
  tickfont: { color: look.muted, size: FONT_SIZE },
  title: { font: { color: look.muted, size: FONT_SIZE }, standoff: 6 },
  ...more,
});

export const layout = (look, more) => ({
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: look.scale[look.scale.length - 1],
  font: { family: look.font, color: look.text, size: FONT_SIZE },
  hoverlabel: { bgcolor: look.background, bordercolor: look.grid, font: { color: look.text, family: look.font } },
  showlegend: false,
  hovermode: "closest",
  dragmode: "pan",
  ...more,
});

const MOST_LEVELS = 90;

/** The levels of the domain, and as many more as a window past it needs; further apart where these were too many. */
function levels({ top, levels, highest }, isWindow) {
  const size = top / levels;
  const end = isWindow ? Math.max(top, highest) : top;
  const apart = size * Math.ceil(end / size / MOST_LEVELS);
  return { start: apart, end, size: apart };
}

function contour(landscape, look, isWindow, more) {
  return {
    type: "contour",
    x: landscape.xs,
    y: landscape.ys,
    z: landscape.rows,
    customdata: landscape.losses,
    zmin: 0,
    zmax: landscape.top,
    autocontour: false,
    contours: { ...levels(landscape, isWindow), coloring: "fill", showlines: look.lines },
    line: { width: look.lines ? 1 : 0, color: seeThrough(look.contour, look.contour_alpha) },
    colorscale: colorscale(look.scale),
    showscale: false,
    hovertemplate: "x %{x:.4~g}<br>y %{y:.4~g}<br>f %{customdata:.4~g}<extra></extra>",
    ...more,
  };
}

/** The marks of a map's critical points, where the look has any. */
const marksOf = ({ critical }, look, ...more) => (look.marks ? markTraces(critical, look, ...more) : []);

/** What makes a y axis's unit as long as that of the x axis `anchor`, where the look wants that. */
const scaled = (look, anchor) => (look.axes === "equal" ? { scaleanchor: anchor, constrain: "domain" } : {});

/** All racers on one map; `ground` is what lies in its window, the landscape itself where there is none. */
export function mapFigure(landscape, look, ground = landscape) {
  return {
    traces: [contour(ground, look, ground !== landscape), ...marksOf(landscape, look)],
    layout: layout(look, {
      margin: { l: 46, r: 8, t: 8, b: 38 },
      uirevision: landscape.revision,
      xaxis: axis(look, {
        range: [...landscape.x], title: { ...axis(look).title, text: landscape.labels[0] }, constrain: "domain",
      }),
      yaxis: axis(look, {
        range: [...landscape.y], title: { ...axis(look).title, text: landscape.labels[1] }, ...scaled(look, "x"),
      }),
    }),
    config: CONFIG,
    panes: ["?axis"],
  };
}

/** How many columns make the largest panels of `count` in a field of `width` × `height` pixels. */
export function columnsOf(count, width, height) {
  const size = (columns) => Math.min(width / columns, 1.3 * (height / Math.ceil(count / columns) - TITLE_HEIGHT));
  return Array.from({ length: count }, (_, i) => i + 1).reduce((best, next) => (size(next) > size(best) ? next : best));
}

let pen = null;

function widthOf(text, font) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = font;
  return pen.measureText(text).width;
}

/** The start of `text` that is at most `width` pixels wide in `font`, with an ellipsis where it is not the whole. */
export function fitted(text, width, font) {
  if (widthOf(text, font) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && widthOf(`${letters.join("")}…`, font) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** Of each name what the others do not begin with too, whole words. */
export function namesApart(names) {
  let common = 0;
  while (common < names[0].length && names.every((name) => name[common] === names[0][common])) common++;
  const start = names[0].slice(0, common).lastIndexOf(" ") + 1;
  return start ? names.map((name) => `…${name.slice(start)}`) : names;
}

/** What stands above panels of one width, and in which size: smaller letters where they do, then what tells apart. */
function titlesOf(names, width, family) {
  const widest = (size) => Math.max(...names.map((name) => widthOf(name, `bold ${size}px ${family}`)));
  const size = FONT_SIZE * Math.min(Math.max(width / widest(FONT_SIZE), SMALL), 1);
  const titles = widest(size) <= width ? names : namesApart(names);
  return { size, titles: titles.map((title) => fitted(title, width, `bold ${size}px ${family}`)) };
}

/** The words of `text` as lines that are at most `width` pixels wide in `font`. */
export function linesOf(text, width, font) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitted(line, width, font));
}

/** One small map for each racer, in a field of `width` × `height` pixels; the axes move together. */
export function panelsFigure(landscape, look, racers, width, height, ground = landscape) {
  const margin = { l: 40, r: 8, t: 2, b: 24 };
  const [innerWidth, innerHeight] = [width - margin.l - margin.r, height - margin.t - margin.b];
  const count = racers.length;
  const columns = columnsOf(count, innerWidth, innerHeight);
  const rows = Math.ceil(count / columns);
  const [gapX, gapY] = [12 / innerWidth, 8 / innerHeight];
  const title = TITLE_HEIGHT / innerHeight;
  const panelWidth = (1 - gapX * (columns - 1)) / columns;
  const panelHeight = (1 - gapY * (rows - 1)) / rows - title;
  const [pixelsWide, pixelsHigh] = [panelWidth * innerWidth, panelHeight * innerHeight];
  const { titles, size } = titlesOf(racers.map(({ name }) => name), pixelsWide - 4, look.font);
  const figure = { traces: [], panes: [], config: CONFIG, layout: layout(look, { annotations: [], margin }) };
  figure.layout.uirevision = `${landscape.revision} ${count}`;
  racers.forEach((racer, i) => {
    const [row, column, n] = [Math.floor(i / columns), i % columns, i ? i + 1 : ""];
    const left = column * (panelWidth + gapX);
    const top = 1 - row * (panelHeight + title + gapY) - title;
    const refs = { xaxis: `x${n}`, yaxis: `y${n}` };
    figure.traces.push(contour(ground, look, ground !== landscape, refs), ...marksOf(landscape, look, refs, 0.77));
    figure.panes.push(`?axis${n}`);
    const shared = (letter) => (i ? { matches: letter } : {});
    figure.layout[`xaxis${n}`] = axis(look, {
      domain: [left, Math.min(1, left + panelWidth)], anchor: refs.yaxis, range: [...landscape.x], nticks: 5,
      showticklabels: row === rows - 1 && pixelsWide >= TICKED, constrain: "domain", ...shared("x"),
    });
    figure.layout[`yaxis${n}`] = axis(look, {
      domain: [Math.max(0, top - panelHeight), top], anchor: refs.xaxis, range: [...landscape.y], nticks: 5,
      showticklabels: column === 0 && pixelsHigh >= TICKED, ...shared("y"), ...scaled(look, refs.xaxis),
    });
    figure.layout.annotations.push({
      text: `<b>${escaped(titles[i])}</b>`, font: { color: racer.color, size }, showarrow: false,
      xref: "paper", yref: "paper", x: left, y: top, xanchor: "left", yanchor: "bottom", borderpad: 0,
    });
  });
  return figure;
}

/**
 * The marks of critical points on a relief whose ground takes so many pixels. One trace holds all of them: each trace
 * compiles shaders of its own, which the first relief waits for.
 */
function reliefMarks(landscape, look, pixels) {
  const perUnit = ([low, high]) => pixels / (high - low);
  const critical = look.marks ? landscape.critical : [];
  const shown = toldApart(critical.map(({ points }) => points), perUnit(landscape.x), perUnit(landscape.y));
  const marks = shown.flat();
  if (!marks.length) return [];
  const of = (muted, other) => shown.flatMap((points, i) => points.map(() => (critical[i].muted ? muted : other)));
  return [{
    type: "scatter3d", mode: "markers", hoverinfo: "skip",
    x: marks.map(([x]) => x), y: marks.map(([, y]) => y), z: marks.map(([, , value]) => landscape.height(value)),
    marker: { symbol: of("circle-open", "cross"), size: 4, color: of(look.muted, look.text) },
  }];
}

/** The landscape as a relief whose ground takes so many pixels; the height axis reads losses. */
export function reliefFigure(landscape, look, pixels) {
  const { peak } = landscape;
  const heights = pixels < NARROW ? "" : landscape.labels[2];
  const side = (text, more) => ({
    title: { text, font: { color: look.muted, size: FONT_SIZE } },
    tickfont: { color: look.muted, size: FONT_SIZE - 1 },
    gridcolor: look.grid, zeroline: false, showspikes: false, color: look.muted, backgroundcolor: "rgba(0,0,0,0)",
    ...more,
  });
  const size = landscape.top / landscape.levels;
  const clipped = landscape.rows.map((row) => row.map((height) => Math.min(height, peak)));
  return {
    traces: [{
      type: "surface", x: landscape.xs, y: landscape.ys, z: clipped, customdata: landscape.losses,
      cmin: 0, cmax: peak, colorscale: colorscale(look.scale), showscale: false, hoverinfo: "skip",
      lighting: { ambient: 0.72, diffuse: 0.4, specular: 0.04, roughness: 0.9, fresnel: 0.05 },
      lightposition: { x: -6e4, y: -4e4, z: 1e5 },
      contours: {
        x: { highlight: false }, y: { highlight: false },
        z: { show: look.lines, start: size, end: peak, size, color: look.ridge, width: 1, highlight: false },
      },
    }, ...reliefMarks(landscape, look, pixels)],
    layout: layout(look, {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      uirevision: landscape.revision,
      scene: {
        aspectmode: "manual", aspectratio: ASPECT, dragmode: "turntable", hovermode: false,
        camera: structuredClone(CAMERA),
        xaxis: side(landscape.labels[0], { range: [...landscape.x] }),
        yaxis: side(landscape.labels[1], { range: [...landscape.y] }),
        zaxis: side(heights, {
          range: [0, peak],
          tickvals: landscape.ticks.map(([height]) => height), ticktext: landscape.ticks.map(([, text]) => text),
        }),
      },
    }),
    config: CONFIG,
  };
}

const FEW_DECADES = 2.5; // a log axis over fewer has ticks within the decades as well, as in exports/chart.py

// Plotly writes powers of ten a quarter larger than other labels.
export function logTicks(decades, style) {
  if (decades < FEW_DECADES) return { ...(decades < 1 ? {} : { dtick: "D2" }), tickformat: "~g" };
  const tickfont = { ...style.tickfont, size: FONT_SIZE / 1.25 };
  return { dtick: Math.ceil(decades / 9), exponentformat: "power", tickfont };
}
