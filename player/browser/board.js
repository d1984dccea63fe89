// A board is a Plotly figure that is drawn once, with two canvases on its axes: trails, which only grow while the race
// plays on, and heads, which are drawn every frame. Others may lie under them.

import { isTurned, keepCamera, turnBack } from "./camera.js";
import { fit, leaveWheel } from "./drawing.js";
import { shareFingers } from "./fingers.js";
import { isWithin, paintHead, placeOf, radiusOf } from "./heads.js";
import { fillMarks, markAt, refillMarks } from "./marks.js";
import { inherit } from "./panes.js";
import { Told } from "./told.js";
import { Trails, clear, clipped, paintPiece, paintTrail } from "./trails.js";
import { paintUnder, ringOf } from "./under.js";

const FADED = 0.2; // of the heads beside one that stands out, as of their trails in player.css

function layer(name) {
  const canvas = document.createElement("canvas");
  canvas.className = `derby-canvas derby-${name}`;
  canvas.ariaHidden = "true"; // the legend has it in words
  return canvas;
}

export class Board {
  constructor(element, { onMoved }) {
    this.element = element;
    this.plot = element.appendChild(document.createElement("div"));
    this.plot.className = "derby-plot";
    this.layers = ["trails", "heads"].map((name) => element.appendChild(layer(name)).getContext("2d"));
    this.trails = new Trails(this.layers[0]);
    this.panes = [];
    this.drawn = -1;
    this.ready = false;
    this.fitted = false; // whether the canvases are known to be as large as the figure
    this.onMoved = onMoved;
    this.scale = 1; // of trails and heads
    this.focus = null; // the name of the racer that stands out
    this.glass = null; // what draws a racer's step, `glass.js`
    this.told = new Told(this);
    leaveWheel(element);
    shareFingers(element, this.plot);
  }

  /**
   * Bring the board up to date with a plan {key, figure, panes}; Plotly draws only where the key is new, and after what
   * `turn(before)` waits for. `panes()` makes what moves on it. Resolves to whether no other plan has come in between.
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
    this.makePanes = panes;
    this.background = background;
    this.retrace();
    this.ready = true;
    this.fitted = false;
    return true;
  }

  async #draw(figure) {
    const first = !this.plot.data;
    keepCamera(this.plot, figure.layout);
    fillMarks(figure, this.plot, this.element.clientWidth, this.element.clientHeight);
    await window.Plotly.react(this.plot, figure.traces, figure.layout, figure.config);
    if (!first) return;
    const onMoved = () => {
      this.fitted = false;
      this.onMoved();
    };
    for (const event of ["plotly_relayout", "plotly_relayouting", "plotly_afterplot"]) this.plot.on(event, onMoved);
    this.plot.on("plotly_relayout", () => refillMarks(this.plot));
  }

  /** Make anew what moves on the figure, which stays. */
  retrace() {
    const before = this.panes;
    this.panes = this.makePanes();
    this.panes.forEach((pane, i) => inherit(pane, before[i]));
    this.drawn = -1;
  }

  /** Draw a ground of its own over the figure's, null for none. */
  setGround(ground) {
    if (ground) this.over ??= this.#addLayer("ground");
    this.ground = ground;
    this.drawn = -1;
  }

