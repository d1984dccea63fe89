// The race in the browser, from the programs that NumPy runs: what it would be after a change that is not made yet.
// What is told comes from player/live.py.

import { Path, walk } from "./run.js";
import { Rule } from "./rule.js";
import { slopesOf } from "./slopes.js";
import { RowMean, Surface } from "./surface.js";

const BESIDE = 1e-12; // of how far one runs away: where f that is infinite has values

/** How what comes once is made ready, by what the race calls it. */
const MAKE = {
  surface: (tapes) => (tapes.table ? new RowMean(tapes) : new Surface(tapes)),
  rule: (tape) => new Rule(tape),
  table: (tapes) => new RowMean(tapes),
  drawn: (text) => new Float64Array(bytes(text).buffer),
  rows: (text, { table }) => (table.rows.length > 256 ? new Uint16Array(bytes(text).buffer) : bytes(text)),
};

export class Engine {
  #known = new Map(); // what comes once, by name
  #told = null;
  #paths = [];
  #keys = [];
  #spare = new Path(0);

  /** Learn what a message's header says of its race, if it does; say whether all is there that it names. */
  update({ live = null, programs = {}, steps, landscape }) {
    this.#paths.length = this.#keys.length = 0;
    this.#told = null;
    if (!live) return true;
    const [before, known] = [this.#known, new Map()];
    const told = { ...live, steps };
    const named = (kind, name) => {
      known.set(name, before.get(name) ?? (name in programs ? MAKE[kind](programs[name], told) : null));
      return known.get(name);
    };
    for (const kind of ["surface", "table", "drawn", "rows"]) if (live[kind]) told[kind] = named(kind, live[kind]);
    told.racers = live.racers.map((racer) => racer && { ...racer, rule: named("rule", racer.rule) });
    this.#known = known;
    if ([...known.values()].includes(null)) return false;
    const [[x0, x1], [y0, y1]] = [landscape.x, landscape.y];
    this.#told = { ...told, centre: [(x0 + x1) / 2, (y0 + y1) / 2] };
    return true;
  }

  /** Whether racer `i` runs here, as things stand or after a change. */
  can(i, changes = {}) {
    return this.#changed(i, changes) !== null;
  }

  /**
   * What each racer does: {x, y, loss, stopped, gone, left}, or null where it cannot run here; `gone` is the step since
   * which it has stopped or run away, or null, `left` whether where f is not defined. `changes`: start, steps,
   * parameters by letter, noise for all, and by racer's number its fields, noise and batch_size. The next call reuses
   * the arrays.
   */
  race(changes = {}) {
    return (this.#told?.racers ?? []).map((_, i) => {
      const set = this.#changed(i, changes);
      if (!set) return null;
      const { start, steps, parameters, numbers, noise, batch } = set;
      const key = JSON.stringify([start, steps, parameters, numbers, noise, batch]);
      if (this.#keys[i] !== key) {
        if (this.#paths[i]?.x.length !== steps + 1) this.#paths[i] = new Path(steps);
        this.#walk(set, this.#paths[i]);
        this.#paths[i].left = this.#paths[i].out.some((place) => this.#isUndefined(place));
        this.#keys[i] = key;
      }
      return this.#paths[i];
    });
  }

  /** Where racer `i` ends for each value of a field, of its noise, batch_size or a parameter: {loss, lost}, or null. */
  finals(i, field, values, changes = {}) {
    return values.map((value) => {
      const set = this.#changed(i, varied(i, field, value, changes, this.#told));
      if (!set) return null;
      if (this.#spare.x.length !== set.steps + 1) this.#spare = new Path(set.steps);
      this.#walk(set, this.#spare);
      return { loss: this.#spare.loss.at(-1), lost: this.#spare.gone !== null };
    });
  }

  /** The norm of the gradient at a place. */
  steepness(changes, x, y) {
    const slopes = [NaN, NaN];
    this.#ground({ ...this.#told.parameters, ...changes.parameters }).gradient(x, y, slopes, 0);
    return Math.hypot(...slopes);
  }

  /** The learning rate of racer `i` at each step, NaN at the start; null where it has none, or cannot run here. */
  rates(i, changes = {}) {
    const set = this.#changed(i, changes);
    if (!set) return null;
    const { rule, steps } = set;
    rule.begin(0, 0, set.numbers);
    const rates = new Float64Array(steps + 1).fill(NaN);
    for (let t = 1; t <= steps; t++) {
      rule.step(nowhere); // a rate hangs on the step alone
      rates[t] = rule.rate;
    }
    return rule.rate === undefined ? null : rates;
  }

  /** The losses on a grid, row by row: (ys.length, xs.length). */
  heights(changes, xs, ys) {
    const surface = this.#ground({ ...this.#told.parameters, ...changes.parameters });
    const heights = new Float64Array(xs.length * ys.length);
    ys.forEach((y, row) => xs.forEach((x, column) => (heights[row * xs.length + column] = surface.value(x, y))));
    return heights;
  }

  /**
   * Racer `i` from many starts at once, or null: {x, y, going, step()}, of which each step moves all that are still
   * going by one. `starts` are [x, y] each.
   */
  descents(i, starts, changes = {}) {
    const set = this.#changed(i, changes);
    if (!set) return null;
    const { rule, numbers, parameters } = set;
    const runs = starts.map(([x, y]) => rule.begin(x, y, numbers));
    const [x, y] = [0, 1].map((axis) => Float64Array.from(starts, (start) => start[axis]));
    const going = new Uint8Array(runs.length).fill(1);
    const slopes = slopesOf(set);
    const step = () => {
      this.#ground(parameters);
      for (let k = 0; k < runs.length; k++) {
        if (!going[k]) continue;
        rule.resume(runs[k]);
        rule.step(slopes);
        if (rule.somewhere && !this.#isFar(rule.x, rule.y, starts[k])) [x[k], y[k]] = [rule.x, rule.y];
        else going[k] = 0;
      }
    };
    return { x, y, going, step };
  }

  /** The surface with these parameters. */
  #ground(parameters) {
    const { surface } = this.#told;
    surface.more = Object.values(parameters);
    return surface;
  }

  #walk(set, path) {
    this.#ground(set.parameters);
    walk({ ...set, slopes: slopesOf(set) }, set.start, path);
    path.gone = this.#goneSince(path, set.start);
  }

  /** The step since which a run has run away or stopped, as racing/judge.py has it; null where it has not. */
  #goneSince({ x, y, stopped }, start) {
    let step = x.length;
    while (step > 0 && this.#isFar(x[step - 1], y[step - 1], start)) step -= 1;
    return step < x.length ? step : stopped;
  }

  /** Whether a run that ends there has run away, as racing/judge.py has it. */
  #isFar(x, y, start) {
    const { centre, far } = this.#told;
    const from = (place) => Math.hypot(place[0] - centre[0], place[1] - centre[1]);
    return !(from([x, y]) <= Math.max(far, from(start)));
  }

  /** Whether f is not defined at a place, as racing/judge.py has it. */
  #isUndefined([x, y]) {
    const { surface, centre, far } = this.#told;
    const value = surface.value(x, y);
    const sides = [-1, 1].flatMap((side) => [[x + side * BESIDE * far, y], [x, y + side * BESIDE * far]]);
    const isThere = isNaN(value) || (!isFinite(value) && sides.some((place) => isFinite(surface.value(...place))));
    return isThere && Math.hypot(x - centre[0], y - centre[1]) <= far;
  }

