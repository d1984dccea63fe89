// The window of a map: ground past the domain, or closer than it was sampled, asked for once the picture is at rest.

import { Landscape } from "./landscape.js";

const REST = 250; // milliseconds
const MARGIN = 0.5; // of what is seen, asked for on every side beside it
const FINE = 3; // times what is seen: ground spread wider than this looks coarse

export class Window {
  /** `ask(ranges)` asks for the ground over [[x0, x1], [y0, y1]]; over the domain again where it is empty. */
  constructor(ask) {
    this.ask = ask;
    this.ground = null;
    this.asked = "[]";
    this.timer = 0;
  }

  /** Take what a message says of the window of `home`: null for none, without a grid for the one that is here. */
  take(home, meta, { grid, arrows }) {
    const ranges = JSON.stringify(meta ? [meta.x, meta.y] : []);
    const id = `${home.id} ${ranges}`;
    if (grid) this.ground = new Landscape({ ...home, ...meta }, grid);
    else if (!meta || id !== this.id) this.ground = null;
    if (arrows && this.ground) this.ground.arrows = arrows;
    this.id = id;
    this.asked = ranges;
  }

  /** Note that `board` may have moved over `home`. */
  follow(board, home) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(board, home), REST);
  }

  leave() {
    clearTimeout(this.timer);
  }

  #look(board, home) {
    const { xaxis, yaxis } = board.plot._fullLayout ?? {};
    if (!xaxis || !yaxis) return;
    const seen = [xaxis.range, yaxis.range];
    if (this.ground && !serves(home, seen) && serves(this.ground, seen)) return;
    const wanted = serves(home, seen) ? [] : seen.map(([low, high]) => widened(low, high));
    const ranges = JSON.stringify(wanted);
    if (ranges === this.asked) return;
    this.asked = ranges;
    this.ask(wanted);
  }
}

const widened = (low, high) => [low - MARGIN * (high - low), high + MARGIN * (high - low)];

/** Does `ground` cover what is seen, finely enough? */
function serves(ground, seen) {
  return [ground.x, ground.y].every(([low, high], i) => {
    const [from, to] = seen[i];
    const slack = 1e-6 * (high - low);
    return low <= from + slack && to <= high + slack && high - low <= FINE * (to - from);
  });
}
