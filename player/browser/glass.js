// One racer's steps under the glass: on the ground, at the step shown, the way it went, what of that came from memory,
// the gradient against which it went and where that was asked for, and the ellipse on which the local quadratic is as
// high as where the step began; where the surface does not bend up every way, how it bends along two lines instead.

import { unpack } from "./decode.js";

const FLOATS = 14; // for each step: player/glass.py has their order
const SLOPE = 46; // pixels, of the gradient's arrow, which only points
const HEAD = 9; // pixels, of an arrow's head
const LEAST = 3; // pixels: a shorter arrow is not drawn
const TURN = Math.PI / 7;
const RING = 5; // pixels, the radius where the gradient was asked for
const FAR = 1e5; // pixels: an ellipse beyond is not drawn
const NEAR = 0.05; // of the domain's side: how far along the ground a direction is told by
const AXIS = 24; // pieces that an axis of an ellipse is drawn in, as it lies on the ground
const [BENT, BOW] = [34, 5]; // pixels: half a line along which the surface bends, the radius of the bows at its ends

export class Glass {
  /** Take the message of player/glass.py. */
  constructor(bytes) {
    const { header, take } = unpack(bytes);
    Object.assign(this, header);
    this.floats = take(FLOATS * header.count);
  }

  /** Draw what led to `step` on a pane, if its racer is there. */
  paint(context, pane, step) {
    const { racers, rectangle, under } = pane;
    const racer = racers.find(({ name }) => name === this.name);
    const at = step - this.first;
    if (!racer || racer.live || at < 0 || at >= this.count) return;
    const [g, h, u, v, askedX, askedY, ...bends] = this.floats.subarray(FLOATS * at, FLOATS * (at + 1));
    const from = [racer.u[step - 1], racer.v[step - 1]];
    const pixel = (place) => pane.onGround(...place);
    const toward = ([x, y], way) => pixel(this.#near(way).map((value, i) => [x, y][i] + value));
    const start = pixel(from);
    context.save();
    context.beginPath();
    context.rect(...rectangle);
    context.clip();
    context.lineCap = context.lineJoin = "round";
    const draw = (color, width, dash = []) => stroke(context, under.halo, color, width, dash);
    if (bends[6] > 0 && traceEllipse(context, pixel, bends)) draw(under.ring, 1.25, [5, 4]);
    if (bends[6] <= 0 && traceBends(context, pixel, toward, bends)) draw(under.ring, 1.25);
    const asked = pixel([askedX, askedY]);
    if (traceSlope(context, asked, toward([askedX, askedY], [-g, -h]))) draw(under.ring, 1.5);
    if (traceArrow(context, start, pixel([from[0] + u, from[1] + v]))) draw(under.ring, 2, [2, 4]);
    if (traceArrow(context, start, pixel([racer.u[step], racer.v[step]]))) draw(racer.color, 2.5);
    if (Math.hypot(asked[0] - start[0], asked[1] - start[1]) > LEAST) {
      context.beginPath();
      context.arc(...asked, RING, 0, 2 * Math.PI);
      draw(under.ring, 1.5);
    }
    context.restore();
  }

  /** A way in the direction of another, short enough to lie along the ground. */
  #near([x, y]) {
    const length = Math.hypot(x / this.side[0], y / this.side[1]);
    return [(NEAR * x) / length, (NEAR * y) / length];
  }
}

function stroke(context, halo, color, width, dash) {
  context.setLineDash(dash);
  for (const [ink, wide] of [[halo, width + 2], [color, width]]) {
    context.strokeStyle = ink;
    context.lineWidth = wide;
    context.stroke();
  }
}

/** Trace an arrow between two pixels; say whether there is one to be seen. NaN is none. */
function traceArrow(context, [x, y], [toX, toY]) {
  const length = Math.hypot(toX - x, toY - y);
  if (!(length >= LEAST)) return false;
  const [angle, head] = [Math.atan2(toY - y, toX - x), Math.min(HEAD, length / 2)];
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  for (const turn of [-TURN, TURN]) {
    context.moveTo(toX, toY);
    context.lineTo(toX - head * Math.cos(angle + turn), toY - head * Math.sin(angle + turn));
  }
  return true;
}

/** Trace an arrow of a length of its own towards a pixel. */
function traceSlope(context, [x, y], [toX, toY]) {
  const length = Math.hypot(toX - x, toY - y);
  if (!(length > 0)) return false;
  return traceArrow(context, [x, y], [x + (SLOPE * (toX - x)) / length, y + (SLOPE * (toY - y)) / length]);
}

/** Trace an ellipse and its axes, from its middle and both half axes in the ground's units; what is off it is not. */
function traceEllipse(context, pixel, [x, y, a, b, c, d]) {
  const at = (s, t) => pixel([x + s * a + t * c, y + s * b + t * d]);
  const along = (count, place) => Array.from({ length: count + 1 }, (_, i) => at(...place(i / count)));
  const around = along(72, (part) => [Math.cos(2 * Math.PI * part), Math.sin(2 * Math.PI * part)]);
  const lines = [around, along(AXIS, (part) => [2 * part - 1, 0]), along(AXIS, (part) => [0, 2 * part - 1])];
  if (lines.flat(2).some((value) => Math.abs(value) >= FAR)) return false;
  context.beginPath();
  for (const line of lines) {
    let off = true;
    for (const place of line) {
      if (off) context.moveTo(...place);
      else context.lineTo(...place);
      off = isNaN(place[0]);
    }
  }
  return true;
}

/**
 * Trace both directions of the curvatures through a place, with bows at their ends: ∪ where it bends up, ∩ where down;
 * say whether they are on the ground.
 */
function traceBends(context, pixel, toward, [x, y, ...more]) {
  const [directions, signs] = [more.slice(0, 4), more.slice(4)];
  const [middleX, middleY] = pixel([x, y]);
  const ends = signs.map((_, i) => toward([x, y], directions.slice(2 * i, 2 * i + 2)));
  if ([middleX, ...ends.flat()].some(isNaN)) return false;
  context.beginPath();
  for (const [i, sign] of signs.entries()) {
    const end = ends[i];
    const length = Math.hypot(end[0] - middleX, end[1] - middleY);
    const [across, down] = [(BENT * (end[0] - middleX)) / length, (BENT * (end[1] - middleY)) / length];
    context.moveTo(middleX - across, middleY - down);
    context.lineTo(middleX + across, middleY + down);
    for (const side of sign ? [-1.3, 1.3] : []) {
      const [left, level] = [middleX + side * across - BOW, middleY + side * down - (sign * BOW) / 2];
      context.moveTo(left, level);
      context.arc(left + BOW, level, BOW, Math.PI, 0, sign > 0);
    }
  }
}
