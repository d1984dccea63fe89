// The racers' heads: where each is drawn, and how. One that is out of sight is marked at the edge, with an arrow to
// where it has gone.

import { traceShape } from "./symbols.js";

const RADIUS = 6.5;
const EDGE = 1e-3; // of a pane's side: a head at the very edge counts as inside
const INSET = 2.3; // radii from an edge to the middle of a mark beside it, which leaves room for its arrow
const APART = 2.2; // radii between such marks, as they are moved along the edge
const ARROW = [[1.35, -0.85], [2.2, 0], [1.35, 0.85]]; // in radii, pointing along x
const FAINT = 0.45; // behind the relief

/** The radius of heads at a scale. */
export const radiusOf = (scale) => RADIUS * scale;

/** Is a pixel in a rectangle? Nothing is where it is NaN. */
export function isWithin([left, top, width, height], x, y) {
  const [across, down] = [(x - left) / width, (y - top) / height];
  return across > -EDGE && across < 1 + EDGE && down > -EDGE && down < 1 + EDGE;
}

/**
 * Where a racer of `pane` is drawn: {x, y}, and an `angle` where that is a mark at the edge; null where there is
 * nothing. `taken` are the marks that are at the edge already; this one is added.
 */
export function placeOf(pane, racer, whole, fraction, radius, taken) {
  const { pixels } = racer;
  const next = fraction ? Math.min(whole + 1, pixels.length / 2 - 1) : whole; // which may be off the relief
  const x = pixels[2 * whole] + fraction * (pixels[2 * next] - pixels[2 * whole]);
  const y = pixels[2 * whole + 1] + fraction * (pixels[2 * next + 1] - pixels[2 * whole + 1]);
  if (isWithin(pane.rectangle, x, y)) return { x, y };
  const left = pane.leaves(racer, whole, x, y);
  if (!left) return null;
  const place = beside(pane.rectangle, left, INSET * radius, APART * radius, taken);
  taken.push(place);
  return place;
}

/** A place on an edge, so far inside of it, and moved along it past those that are taken. */
function beside([left, top, width, height], { x, y, angle }, inset, apart, taken) {
  const clamped = (value, low, size) => Math.min(Math.max(value, low + inset), low + Math.max(size - inset, inset));
  const upright = Math.min(x - left, left + width - x) < Math.min(y - top, top + height - y); // the edge is
  const at = (shift) => ({
    x: clamped(x + (upright ? 0 : shift), left, width), y: clamped(y + (upright ? shift : 0), top, height), angle,
  });
  const isFree = (place) => taken.every((other) => Math.hypot(place.x - other.x, place.y - other.y) >= 0.9 * apart);
  for (let i = 0; i <= 2 * taken.length + 1; i++) {
    const place = at((i % 2 ? -1 : 1) * Math.ceil(i / 2) * apart);
    if (isFree(place)) return place;
  }
  return at(0);
}

/** Draw a head at its place: hollow where the run is over, pale behind the relief and where it fades. */
export function paintHead(context, racer, { x, y, angle }, whole, radius, background, fade) {
  const { hidden, color, shape, stopped } = racer;
  const over = stopped !== null && whole >= stopped;
  context.globalAlpha = fade * (hidden?.[whole] && angle === undefined ? FAINT : 1);
  context.lineJoin = "round";
  if (angle !== undefined) paintArrow(context, x, y, angle, radius, color, background);
  traceShape(context, shape, x, y, radius);
  context.lineWidth = ((over ? 1.75 : 3) * radius) / RADIUS;
  context.strokeStyle = over ? color : background;
  context.fillStyle = over ? background : color;
  context.stroke();
  context.fill();
  if (over) context.stroke();
  context.globalAlpha = 1;
}

function paintArrow(context, x, y, angle, radius, color, background) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  traceShape(context, ARROW.map(([u, v]) => [u * c - v * s, u * s + v * c]), x, y, radius);
  context.lineWidth = (3 * radius) / RADIUS;
  context.strokeStyle = background;
  context.fillStyle = color;
  context.stroke();
  context.fill();
}
