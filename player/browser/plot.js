// Any Plotly figure in the page's colours: it reports clicks in the data's own units and can be saved as a picture.

import { Address } from "./address.js";
import { Cells } from "./cells.js";
import { fit, hint, leaveWheel, listenToClicks, readyToDraw, watchSize } from "./drawing.js";
import { shareFingers } from "./fingers.js";
import { wearLook } from "./look.js";
import { fillMarks, markTraces, refillMarks } from "./marks.js";
import { CONFIG, FONT_SIZE, axis, escaped, fitted, layout, linesOf, logTicks } from "./pictures.js";
import { keepInPrint } from "./print.js";
import { Rain } from "./rain.js";
import { ICONS, sayIn } from "./transport.js";
import { haveTell, hear } from "./words.js";

const SAVE = "M7.300 1.500h1.400v6.600l2.300-2.300 1 1L8 10.800 4 6.800l1-1 2.300 2.300zM2.500 12.500h11v1.500h-11z";

const button = (name, path) =>
  `<button type="button" class="derby-${name}" data-told="aria-label:${name}-picture title:${name}-picture">
    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>
  </button>`;

const MARKUP = `
  <div class="derby-take">
    <div class="derby-rain" hidden></div>
    <p class="derby-hint"></p>
    <output class="derby-said" aria-live="polite"></output>
    ${button("link", ICONS.link)}${button("save", SAVE)}
  </div>
  <div class="derby-field"><div class="derby-board"><div class="derby-plot"></div></div></div>`;

const MOVED = ["plotly_relayout", "plotly_relayouting", "plotly_afterplot"];

let shown = null;

/** The chart that stands on the page, null where none does. */
export const chartShown = () => shown;

/** Make a chart in `root`; `plotlyUrl` is used where the page has no Plotly yet. */
export async function createPlot(root, plotlyUrl, host) {
  await readyToDraw(plotlyUrl);
  return new Plot(root, host);
}