  /** All that racer `i` runs by, or null where it cannot run here. */
  #changed(i, changes) {
    const told = this.#told;
    const racer = told?.racers[i];
    if (!racer) return null;
    const { noise, batch_size: batch, ...fields } = { noise: changes.noise, ...changes.racers?.[i] };
    const { rule } = racer;
    const numbers = [...racer.numbers];
    for (const [field, value] of Object.entries(fields)) {
      const place = rule.fields.indexOf(field);
      if (place < 0) return null;
      numbers[place] = value;
    }
    if (batch && racer.moves !== undefined) return null; // it would move for another number of steps
    const set = {
      ...told,
      ...racer,
      numbers,
      start: changes.start ?? told.start,
      steps: changes.steps ?? told.steps,
      parameters: { ...told.parameters, ...changes.parameters },
      noise: noise ?? racer.noise ?? 0,
      batch: batch ?? racer.batch ?? 0,
    };
    if (set.noise && !(set.drawn?.length >= 2 * set.steps)) return null;
    if (set.batch && !(set.rows?.length >= set.batch * set.steps)) return null;
    return set;
  }
}

function nowhere(x, y, into, place) {
  into[place] = into[place + 1] = 0;
}

/** Changes that have another value besides, of a racer's field or of a parameter. */
function varied(i, field, value, changes, told) {
  if (field in (told?.parameters ?? {})) return { ...changes, parameters: { ...changes.parameters, [field]: value } };
  const racers = { ...changes.racers, [i]: { ...changes.racers?.[i], [field]: value } };
  return { ...changes, racers };
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
