// The curve of final losses over the stops of a slider: where runs are lost, the best, the value that was told and the
// one in hand.

import { traceShape } from "./symbols.js";

const [LEFT, RIGHT] = [40, 14]; // pixels beside the first and the last stop
const BAND = 16; // at the top, for runs that are lost
const FOOT = 26; // at the bottom, for the caret of the value that was told, and the stops
const FONT_SIZE = 11;
const DECADES = 1.5; // a log axis where the losses spread over more
const LEAST = 1e-16; // of the largest: where a log axis ends at the latest
const CARET = [[0, -1], [0.9, 0.8], [-0.9, 0.8]];
const HALF = [[-1, -0.7], [-0.7, -1], [0, -0.3], [0.7, -1], [1, -0.7], [0.3, 0]];
const TIMES = [...HALF, ...HALF.map(([x, y]) => [-x, -y])]; // thinner than the racers' own x
const SUPERSCRIPT = { "-": "⁻", ...Object.fromEntries(Array.from("⁰¹²³⁴⁵⁶⁷⁸⁹", (sign, digit) => [digit, sign])) };

const raised = (exponent) => Array.from(String(exponent), (sign) => SUPERSCRIPT[sign]).join("");
const power = (exponent) => ["1", "10"][exponent] ?? `10${raised(exponent)}`;
const short = (value) => String(Number(value.toPrecision(3)));

export class Curve {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  /**
   * Take what it shows: the texts of the stops, for each its loss and whether it is lost; the numbers of the best and
   * of the one that was told, -1 for none; the racer and the look.
   */
  show({ texts, losses, lost, best, told, racer, look }) {
    Object.assign(this, { texts, lost, best, told, racer, look });
    const ended = losses.filter((_, i) => !lost[i]);
    const [least, most] = [Math.min(...ended), Math.max(...ended)];
    const floor = Math.max(least, LEAST * most);
    this.log = least >= 0 && Math.log10(most / floor) > DECADES;
    const scale = this.log ? (loss) => Math.log10(Math.max(loss, floor)) : (loss) => loss;
    this.heights = losses.map(scale);
    this.axis = ended.length ? { low: scale(least), high: scale(most) } : null;
  }

  /** Draw it, with a stop as the one in hand. */
  paint(stop) {
    const { context, look, width, height } = this;
    context.clearRect(0, 0, width, height);
    context.font = `${FONT_SIZE}px ${look.font}`;
    this.#paintAxes();
    this.#line(this.#x(stop), 0, this.#x(stop), height - FOOT + 3, look.text, 1.25);
    this.#paintRuns();
    if (this.told >= 0) this.#mark(CARET, this.#x(this.told), height - FOOT + 7, 4.5, look.text);
    if (this.best >= 0) this.#ring(...this.#place(this.best));
    this.#mark(this.racer.shape, ...this.#place(stop), 5.5, this.racer.color);
  }

  #x(stop) {
    return LEFT + (stop * (this.width - LEFT - RIGHT)) / Math.max(1, this.texts.length - 1);
  }

  #y(height) {
    const [top, bottom] = [this.#top + 8, this.height - FOOT - 6];
    const { low, high } = this.axis;
    return high > low ? bottom - ((height - low) / (high - low)) * (bottom - top) : (top + bottom) / 2;
  }

  #place(stop) {
    return [this.#x(stop), this.lost[stop] ? BAND / 2 : this.#y(this.heights[stop])];
  }

  get #top() {
    return this.lost.includes(true) ? BAND : 0;
  }

  #paintAxes() {
    const { context, look, width, height, texts } = this;
    context.fillStyle = look.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    for (const [at, text] of this.axis ? this.#ticks() : []) {
      const y = this.#y(at);
      this.#line(LEFT - 6, y, width - RIGHT + 6, y, look.grid, 1);
      context.fillText(text, LEFT - 9, y);
    }
    this.#line(LEFT - 6, height - FOOT, width - RIGHT + 6, height - FOOT, look.grid, 1);
    if (this.#top) this.#line(LEFT - 6, BAND, width - RIGHT + 6, BAND, look.grid, 1);
    context.textBaseline = "alphabetic";
    context.textAlign = "center";
    for (const part of [0, 0.5, 1]) {
      const stop = Math.round(part * (texts.length - 1));
      const half = context.measureText(texts[stop]).width / 2;
      context.fillText(texts[stop], Math.min(this.#x(stop), width - half), height - 2);
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
    const { context, lost, look, racer } = this;
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    context.strokeStyle = racer.color;
    context.beginPath();
    lost.forEach((isLost, i) => {
      if (isLost) return;
      if (i && !lost[i - 1]) context.lineTo(...this.#place(i));
      else context.moveTo(...this.#place(i));
    });
    context.stroke();
    context.fillStyle = look.muted;
    lost.forEach((isLost, i) => {
      if (!isLost) return;
      traceShape(context, TIMES, ...this.#place(i), 2.5);
      context.fill();
    });
  }

  #ring(x, y) {
    const { context, look } = this;
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.lineWidth = 1.5;
    context.strokeStyle = look.text;
    context.stroke();
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

  /** Match the canvas to its size in device pixels. */
  fit() {
    const { canvas, context } = this;
    const ratio = window.devicePixelRatio || 1;
    [this.width, this.height] = [canvas.clientWidth, canvas.clientHeight];
    const [width, height] = [this.width, this.height].map((side) => Math.round(ratio * side));
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
}
