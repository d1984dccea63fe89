// The strip under a slider: the final loss at each of its values, right below the thumb's own positions.

import { shapeSvg, traceShape } from "./symbols.js";
import { tell } from "./words.js";

const BAND = 18; // pixels at the top, where runs that were lost or left the domain are marked
const FOOT = 28; // pixels at the bottom, for the racer's own mark and the values
const FONT_SIZE = 11;
const MOST = 1.5; // a log axis where the losses spread over more decades than this
const CARET = [[0, -1], [0.9, 0.8], [-0.9, 0.8]];
const HALF = [[-1, -0.7], [-0.7, -1], [0, -0.3], [0.7, -1], [1, -0.7], [0.3, 0]];
const TIMES = [...HALF, ...HALF.map(([x, y]) => [-x, -y])]; // thinner than the racers' own x
const SUPERSCRIPT = { "-": "⁻", ...Object.fromEntries(Array.from("⁰¹²³⁴⁵⁶⁷⁸⁹", (sign, digit) => [digit, sign])) };

const raised = (exponent) => Array.from(String(exponent), (sign) => SUPERSCRIPT[sign]).join("");
const power = (exponent) => ["1", "10"][exponent] ?? `10${raised(exponent)}`;
const short = (value) => String(Number(value.toPrecision(3)));

export class Strip {
  /** `onMove(index)` follows a pointer that is down on the strip, `onLeave()` its release. */
  constructor(canvas, slider, onMove, onLeave) {
    this.canvas = canvas;
    this.slider = slider;
    this.context = canvas.getContext("2d");
    const move = (event) => canvas.hasPointerCapture(event.pointerId) && onMove(this.#indexAt(event.clientX));
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.header) return;
      canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("lostpointercapture", onLeave); // let go, or taken over by a scroll
  }

  /** Take what the strip shows: a slider's header, the final loss of each run above the chart's offset, the look. */
  show(header, finals, look) {
    Object.assign(this, { header, look, accent: getComputedStyle(this.canvas).getPropertyValue("--derby-accent") });
    const [low, high] = header.chart.bounds;
    const drawn = Array.from(finals, (loss) => Math.min(Math.max(loss, low), high));
    const ended = drawn.filter((_, i) => !header.out[i]);
    const [least, most] = [Math.min(...ended), Math.max(...ended)];
    this.log = header.chart.log && Math.log10(most / least) > MOST;
    const scale = this.log ? Math.log10 : (loss) => loss;
    this.heights = drawn.map(scale);
    this.axis = ended.length ? { low: scale(least), high: scale(most) } : null;
  }

  /** Draw it all, with the run `index` as the present one. */
  paint(index) {
    if (!this.header || !this.#fit()) return;
    const { context, look, header } = this;
    context.clearRect(0, 0, this.width, this.height);
    context.font = `${FONT_SIZE}px ${look.font}`;
    this.#paintAxes();
    this.#line(this.#x(index), 0, this.#x(index), this.height - FOOT + 3, this.accent, 1.5);
    this.#paintRuns();
    if (header.own !== null) {
      this.#mark(CARET, this.#x(header.own), this.height - FOOT + 8, 5, look.text);
    }
    if (header.best !== null) this.#mark(header.star, ...this.#place(header.best), 8, look.text);
    this.#mark(header.racer.shape, ...this.#place(index), 6, header.racer.color);
  }

  /** Where the middle of the slider's thumb is for a value, in pixels of the canvas. */
  #x(index) {
    const { left, step } = this.track;
    return left + index * step;
  }

