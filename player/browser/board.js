// A board is a Plotly figure that is drawn once, with two canvases on its axes: trails, which only grow while the race
// plays on, and heads, which are drawn every frame. A third one, the fan, may lie under them.

import { fit } from "./drawing.js";
import { fillMarks, refillMarks } from "./marks.js";
import { traceShape } from "./symbols.js";
import { paintUnder } from "./under.js";

const TRAIL_WIDTH = 2.25;
const HIDDEN_WIDTH = 1;
const FAN_WIDTH = 1;
const FAN_ALPHA = 0.22;
const HEAD_RADIUS = 6.5;
const EDGE = 1e-3; // of a pane's side: a head at the very edge counts as inside

function layer(name) {
  const canvas = document.createElement("canvas");
  canvas.className = `derby-canvas derby-${name}`;
  return canvas;
}

export class Board {
  constructor(element, { onMoved }) {
    this.element = element;
    this.plot = element.appendChild(document.createElement("div"));
    this.plot.className = "derby-plot";
    this.layers = ["trails", "heads"].map((name) => element.appendChild(layer(name)).getContext("2d"));
    this.panes = [];
    this.fan = null;
    this.drawn = -1;
    this.ready = false;
    this.onMoved = onMoved;
  }

  /**
   * Bring the board up to date with a plan {key, figure, panes}; Plotly draws only where the key is new, and after what
   * `turn(before)` waits for. Resolves to whether no other plan has come in between.
   */
  async show({ key, figure, panes }, background, turn = (before) => before) {
    if (this.key !== key) {
      this.key = key;
      // What failed before was reported before.
      const before = Promise.resolve(this.drawing).catch(() => {});
      this.drawing = turn(before).then(() => (this.key === key ? this.#draw(figure()) : null));
    }
    await this.drawing;
    if (this.key !== key) return false;
    this.setPanes(panes(), background);
    this.ready = true;
    return true;
  }

  async #draw(figure) {
    const first = !this.plot.data;
    fillMarks(figure, this.plot, this.element.clientWidth, this.element.clientHeight);
    await window.Plotly.react(this.plot, figure.traces, figure.layout, figure.config);
    if (!first) return;
    for (const event of ["plotly_relayout", "plotly_relayouting", "plotly_afterplot"]) this.plot.on(event, this.onMoved);
    this.plot.on("plotly_relayout", () => refillMarks(this.plot));
  }

  setPanes(panes, background) {
    this.panes = panes;
    this.background = background;
    this.drawn = -1;
  }

  /** Draw whole paths faintly under the trails, those of `pane`; it is drawn anew only where axes have moved. */
  setFan(pane) {
    if (!this.fan) {
      this.layers.push(layer("fan").getContext("2d"));
      this.plot.after(this.layers[2].canvas);
    }
    this.fan = pane;
  }

  /** Bring the canvases to `step`; say whether axes or camera have moved since the last time. */
  paint(step) {
    const layout = this.plot._fullLayout;
    if (!layout || !this.element.clientWidth) return false;
    const resized = this.#fit();
    let moved = false;
    for (const pane of this.panes) moved = pane.project(layout) || moved;
    if (this.fan && (this.fan.project(layout) || resized)) this.#paintFan(this.fan);
    const whole = Math.floor(step);
    if (moved || resized || whole < this.drawn || this.drawn < 0) {
      this.#clear(this.layers[0]);
      for (const pane of this.panes) if (pane.rectangle && pane.under) paintUnder(this.layers[0], pane, HEAD_RADIUS);
      this.drawn = 0;
    }
    this.#clear(this.layers[1]);
    for (const pane of this.panes) if (pane.rectangle) this.#paintPane(pane, whole, step - whole);
    this.drawn = whole;
    return moved;
  }

  /** Make figure and canvases as large as the element. */
  resize() {
    fit(this.plot, this.element);
  }

  /** Is anything but the whole of `x` and `y`, [low, high] each, to be seen? */
  isZoomed({ x, y }) {
    const { xaxis, yaxis } = this.plot._fullLayout ?? {};
    const differs = (axis, whole) => axis.range.some((v, i) => Math.abs(v - whole[i]) > 1e-6 * (whole[1] - whole[0]));
    return Boolean(xaxis && yaxis) && (differs(xaxis, x) || differs(yaxis, y));
  }

  /** Show the whole of `x` and `y`. */
  showWhole({ x, y }) {
    window.Plotly.relayout(this.plot, { "xaxis.range": [...x], "yaxis.range": [...y] });
  }

  locate(clientX, clientY) {
    const box = this.plot.getBoundingClientRect();
    for (const pane of this.panes) {
      const found = pane.locate(this.plot._fullLayout, clientX - box.left, clientY - box.top);
      if (found) return found;
    }
    return null;
  }

  clear() {
    window.Plotly?.purge(this.plot);
    this.element.replaceChildren();
  }

  /** Trails end at the pane's edge; a head whose middle is inside is drawn whole. */
  #paintPane(pane, whole, fraction) {
    const [trails, heads] = this.layers;
    trails.save();
    trails.beginPath();
    trails.rect(...pane.rectangle);
    trails.clip();
    for (const racer of pane.racers) this.#trail(trails, racer, this.drawn, whole);
    trails.restore();
    for (const racer of pane.racers) this.#head(heads, racer, pane.rectangle, whole, fraction);
  }

