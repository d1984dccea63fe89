// A rule's step from its tape, as optimizers/program/tape.py writes it: x, y and t stand first among its registers,
// then its state, then its fields.

import { Program } from "./interpreter.js";

const [X, Y, T, STATE] = [0, 1, 2, 3];

export class Rule {
  #program;
  #begin;
  #after;
  #rate;

  constructor({ fields, begin, rate, ...tape }) {
    this.fields = fields;
    this.#program = new Program(tape);
    this.#rate = rate === undefined ? null : this.#program.place(rate);
    this.#begin = begin.map(this.#program.place);
    this.#after = new Float64Array(2 + begin.length);
  }

  /** Stand at a point, with these numbers for the fields; return the registers, one's own to `resume`. */
  begin(x, y, numbers) {
    const registers = this.#program.registers.slice();
    registers.set([x, y, 0]);
    registers.set(this.#begin.map((place) => registers[place]), STATE);
    registers.set(numbers, STATE + this.#begin.length);
    return this.resume(registers);
  }

  resume(registers) {
    this.#program.registers = registers;
    return registers;
  }

  get x() {
    return this.#program.registers[X];
  }

  get y() {
    return this.#program.registers[Y];
  }

  /** The learning rate of the step that was taken last; undefined where there is none. */
  get rate() {
    return this.#program.registers[this.#rate];
  }

  /** Whether the point is finite. */
  get somewhere() {
    return isFinite(this.x) && isFinite(this.y);
  }

  /** Whether the state is finite. */
  get sound() {
    const { registers } = this.#program;
    for (let i = STATE; i < STATE + this.#begin.length; i++) if (!isFinite(registers[i])) return false;
    return true;
  }

  /** Take the next step; `slopes(x, y, registers, place, t)` puts the gradient that the rule sees into two places. */
  step(slopes) {
    const { registers, results } = this.#program;
    this.#program.run(slopes, ++registers[T]);
    for (let i = 0; i < results.length; i++) this.#after[i] = registers[results[i]];
    registers[X] = this.#after[X];
    registers[Y] = this.#after[Y];
    for (let i = 2; i < results.length; i++) registers[STATE - 2 + i] = this.#after[i];
  }
}