class Plot {
  /** `host.send("cell", {x, y, panel})` reports a click, or Enter; panel is the number of the subplot, from 0. */
  constructor(root, host) {
    this.root = root;
    this.host = host;
    root.classList.add("derby-chart");
    root.innerHTML = MARKUP;
    haveTell(root, "aria-label:plot");
    [this.field, this.board, this.plot] = [".derby-field", ".derby-board", ".derby-plot"].map((selector) =>
      root.querySelector(selector),
    );
    root.querySelector(".derby-save").addEventListener("click", () => this.save("png"));
    this.link = root.querySelector(".derby-link");
    this.link.addEventListener("click", () => this.address.copy().then((text) => sayIn(root, text)));
    const clicks = listenToClicks(root, ".derby-board", (event) => this.#report(event));
    shareFingers(this.board, this.plot);
    leaveWheel(this.board);
    this.cells = new Cells(this.board, this.plot, (cell) => this.#choose(cell));
    this.rain = new Rain(root.querySelector(".derby-rain"), this.plot);
    this.address = new Address();
    this.cleanUps = [clicks, watchSize([this.board], () => this.#resize()), keepInPrint(this.field)];
    shown = this;
  }

  /** Show a message from Python. */
  update(bytes) {
    const message = JSON.parse(new TextDecoder().decode(bytes));
    this.message = message;
    hear(this.root, message);
    this.root.querySelector(".derby-hint").textContent = hint("drag-picture");
    this.address.show(message.link);
    this.link.hidden = message.link === null;
    this.look = wearLook(this.root, message);
    this.#show();
  }

  destroy() {
    if (shown === this) shown = null;
    this.message = this.figure = null;
    this.address.leave();
    this.rain.stop();
    for (const cleanUp of this.cleanUps) cleanUp();
    window.Plotly?.purge(this.plot);
  }

  /** Draw the message for the board's width, after what is being drawn. */
  #show() {
    const { message, board } = this;
    const { narrow, layout } = message.figure;
    this.width = board.clientWidth;
    this.narrow = narrow && this.width < narrow.below ? narrow : null;
    if (!this.narrow) this.field.style.height = layout.height ? `${layout.height}px` : "";
    const figure = dressed(message.id, arranged(message.figure, this.narrow), this.look, this.width);
    this.figure = figure;
    // What failed before was reported before.
    this.drawing = Promise.resolve(this.drawing).catch(() => {}).then(() => this.#draw(figure));
  }

  async #draw(figure) {
    if (this.figure !== figure) return; // a newer one waits
    const size = { width: this.width || undefined, height: this.board.clientHeight || undefined };
    const config = { ...CONFIG, doubleClick: "reset", showTips: false }; // its tips speak English; the page has its own
    const first = !this.plot.data;
    fillMarks({ ...figure, traces: figure.data }, this.plot, this.width, this.board.clientHeight);
    await window.Plotly.react(this.plot, figure.data, { ...figure.layout, ...size }, config);
    if (first) this.plot.on("plotly_relayout", () => refillMarks(this.plot));
    if (first) for (const event of MOVED) this.plot.on(event, () => this.rain.again());
    if (this.figure !== figure) return;
    this.cells.show();
    this.rain.show(figure.rain);
    const titles = cutTitles(this.plot._fullLayout);
    if (Object.keys(titles).length) await window.Plotly.relayout(this.plot, titles);
    await refillMarks(this.plot);
    this.#stretch();
  }

  #resize() {
    if (!this.message || !this.board.clientWidth) return;
    if (this.board.clientWidth !== this.width) this.#show();
    else fit(this.plot, this.board)?.then(() => this.#stretch());
  }

  /** Make the board as high as a narrow figure's panels take, whatever room its legend has found itself. */
  #stretch() {
    if (!this.narrow || !this.message) return; // the message is gone with the chart
    const { height, _size } = this.plot._fullLayout;
    this.field.style.height = `${Math.round(height - _size.h + this.narrow.aspect * _size.w)}px`;
  }

  /** Tell of a click on a cell; a finger, which cannot hover, reads a cell first and tells of it the second time. */
  #report({ clientX, clientY, pointerType }) {
    const { left, top } = this.plot.getBoundingClientRect();
    const cell = cellAt(this.plot._fullLayout, clientX - left, clientY - top);
    if (!cell) return;
    if (pointerType === "touch" && this.cells.read(cell)) return;
    this.#choose(cell);
  }

  /** Tell of a cell that is raced with; the race stands at the top of the page, which may be scrolled. */
  #choose(cell) {
    this.host.send("cell", cell);
    this.root.closest("[data-testid=stMain]")?.scrollTo(0, 0);
  }

  /** Save the picture as a file of a format, "png" or "svg". */
  save(format) {
    window.Plotly.downloadImage(this.#figure(), { ...this.#file(format), filename: this.message.file });
  }

  /** The picture as the address of an image, once it is drawn. */
  async picture(format) {
    await this.drawing;
    return window.Plotly.toImage(this.#figure(), this.#file(format));
  }

  /** The figure in letters that a file has too: it knows no font of the page, and in another nothing fits. */
  #figure() {
    const { data, layout } = this.plot;
    return { data, layout: { ...layout, font: { ...layout.font, family: "Arial, Helvetica, sans-serif" } } };
  }

  #file(format) {
    const { width, height } = this.plot._fullLayout;
    return { format, width, height, scale: format === "png" ? 2 : 1 };
  }
}

