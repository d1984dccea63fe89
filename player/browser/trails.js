// The racers' trails on a canvas: they only grow while the race plays on. Where a hand moves some of them again and
// again, what lies below and above these is drawn once, beside the canvas.

const WIDTH = 2.25;
const HIDDEN_WIDTH = 1;
const DOT = 3; // pixels, the radius of a dot at a step that is one of few and long
const UNSEEN = 0.4; // pixels from a point to the next: it takes as long to draw as one that is seen

export class Trails {
  constructor(context) {
    this.context = context;
    this.drawn = null; // what was drawn last, {key, tokens}; null where that is not all that is on the canvas
    this.kept = null; // {key, below, above}: canvases with what stays
  }

  /**
   * Draw all anew: `items` in their order, {tokens, draw(context)} each, of which nothing is to be drawn anew as long
   * as the tokens are the same; `key` says what else that hangs on.
   */
  redraw(items, key) {
    const { context, drawn } = this;
    const isNew = ({ tokens }, i) => !drawn || tokens.some((token, k) => token !== drawn.tokens[i]?.[k]);
    const isSame = drawn?.key === key && drawn.tokens.length === items.length;
    const moved = items.flatMap((item, i) => (isNew(item, i) || !isSame ? [i] : []));
    this.drawn = { key, tokens: items.map(({ tokens }) => tokens) };
    if (!moved.length && isSame) return;
    clear(context);
    const [first, last] = [moved[0], moved.at(-1)];
    const among = isSame && moved.length < items.length ? `${first} ${last}` : null;
    if (this.kept?.among !== among) this.kept = among && { among };
    else if (among) return this.#redrawWithin(items, first, last);
    for (const { draw } of items) draw(context);
  }

  /** What is on the canvas is no longer what was drawn. */
  forget() {
    this.drawn = this.kept = null;
  }

  #redrawWithin(items, first, last) {
    const { context, kept } = this;
    kept.below ??= this.#beside(items.slice(0, first));
    kept.above ??= this.#beside(items.slice(last + 1));
    const put = (canvas) => {
      context.save();
      context.resetTransform();
      context.drawImage(canvas, 0, 0);
      context.restore();
    };
    if (first > 0) put(kept.below);
    for (const { draw } of items.slice(first, last + 1)) draw(context);
    if (last + 1 < items.length) put(kept.above);
  }

  #beside(items) {
    const { width, height } = this.context.canvas;
    const beside = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
    beside.setTransform(this.context.getTransform());
    for (const { draw } of items) draw(beside);
    return beside.canvas;
  }
}

export function clear(context) {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}

/** Let what `draw` draws end at the edge of a rectangle. */
export function clipped(context, rectangle, draw) {
  context.save();
  context.beginPath();
  context.rect(...rectangle);
  context.clip();
  draw();
  context.restore();
}

/** Draw the trail of a racer from one step to another, so many times as large. */
export function paintTrail(context, { pixels, hidden, dots, color }, from, to, scale) {
  paintLine(context, pixels, hidden, from, to, color, scale);
  context.fillStyle = color;
  for (const step of dots) {
    if (step <= from || step > to) continue;
    context.beginPath();
    context.arc(pixels[2 * step], pixels[2 * step + 1], DOT * scale, 0, 2 * Math.PI);
    context.fill();
  }
}

function paintLine(context, pixels, hidden, from, to, color, scale) {
  if (!hidden) return paintPiece(context, pixels, from, to, color, scale);
  for (let i = from; i < to; ) {
    let end = i + 1;
    while (end < to && hidden[end] === hidden[i]) end++;
    if (hidden[i]) stroke(context, pixels, i, end, color, HIDDEN_WIDTH * scale, 0.45);
    else paintPiece(context, pixels, i, end, color, scale);
    i = end;
  }
}

/** Draw a piece of a line that is in sight, of a trail unless it is fainter. */
export function paintPiece(context, pixels, from, to, color, scale, alpha = 1) {
  stroke(context, pixels, from, to, color, WIDTH * scale, alpha);
}

function stroke(context, pixels, from, to, color, width, alpha) {
  if (to <= from) return;
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.lineCap = alpha < 1 ? "butt" : "round"; // round ends of faint pieces would add up to beads
  context.beginPath();
  let down = false;
  let [lastX, lastY] = [NaN, NaN];
  for (let i = from; i <= to; i++) {
    const [x, y] = [pixels[2 * i], pixels[2 * i + 1]];
    if (i < to && Math.abs(x - lastX) < UNSEEN && Math.abs(y - lastY) < UNSEEN) continue;
    if (down) context.lineTo(x, y);
    else context.moveTo(x, y);
    down = x === x; // NaN: outside the relief
    [lastX, lastY] = [x, y];
  }
  context.stroke();
  context.globalAlpha = 1;
}