  #paintFan({ racers, rectangle }) {
    const context = this.layers[2];
    this.#clear(context);
    context.save();
    context.beginPath();
    context.rect(...rectangle);
    context.clip();
    for (const { pixels, color } of racers) {
      this.#stroke(context, pixels, 0, pixels.length / 2 - 1, color, FAN_WIDTH, FAN_ALPHA);
    }
    context.restore();
  }

  #trail(context, { pixels, hidden, color }, from, to) {
    if (!hidden) {
      this.#stroke(context, pixels, from, to, color, TRAIL_WIDTH);
      return;
    }
    for (let i = from; i < to; ) {
      let end = i + 1;
      while (end < to && hidden[end] === hidden[i]) end++;
      this.#stroke(context, pixels, i, end, color, hidden[i] ? HIDDEN_WIDTH : TRAIL_WIDTH, hidden[i] ? 0.45 : 1);
      i = end;
    }
  }

  #stroke(context, pixels, from, to, color, width, alpha = 1) {
    if (to <= from) return;
    context.globalAlpha = alpha;
    context.strokeStyle = color;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.lineCap = alpha < 1 ? "butt" : "round"; // round ends of faint pieces would add up to beads
    context.beginPath();
    let down = false;
    for (let i = from; i <= to; i++) {
      const x = pixels[2 * i];
      if (down) context.lineTo(x, pixels[2 * i + 1]);
      else context.moveTo(x, pixels[2 * i + 1]);
      down = x === x; // NaN: outside the relief
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  #head(context, racer, [left, top, width, height], whole, fraction) {
    const { pixels, hidden, color, shape, stopped } = racer;
    const next = Math.min(whole + 1, pixels.length / 2 - 1);
    const x = pixels[2 * whole] + fraction * (pixels[2 * next] - pixels[2 * whole]);
    const y = pixels[2 * whole + 1] + fraction * (pixels[2 * next + 1] - pixels[2 * whole + 1]);
    const [across, down] = [(x - left) / width, (y - top) / height];
    if (!(across > -EDGE && across < 1 + EDGE && down > -EDGE && down < 1 + EDGE)) return; // nor where they are NaN
    if (fraction > 0) this.#stroke(context, [pixels[2 * whole], pixels[2 * whole + 1], x, y], 0, 1, color, TRAIL_WIDTH);
    traceShape(context, shape, x, y, HEAD_RADIUS);
    const over = stopped !== null && whole >= stopped;
    context.globalAlpha = hidden?.[whole] ? 0.45 : 1;
    context.lineWidth = over ? 1.75 : 3;
    context.lineJoin = "round";
    context.strokeStyle = over ? color : this.background;
    context.fillStyle = over ? this.background : color;
    context.stroke();
    context.fill();
    if (over) context.stroke();
    context.globalAlpha = 1;
  }

  #clear(context) {
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  }

  /** Match the canvases to the figure's size in device pixels; say whether they changed. */
  #fit() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.plot.clientWidth * ratio);
    const height = Math.round(this.plot.clientHeight * ratio);
    if (this.layers[0].canvas.width === width && this.layers[0].canvas.height === height) return false;
    for (const context of this.layers) {
      context.canvas.width = width;
      context.canvas.height = height;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    return true;
  }
}
