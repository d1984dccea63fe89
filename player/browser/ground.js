// The ground of a typed formula while its letters are dragged, coarser than it is drawn at rest, without the marks of
// critical points, which would have moved: on a map a canvas over it, else a relief.

import { seeThrough } from "./look.js";

const SIDE = 64; // samples along each side
const SHADES = 256;
const [LOW, MOST, TOP, LEAST, ABOVE] = [0.01, 0.99, 0.995, 1e-6, 1.6];

export class Ground {
  /** Over a landscape's ranges, in its colours and lines; `lossesOn(xs, ys)` are the losses on a grid, row by row. */
  constructor({ x, y, unit, levels }, look, lossesOn) {
    const along = ([low, high]) => Float64Array.from({ length: SIDE }, (_, i) => low + ((high - low) * i) / (SIDE - 1));
    const [xs, ys] = [along(x), along(y)];
    const scaled = heightsOf(lossesOn(xs, ys), unit !== null);
    Object.assign(this, { x, y, xs, ys, look, levels, ...scaled, apart: scaled.top / levels });
  }

  /** A landscape as it would be with this ground. */
  under(landscape) {
    const { xs, ys, heights, low, unit, top, levels } = this;
    const rows = Array.from(ys, (_, i) => heights.subarray(i * SIDE, (i + 1) * SIDE));
    const highest = heights.reduce((most, height) => (height > most ? height : most), 0);
    const peak = Math.min(highest || top, ABOVE * top);
    const there = Object.create(landscape, {});
    Object.assign(there, { xs, ys, rows, size: SIDE, low, unit, top, levels, peak, critical: [], losses: null });
    const moved = landscape.ticks.map(([height, text]) => [there.height(landscape.lossAt(height)), text]);
    const isShown = ([height], i) => height <= peak && height > (moved[i - 1]?.[0] ?? -1);
    return Object.assign(there, { ticks: moved.filter(isShown) });
  }

  /** Draw it on a pane. */
  paint(context, { rectangle, toPixel }) {
    this.image ??= shaded(this.heights, this.top, this.look.scale);
    const { x: [x0, x1], y: [y0, y1], look } = this;
    const [[left, bottom], [right, top]] = [toPixel(x0, y0), toPixel(x1, y1)];
    context.save();
    context.beginPath();
    context.rect(...rectangle);
    context.clip();
    const [across, down] = [(right - left) / (SIDE - 1), (bottom - top) / (SIDE - 1)]; // a sample is its pixel's middle
    context.drawImage(this.image, left - across / 2, top - down / 2, right - left + across, bottom - top + down);
    if (look.lines) {
      context.strokeStyle = seeThrough(look.contour, look.contour_alpha);
      context.lineWidth = 1;
      context.beginPath();
      this.#trace((u, v) => [left + u * across, bottom - v * down], context);
      context.stroke();
    }
    context.restore();
  }

  /** Trace where the heights cross a level, a piece in each half of a cell. */
  #trace(toPixel, context) {
    const { heights, apart, top } = this;
    for (let v = 0; v + 1 < SIDE; v++) for (let u = 0; u + 1 < SIDE; u++) {
      const at = v * SIDE + u;
      const [a, b, c, d] = [heights[at], heights[at + 1], heights[at + SIDE], heights[at + SIDE + 1]];
      traceCorner(context, toPixel, apart, top, [[u, v, a], [u + 1, v, b], [u, v + 1, c]]);
      traceCorner(context, toPixel, apart, top, [[u + 1, v + 1, d], [u, v + 1, c], [u + 1, v, b]]);
    }
  }
}

/** Trace the levels within a triangle of corners [u, v, height]. */
function traceCorner(context, toPixel, apart, top, corners) {
  const [p, q, r] = corners.sort((one, other) => one[2] - other[2]);
  for (let level = Math.floor(p[2] / apart + 1) * apart; level < r[2] && level <= top; level += apart) {
    const long = between(p, r, level);
    const short = level < q[2] ? between(p, q, level) : between(q, r, level);
    context.moveTo(...toPixel(...long));
    context.lineTo(...toPixel(...short));
  }
}

function between([u0, v0, h0], [u1, v1, h1], height) {
  const part = (height - h0) / (h1 - h0);
  return [u0 + part * (u1 - u0), v0 + part * (v1 - v0)];
}

/** Losses as heights and the top of these, with shares of what is finite as figures/landscape.py scales them. */
function heightsOf(losses, log) {
  const finite = losses.filter(Number.isFinite).sort();
  const share = (part) => finite[Math.round(part * (finite.length - 1))] - finite[0];
  const unit = Math.max(share(LOW), LEAST * share(MOST)) || 1;
  const heights = losses.map((loss) => (log ? Math.log10(1 + (loss - finite[0]) / unit) : loss - finite[0]));
  const top = (log ? Math.log10(1 + share(1) / unit) : share(TOP)) || 1;
  return { heights, top, low: finite[0], unit: log ? unit : null };
}

/** Heights as an image in the colours of a scale, the last row at its top. */
function shaded(heights, top, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  const shades = shadesOf(scale);
  heights.forEach((height, i) => {
    const [row, column] = [SIDE - 1 - Math.floor(i / SIDE), i % SIDE];
    if (!Number.isFinite(height)) return; // what lies there is left to be seen
    const shade = Math.round(Math.min(height / top, 1) * (SHADES - 1));
    image.data.set(shades.subarray(4 * shade, 4 * shade + 4), 4 * (row * SIDE + column));
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** So many colours between those of a scale, four bytes each. */
export function shadesOf(scale) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.canvas.width = SHADES;
  context.canvas.height = 1;
  context.fillStyle = context.createLinearGradient(0, 0, SHADES, 0);
  scale.forEach((color, i) => context.fillStyle.addColorStop(i / (scale.length - 1), color));
  context.fillRect(0, 0, SHADES, 1);
  return context.getImageData(0, 0, SHADES, 1).data;
}
