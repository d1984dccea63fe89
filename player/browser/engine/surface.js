// A surface: value and gradient from tapes, with slopes at kinks as surfaces/compiling/mending.py has them; or the mean
// over the rows of a table of what one row gives.

import { Program } from "./interpreter.js";
import { OPERATIONS } from "./operations.js";

const FAR = 2 ** -14;
const NEAR = 2 ** -20;
const SHRINKING = 0.75;
const ROUNDING = 2 ** -49;

const FORGIVING = { multiply: (a, b) => (a === 0 || b === 0 ? 0 : a * b), divide: OPERATIONS.quotient };

export class Surface {
  #value;
  #gradient;
  #forgiving = null;

  /** What is given beside x and y. */
  more = [];

  /** Of what `Surface.tapes` prints. */
  constructor({ value, gradient, mended }) {
    this.#value = new Program(value);
    this.#gradient = new Program(gradient);
    if (mended) this.#forgiving = new Program(gradient, FORGIVING);
  }

  value(x, y) {
    return this.#at(this.#value, x, y)[this.#value.results[0]];
  }

  /** Put the slopes at a point into two places of `into`. */
  gradient(x, y, into, place) {
    const program = this.#gradient;
    const found = this.#at(program, x, y);
    into[place] = found[program.results[0]];
    into[place + 1] = found[program.results[1]];
    if (this.#forgiving && !(isFinite(into[place]) && isFinite(into[place + 1]))) this.#mend([x, y], into, place);
  }

  #mend(here, into, place) {
    const height = this.value(...here);
    if (!isFinite(height)) return;
    const found = this.#at(this.#forgiving, ...here);
    const guesses = Array.from(this.#forgiving.results, (result) => found[result]);
    guesses.forEach((guess, axis) => {
      const slope = isFinite(into[place + axis]) ? NaN : this.#slope(guess, axis, height, here);
      if (!isNaN(slope)) into[place + axis] = slope;
    });
  }

  /** The slope along an axis: the guess where the sides tend to it, 0 where it is highest or lowest there, or NaN. */
  #slope(guess, axis, height, here) {
    const [far, near] = [FAR, NEAR].map((distance) => this.#sides(distance, axis, height, here));
    const rounding = (ROUNDING * (Math.abs(height) + (Math.abs(here[axis]) * near.change) / near.apart)) / near.apart;
    const tends = Math.abs(near.slope - guess) <= SHRINKING * Math.abs(far.slope - guess) + rounding;
    if (tends && isFinite(guess)) return guess + 0;
    return near.extreme && isFinite(near.change) && near.change <= SHRINKING * far.change ? 0 : NaN;
  }

  #sides(distance, axis, height, here) {
    const apart = distance * Math.max(1, Math.abs(here[axis]));
    const [below, above] = [-apart, apart].map((step) => this.value(...here.with(axis, here[axis] + step)));
    const [falls, rises] = [height - below, above - height];
    const extreme = (falls <= 0 && rises >= 0) || (falls >= 0 && rises <= 0);
    const [left, right] = [isNaN(falls) ? rises : falls, isNaN(rises) ? falls : rises];
    return { apart, slope: (left + right) / (2 * apart), change: Math.abs(left) + Math.abs(right), extreme };
  }

  #at(program, x, y) {
    const { registers } = program;
    registers[0] = x;
    registers[1] = y;
    for (let i = 0; i < this.more.length; i++) registers[2 + i] = this.more[i];
    program.run();
    return registers;
  }
}

export class RowMean {
  #loss;
  #all;

  /** Of what `DataLoss.row_tapes` prints. */
  constructor({ table, ...tapes }) {
    this.rows = table;
    this.#loss = new Surface(tapes);
    this.#all = Uint32Array.from(table.keys());
  }

  value(x, y) {
    let sum = 0;
    for (const row of this.rows) {
      this.#loss.more = row;
      sum += this.#loss.value(x, y);
    }
    return sum / this.rows.length;
  }

  gradient(x, y, into, place) {
    this.gradientOver(this.#all, 0, this.rows.length, x, y, into, place);
  }

  /** As `gradient`, of the rows alone whose numbers stand in `drawn`, from one place up to another. */
  gradientOver(drawn, from, to, x, y, into, place) {
    let [byX, byY] = [0, 0];
    for (let i = from; i < to; i++) {
      this.#loss.more = this.rows[drawn[i]];
      this.#loss.gradient(x, y, into, place);
      byX += into[place];
      byY += into[place + 1];
    }
    into[place] = byX / (to - from);
    into[place + 1] = byY / (to - from);
  }
}
