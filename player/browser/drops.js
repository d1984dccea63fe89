// Many starts of one racer that run down at once on one panel of a figure: heads, and trails that fade.

const RADIUS = 2.2; // pixels
const WIDTH = 1.4;
const INK = 0.8; // of a trail that fades
const FAINT = 0.3; // of one that stays
const BESIDE = 20; // pixels: further out nothing of a drop is seen

export class Drops {
  #descents;
  #groups = new Map();
  #before;
  #after;

  /** `descents` of the engine; `colors`, one for each start; `panel`: the subplot's name. */
  constructor(descents, colors, panel) {
    this.panel = panel;
    this.step = 0; // so many are done, the last of them to be seen in part
    this.#descents = descents;
    colors.forEach((color, i) => this.#groups.set(color, [...(this.#groups.get(color) ?? []), i]));
    this.#after = this.at = this.#now();
  }

  /** Go on to a step, whole or not: draw the ways there, and the drops where they are. `layout` is Plotly's. */
  paint(trails, heads, layout, step, stays = false) {
    const ways = [this.at];
    for (; this.step < step; this.step++) {
      ways.push(this.#after);
      this.#descents.step();
      [this.#before, this.#after] = [this.#after, this.#now()];
    }
    const part = 1 + step - this.step;
    this.at = part < 1 ? between(this.#before, this.#after, part) : this.#after;
    ways.push(this.at);
    const axes = layout._plots[this.panel];
    for (const context of [trails, heads]) clip(context, axes);
    trails.globalAlpha = stays ? FAINT : INK;
    trails.lineWidth = WIDTH;
    const place = placing(axes);
    for (const [color, drops] of this.#groups) {
      trails.strokeStyle = heads.fillStyle = color;
      paintTrails(trails, drops, ways, place);
      paintHeads(heads, drops, this.at, place, axes);
    }
    for (const context of [trails, heads]) context.restore();
  }

  #now() {
    const { x, y } = this.#descents;
    return { x: Float64Array.from(x), y: Float64Array.from(y) };
  }
}

function between(before, after, part) {
  const way = (axis) => after[axis].map((value, i) => before[axis][i] + part * (value - before[axis][i]));
  return { x: way("x"), y: way("y") };
}

function clip(context, { xaxis, yaxis }) {
  context.save();
  context.beginPath();
  context.rect(xaxis._offset, yaxis._offset, xaxis._length, yaxis._length);
  context.clip();
}

/** What returns the pixel of drop `i` of {x, y}: [x, y], the same array each time. */
function placing({ xaxis, yaxis }) {
  const pixel = [0, 0];
  const [across, down] = [xaxis, yaxis].map(({ range: [from, to], _length }) => _length / (to - from));
  const left = xaxis._offset - across * xaxis.range[0];
  const bottom = yaxis._offset + yaxis._length + down * yaxis.range[0];
  return ({ x, y }, i) => {
    pixel[0] = left + across * x[i];
    pixel[1] = bottom - down * y[i];
    return pixel;
  };
}

function paintTrails(context, drops, ways, place) {
  const [first, last] = [ways[0], ways.at(-1)];
  context.beginPath();
  for (const i of drops) {
    if (first.x[i] === last.x[i] && first.y[i] === last.y[i]) continue; // at rest
    context.moveTo(...place(first, i));
    for (let k = 1; k < ways.length; k++) context.lineTo(...place(ways[k], i));
  }
  context.stroke();
}

/** One dot for all drops that lie on one pixel. */
function paintHeads(context, drops, at, place, { xaxis, yaxis }) {
  const taken = new Set();
  for (const i of drops) {
    const [x, y] = place(at, i);
    const [across, down] = [x - xaxis._offset + BESIDE, y - yaxis._offset + BESIDE];
    const isSeen = across > 0 && across < xaxis._length + 2 * BESIDE && down > 0 && down < yaxis._length + 2 * BESIDE;
    const pixel = Math.round(2 * across) * 10000 + Math.round(2 * down);
    if (!isSeen || taken.has(pixel)) continue;
    taken.add(pixel);
    context.beginPath();
    context.arc(x, y, RADIUS, 0, 2 * Math.PI);
    context.fill();
  }
}