  #y(height) {
    const [top, bottom] = [this.top + 8, this.height - FOOT - 6];
    const { low, high } = this.axis;
    return high > low ? bottom - ((height - low) / (high - low)) * (bottom - top) : (top + bottom) / 2;
  }

  #place(index) {
    return [this.#x(index), this.header.out[index] ? BAND / 2 : this.#y(this.heights[index])];
  }

  get top() {
    return this.header.out.includes(true) ? BAND : 0;
  }

  #indexAt(clientX) {
    const { left, step } = this.track;
    const last = this.header.values.length - 1;
    const index = Math.round((clientX - this.canvas.getBoundingClientRect().left - left) / (step || 1));
    return Math.max(0, Math.min(last, index));
  }

  #paintAxes() {
    const { context, look, header, width, height, top } = this;
    const [first, last] = [this.#x(0), this.#x(header.values.length - 1)];
    const line = (y) => this.#line(first - 7, y, last + 7, y, look.grid, 1);
    context.fillStyle = look.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    if (top) {
      context.fillText(tell("lost"), first - 12, BAND / 2);
      line(BAND);
    }
    line(height - FOOT);
    for (const [at, text] of this.axis ? this.#ticks() : []) {
      const y = this.#y(at);
      line(y);
      context.fillText(text, first - 12, y);
    }
    context.textBaseline = "alphabetic";
    context.textAlign = "center";
    const count = Math.min(header.values.length, last - first > 420 ? 5 : 3);
    for (let i = 0; i < count; i++) {
      const index = count > 1 ? Math.round((i * (header.values.length - 1)) / (count - 1)) : 0;
      const half = context.measureText(header.texts[index]).width / 2;
      context.fillText(header.texts[index], Math.min(this.#x(index), width - half), height - 3);
    }
  }

  /** At most three marks of the loss: [height, text]. */
  #ticks() {
    const { low, high } = this.axis;
    if (!this.log) return high > low ? [[low, short(low)], [high, short(high)]] : [[low, short(low)]];
    const [first, last] = [Math.ceil(low), Math.floor(high)];
    const apart = Math.max(1, Math.ceil((last - first) / 2));
    const ticks = [];
    for (let exponent = last; exponent >= first; exponent -= apart) ticks.push([exponent, power(exponent)]);
    return ticks;
  }

  #paintRuns() {
    const { context, header, look } = this;
    context.lineWidth = 1.5;
    context.strokeStyle = header.racer.color;
    context.beginPath();
    header.out.forEach((out, i) => {
      if (out) return;
      if (i && !header.out[i - 1]) context.lineTo(...this.#place(i));
      else context.moveTo(...this.#place(i));
    });
    context.stroke();
    const [dot, cross] = this.track.step < 8 ? [1.5, 2] : [2.25, 3.5];
    header.out.forEach((out, i) => {
      const [x, y] = this.#place(i);
      traceShape(context, out ? TIMES : header.dot, x, y, out ? cross : dot);
      context.fillStyle = out ? look.muted : header.racer.color;
      context.fill();
    });
  }

  #mark(shape, x, y, radius, color) {
    const { context, look } = this;
    traceShape(context, shape, x, y, radius);
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = look.background;
    context.stroke();
    context.fillStyle = color;
    context.fill();
  }

  #line(x0, y0, x1, y1, color, width) {
    const { context } = this;
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  }

  /** Match the canvas to its size in device pixels, and the values to the slider's thumb; say whether it can be seen. */
  #fit() {
    const { canvas, slider, context } = this;
    const ratio = window.devicePixelRatio || 1;
    const [box, range] = [canvas.getBoundingClientRect(), slider.getBoundingClientRect()];
    [this.width, this.height] = [box.width, box.height];
    const [width, height] = [Math.round(ratio * box.width), Math.round(ratio * box.height)];
    if (!width || !height) return false;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const thumb = parseFloat(getComputedStyle(slider).getPropertyValue("--derby-thumb"));
    const last = Math.max(1, this.header.values.length - 1);
    this.track = { left: range.left - box.left + thumb / 2, step: (range.width - thumb) / last };
    return true;
  }
}

/** What the strip's marks mean: {mark: an SVG element, text, index: the run it leads to or null}. */
export function stripKey({ racer, chart, texts, own, best, star, dot, out }, look) {
  const loss = { mark: shapeSvg(dot, racer.color), text: tell("final", { quantity: chart.label }), index: null };
  const items = [loss];
  const runs = [["lowest", star, best], ["own", CARET, own]].filter(([, , index]) => index !== null);
  for (const [name, shape, index] of runs) {
    items.push({ mark: shapeSvg(shape, look.text), text: tell(name, { value: texts[index] }), index });
  }
  if (out.includes(true)) items.push({ mark: shapeSvg(TIMES, look.muted), text: tell("lost"), index: null });
  return items;
}