/** The data under a pixel of the figure: {x, y, panel}, or null between the subplots. */
function cellAt(layout, px, py) {
  const panels = layout._subplots.cartesian.map((id) => layout._plots[id]);
  for (const [panel, { xaxis, yaxis }] of panels.entries()) {
    const [x, y] = [px - xaxis._offset, py - yaxis._offset];
    const inside = x >= 0 && x <= xaxis._length && y >= 0 && y <= yaxis._length;
    if (inside) return { x: xaxis.p2d(x), y: yaxis.p2d(y), panel };
  }
  return null;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** `own` over `base`, objects inside them alike. */
function merged(base, own) {
  const result = { ...base, ...own };
  for (const key of Object.keys(base)) {
    if (isObject(base[key]) && isObject(own?.[key])) result[key] = merged(base[key], own[key]);
  }
  return result;
}

const MOST_DECADES = 9; // of a log axis that finds its own range: one tick each
const NAMED = /^(?:\$|var\(--)(text|muted|grid|background)\)?$/;

const arranged = (figure, narrow) => (narrow ? { ...figure, layout: merged(figure.layout, narrow.layout) } : figure);

const LEGEND_MARK = 64; // pixels beside a name in a legend

const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

/** The traces, their names in lines where they are too wide for a legend in a figure of that width. */
function wrapNames(data, width, { font }) {
  return data.map((trace) => {
    const whole = plain(trace.name ?? "");
    const lines = linesOf(whole, width - LEGEND_MARK, `${FONT_SIZE}px ${font}`);
    return lines[0] === whole ? trace : { ...trace, name: lines.map(escaped).join("<br>") };
  });
}

/** What to change of a drawn layout for its panels' titles, notes on a panel's "domain", to be no wider than these. */
function cutTitles(layout) {
  const changes = {};
  for (const [i, { text, xref, font }] of (layout.annotations ?? []).entries()) {
    const [id, kind] = xref.split(" ");
    if (kind !== "domain") continue;
    const whole = plain(text);
    const width = layout[`xaxis${id.slice(1)}`]._length - 4;
    const cut = fitted(whole, width, `${font.weight} ${font.size}px ${font.family}`);
    if (cut !== whole) changes[`annotations[${i}].text`] = escaped(cut);
  }
  return changes;
}

/** Put the look's colours where `value` names them: "$text" or "var(--text)" under any key with "color" in it. */
function colored(value, look, isColor = false) {
  if (typeof value === "string") return isColor ? value.replace(NAMED, (_, name) => look[name]) : value;
  if (Array.isArray(value)) {
    const numbers = !isColor && typeof value[0] === "number";
    return numbers ? value : value.map((item) => colored(item, look, isColor));
  }
  if (!isObject(value)) return value;
  const inner = ([key, item]) => [key, colored(item, look, isColor || /color/i.test(key))];
  return Object.fromEntries(Object.entries(value).map(inner));
}

/** The traces of a figure's marks, on each of its maps. */
function marksOf(marks, look) {
  if (!marks) return [];
  const { groups, axes, scale, color } = colored(marks, look);
  return axes.flatMap((refs) => markTraces(groups, look, refs, scale, color));
}

/** The figure in the look, with axes and colour bars as those of the player where it says nothing else. */
function dressed(id, figure, look, width) {
  const own = colored(figure.layout, look);
  const bar = { outlinewidth: 0, thickness: 14, tickfont: axis(look).tickfont, title: { font: axis(look).title.font } };
  const data = [...marksOf(figure.marks, look), ...colored(figure.data, look)].map((trace) =>
    isObject(trace.colorbar) ? { ...trace, colorbar: merged(bar, trace.colorbar) } : trace,
  );
  const base = layout(look, { paper_bgcolor: look.background, plot_bgcolor: "rgba(0,0,0,0)", dragmode: "zoom" });
  const result = merged({ ...base, margin: { l: 56, r: 12, t: 36, b: 42 }, uirevision: id }, own);
  const refs = data.flatMap(({ xaxis = "x", yaxis = "y" }) => [xaxis, yaxis]);
  const used = refs.map((ref) => `${ref[0]}axis${ref.slice(1)}`);
  for (const key of new Set([...used, ...Object.keys(own).filter((name) => /^[xy]axis\d*$/.test(name))])) {
    const { type, range = [0, MOST_DECADES] } = own[key] ?? {};
    const style = axis(look);
    result[key] = merged(type === "log" ? { ...style, ...logTicks(range[1] - range[0], style) } : style, own[key]);
  }
  for (const key of Object.keys(own).filter((name) => /^coloraxis\d*$/.test(name))) {
    result[key] = merged({ colorbar: bar }, own[key]);
  }
  return { data: wrapNames(data, width, look), layout: result, rain: colored(figure.rain, look) };
}
