// Runs tapes, straight-line programs as programs/tape.py writes them, over registers of floats. Nothing is compiled
// from text, so that it works under any Content-Security-Policy.

import { OPERATIONS } from "./operations.js";

/** What the switch below does itself, in the order of its cases: name → how many operands it has. */
const OWN = { add: 2, subtract: 2, multiply: 2, divide: 2, negative: 1, sqrt: 1, where: 3, gradient: 2 };
const OWN_NAMES = Object.keys(OWN);

/** The names of all operations. */
export const NAMES = [...OWN_NAMES, ...Object.keys(OPERATIONS)];

export class Program {
  /** Of a tape. `instead` are functions for operations that are to do something else. */
  constructor(tape, instead = {}) {
    const names = tape.operations;
    this.called = names.map((name) => instead[name] ?? OPERATIONS[name]);
    const isCalled = (name) => instead[name] || !(name in OWN);
    const codes = names.map((name, k) => (isCalled(name) ? OWN_NAMES.length + k : OWN_NAMES.indexOf(name)));
    const lines = [];
    for (let i = 0; i < tape.code.length; ) {
      const k = tape.code[i];
      const end = i + 1 + (OWN[names[k]] ?? this.called[k].length);
      lines.push([codes[k], ...tape.code.slice(i + 1, end)]);
      i = end;
    }
    this.given = tape.given;
    const made = lines.reduce((most, [code]) => most + (OWN_NAMES[code] === "gradient" ? 2 : 1), tape.given);
    const place = (operand) => (operand < 0 ? made - 1 - operand : operand);
    this.code = new Int32Array(4 * lines.length);
    lines.forEach(([code, ...operands], i) => this.code.set([code, ...operands.map(place)], 4 * i));
    this.results = Int32Array.from(tape.results, place);
    this.place = place;
    this.registers = new Float64Array(made + tape.numbers.length);
    this.registers.set(tape.numbers.map(Number), made);
  }

  /** Work everything out. `slopes(x, y, registers, place, t)` puts the gradient at a point into two registers. */
  run(slopes, t) {
    const { code, called, registers: r } = this;
    for (let i = 0, o = this.given; i < code.length; i += 4) {
      const a = r[code[i + 1]];
      const b = r[code[i + 2]];
      switch (code[i]) {
        case 0:
          r[o++] = a + b;
          break;
        case 1:
          r[o++] = a - b;
          break;
        case 2:
          r[o++] = a * b;
          break;
        case 3:
          r[o++] = a / b;
          break;
        case 4:
          r[o++] = -a;
          break;
        case 5:
          r[o++] = Math.sqrt(a);
          break;
        case 6:
          r[o++] = a !== 0 ? b : r[code[i + 3]];
          break;
        case 7:
          slopes(a, b, r, o, t);
          o += 2;
          break;
        default:
          r[o++] = called[code[i] - 8](a, b);
      }
    }
  }
}