  /** Let the racer of that name stand out and the others fade; all alike where it is null. */
  setFocus(name) {
    this.focus = name;
    this.drawn = -1;
    if (name !== null) this.fading ??= new Trails(this.#addLayer("faded"));
  }

  /** Bring the canvases to `step`; say whether axes or camera have moved since the last time. */
  paint(step) {
    const layout = this.plot._fullLayout;
    const resized = !this.fitted && this.#fit(); // asking for sizes has the browser lay out what was changed so far
    if (!layout || !this.layers[0].canvas.width) return false;
    let moved = false;
    for (const pane of this.panes) moved = pane.project(layout) || moved;
    const whole = Math.floor(step);
    const panes = this.panes.filter(({ rectangle }) => rectangle);
    if (moved || resized || whole < this.drawn || this.drawn < 0) this.#redraw(panes, whole);
    else if (whole > this.drawn) this.#grow(panes, whole);
    this.drawn = whole;
    clear(this.layers[1]);
    for (const pane of panes) this.#paintHeads(pane, whole, step - whole);
    this.told.follow(whole);
    return moved;
  }

  /** The racer whose mark or step is within so many pixels of one of the figure: {racer, step, x, y}; or null. */
  racerAt(px, py, reach) {
    let [found, nearest] = [null, reach];
    const consider = (racer, step, x, y) => {
      const away = Math.hypot(x - px, y - py);
      if (away <= nearest) [found, nearest] = [{ racer, step, x, y }, away];
    };
    for (const { racers, rectangle, steps } of this.panes) {
      if (!rectangle || !isWithin(rectangle, px, py)) continue;
      for (const racer of racers) for (const step of steps(racer, this.drawn)) {
        consider(racer, step, racer.pixels[2 * step], racer.pixels[2 * step + 1]);
      }
      for (const racer of racers) if (racer.place) consider(racer, this.drawn, racer.place.x, racer.place.y);
    }
    return found;
  }

  /** Make figure and canvases as large as the element. */
  resize() {
    this.fitted = false;
    fit(this.plot, this.element);
  }

  /** Is anything but the whole of `x` and `y`, [low, high] each, to be seen, or a relief from elsewhere? */
  isZoomed({ x, y }) {
    const { xaxis, yaxis, scene } = this.plot._fullLayout ?? {};
    if (scene) return isTurned(this.plot);
    const differs = (axis, whole) => axis.range.some((v, i) => Math.abs(v - whole[i]) > 1e-6 * (whole[1] - whole[0]));
    return Boolean(xaxis && yaxis) && (differs(xaxis, x) || differs(yaxis, y));
  }

  /** Show the whole of `x` and `y`, or a relief as it was at first. */
  showWhole({ x, y }) {
    if (this.plot._fullLayout.scene) return turnBack(this.plot);
    window.Plotly.relayout(this.plot, { "xaxis.range": [...x], "yaxis.range": [...y] });
  }

  /** The data under a place on the page, [x, y], or those of a mark near it; on the pane `held`; null where none is. */
  locate(clientX, clientY, held = null) {
    const box = this.plot.getBoundingClientRect();
    const mark = markAt(this.plot, clientX - box.left, clientY - box.top);
    if (mark) return mark;
    for (const pane of held ? [held] : this.panes) {
      const found = pane.locate(this.plot._fullLayout, clientX - box.left, clientY - box.top, held !== null);
      if (found) return found;
    }
    return null;
  }

  clear() {
    [this.key, this.ready] = [null, false]; // what is still being drawn is not shown any more
    window.Plotly?.purge(this.plot);
    this.element.replaceChildren();
  }

  #redraw(panes, whole) {
    if (this.over) clear(this.over);
    if (this.ground) for (const pane of panes) this.ground.paint(this.over, pane);
    const trailOf = (pane) => (racer) => ({
      tokens: [racer.pixels],
      draw: (context) => this.#trails(context, pane, [racer], 0, whole),
    });
    const [size, withArrows] = [radiusOf(this.scale), !this.ground];
    const underOf = (pane) => ({
      tokens: [pane.under, pane.key, withArrows, ...ringOf(pane)],
      draw: (context) => paintUnder(context, pane, size, withArrows),
    });
    const some = (pane, fades) => pane.racers.filter((racer) => this.#fades(racer) === fades).map(trailOf(pane));
    const key = `${whole} ${this.scale} ${this.focus}`;
    const first = panes.flatMap((pane) => [...(pane.under ? [underOf(pane)] : []), ...some(pane, false)]);
    this.trails.redraw(first, key);
    this.fading?.redraw(panes.flatMap((pane) => some(pane, true)), key);
  }

  #grow(panes, whole) {
    for (const [trails, fades] of [[this.fading, true], [this.trails, false]]) {
      trails?.forget();
      for (const pane of panes) {
        const some = pane.racers.filter((racer) => this.#fades(racer) === fades);
        if (some.length) this.#trails(trails.context, pane, some, this.drawn, whole);
      }
    }
  }

  /** Trails end at the pane's edge. */
  #trails(context, { rectangle }, racers, from, to) {
    clipped(context, rectangle, () => {
      for (const racer of racers) paintTrail(context, racer, from, to, this.scale);
    });
  }

  /** A head whose middle is inside is drawn whole. */
  #paintHeads(pane, whole, fraction) {
    const [, heads] = this.layers;
    const sorted = [true, false].flatMap((fades) => pane.racers.filter((racer) => this.#fades(racer) === fades));
    const taken = [];
    for (const racer of sorted) this.#head(heads, racer, pane, whole, fraction, taken);
    if (!fraction) this.glass?.paint(heads, pane, whole);
  }

  #fades({ name }) {
    return this.focus !== null && name !== this.focus;
  }

  #head(context, racer, pane, whole, fraction, taken) {
    const { pixels, color } = racer;
    const radius = radiusOf(this.scale);
    const place = placeOf(pane, racer, whole, fraction, radius, taken);
    racer.place = place;
    if (!place) return;
    const fade = this.#fades(racer) ? FADED : 1;
    if (fraction > 0 && place.angle === undefined) {
      const piece = [pixels[2 * whole], pixels[2 * whole + 1], place.x, place.y];
      paintPiece(context, piece, 0, 1, color, this.scale, fade);
    }
    paintHead(context, racer, place, whole, radius, this.background, fade);
  }

  /** Add a canvas under the others. */
  #addLayer(name) {
    const context = layer(name).getContext("2d");
    this.plot.after(context.canvas);
    this.layers.push(context);
    this.layers[0].canvas.width = 0; // so that all are fitted anew
    this.fitted = false;
    return context;
  }

  /** Match the canvases to the figure's size in device pixels; say whether they changed. */
  #fit() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.plot.clientWidth * ratio);
    const height = Math.round(this.plot.clientHeight * ratio);
    this.fitted = true;
    if (this.layers[0].canvas.width === width && this.layers[0].canvas.height === height) return false;
    for (const context of this.layers) {
      context.canvas.width = width;
      context.canvas.height = height;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    this.trails.forget();
    this.fading?.forget();
    return true;
  }
}
