// A pane is a rectangle of a Plotly figure in which some racers move: it turns their data into pixels of the figure.

import { limit } from "./camera.js";
import { isWithin } from "./heads.js";

const FAR = 1e6; // pixels; canvases draw nothing sensible beyond, and float32 points may lie anywhere

const LONG = 16; // pixels: steps at least as long as this are seen as dots
const BESIDE = 0.05; // of the relief's side: what a direction is told by
const FEW = 40; // of them in sight; more would be a thicker line

const clamp = (value) => (value > FAR ? FAR : value < -FAR ? -FAR : value);

/**
 * The steps to be seen as dots, of a racer's `pixels` in a rectangle: those in sight that are long, where they are few.
 * `length` is that of a step by so many pixels across and down.
 */
export function dotsOf(pixels, rectangle, length = Math.hypot) {
  const dots = [];
  for (let i = 1; i < pixels.length / 2; i++) {
    const [x, y] = [pixels[2 * i], pixels[2 * i + 1]];
    const isLong = length(x - pixels[2 * i - 2], y - pixels[2 * i - 1]) >= LONG;
    if (!isLong || !isWithin(rectangle, x, y)) continue;
    if (dots.length === FEW) return [];
    dots.push(i);
  }
  return dots;
}

/** Where the line from a point inside of a rectangle to one outside leaves it. */
export function crossing([left, top, width, height], [x, y], [toX, toY]) {
  const share = (from, to, low, size) => {
    const edge = Math.min(Math.max(to, low), low + size);
    return edge === to ? 1 : (edge - from) / (to - from);
  };
  const t = Math.min(share(x, toX, left, width), share(y, toY, top, height));
  return [x + t * (toX - x), y + t * (toY - y)];
}

/** Have the racers of `pane` that are as on the one before take over what was seen there, until that moves. */
export function inherit(pane, before) {
  pane.racers.forEach((racer, i) => {
    if (before?.racers[i]?.source !== racer.source) return;
    const { pixels, hidden, dots, seenOn } = before.racers[i];
    Object.assign(racer, { pixels, hidden, dots, seenOn });
  });
}

/** The last step up to `step` at which a racer was in sight, -1 where it never was. */
function lastSeen(isSeen, step) {
  let seen = step;
  while (seen >= 0 && !isSeen(seen)) seen--;
  return seen;
}

/**
 * A pair of Plotly's Cartesian axes; `u` and `v` name each racer's arrays, in the axes' linear (or log10) units.
 * `under`: what `underOf` says is drawn under the trails, nothing where it is missing.
 */
export class PlanePane {
  constructor(axes, racers, under = null) {
    this.axes = axes;
    this.under = under;
    this.racers = racers.map((racer) => ({ ...racer }));
  }

  #axis(layout, letter) {
    const axis = layout[this.axes.replace("?", letter)];
    return { start: axis._offset, length: axis._length, low: axis.range[0], high: axis.range[1] };
  }

  /** Compute pixels anew where axes have moved; say whether they had. */
  project(layout) {
    const x = this.#axis(layout, "x");
    const y = this.#axis(layout, "y");
    const key = JSON.stringify([x, y]);
    if (key === this.key) return false;
    this.key = key;
    this.rectangle = [x.start, y.start, x.length, y.length];
    const scaleX = x.length / (x.high - x.low);
    const scaleY = y.length / (y.high - y.low);
    this.toPixel = (u, v) =>
      this.bounded(x.start + (u - x.low) * scaleX, y.start + y.length - (v - y.low) * scaleY);
    for (const racer of this.racers) {
      if (racer.seenOn === key) continue;
      racer.seenOn = key;
      const { u, v } = racer;
      const pixels = (racer.pixels = new Float32Array(2 * u.length)); // what is drawn from others stays
      for (let i = 0; i < u.length; i++) {
        const across = x.start + (u[i] - x.low) * scaleX;
        const down = y.start + y.length - (v[i] - y.low) * scaleY;
        if (Math.abs(across) < FAR && Math.abs(down) < FAR) {
          pixels[2 * i] = across; // no pair for each: thousands are made while a hand drags
          pixels[2 * i + 1] = down;
        } else pixels.set(this.bounded(across, down), 2 * i);
      }
      racer.dots = dotsOf(pixels, this.rectangle, this.stepLength);
    }
    return true;
  }

  /** The length of a step by so many pixels. */
  stepLength(across, down) {
    return Math.hypot(across, down);
  }

  /** A pixel drawn in to where a canvas can draw, in the direction where it lies. */
  bounded(x, y) {
    const beyond = Math.max(Math.abs(x), Math.abs(y)) / FAR;
    return beyond > 1 ? [x / beyond, y / beyond] : [x, y];
  }

  /** The pixel of a place on the ground. */
  onGround(u, v) {
    return this.toPixel(u, v);
  }

  /** The steps up to `last` that tell of themselves, beside the mark: those that are seen. */
  steps({ dots }, last) {
    return dots.filter((step) => step <= last);
  }

  /** Where the way from where a racer was last seen to where it is, out of sight at (x, y), leaves: {x, y, angle}. */
  leaves({ pixels }, step, x, y) {
    const at = (i) => [pixels[2 * i], pixels[2 * i + 1]];
    const [left, top, width, height] = this.rectangle;
    const seen = lastSeen((i) => isWithin(this.rectangle, ...at(i)), step);
    const from = seen < 0 ? [left + width / 2, top + height / 2] : at(seen);
    const [edgeX, edgeY] = crossing(this.rectangle, from, [x, y]);
    return { x: edgeX, y: edgeY, angle: Math.atan2(y - from[1], x - from[0]) };
  }

  /** Data coordinates under a pixel of the figure; outside the pane those of its `nearest` point, or null. */
  locate(layout, px, py, nearest = false) {
    const axes = [this.#axis(layout, "x"), this.#axis(layout, "y")];
    const shares = [(px - axes[0].start) / axes[0].length, 1 - (py - axes[1].start) / axes[1].length];
    const inside = shares.map((share) => Math.min(Math.max(share, 0), 1));
    if (!nearest && shares.some((share, i) => share !== inside[i])) return null;
    return axes.map(({ low, high }, i) => low + inside[i] * (high - low));
  }
}

/** The axes of the chart: what lies beyond them has not left in a direction, it is above or below at its step. */
export class ChartPane extends PlanePane {
  bounded(x, y) {
    return [clamp(x), clamp(y)];
  }

  stepLength(across) {
    return Math.abs(across);
  }

  *steps({ u }, last) {
    for (let step = 0; step <= last && step < u.length; step++) yield step;
  }

  leaves(_, step, x, y) {
    const [left, top, width, height] = this.rectangle;
    if (!(x >= left - 1 && x <= left + width + 1)) return null;
    return y > top ? { x, y: top + height, angle: Math.PI / 2 } : { x, y: top, angle: -Math.PI / 2 };
  }
}

const multiply = (m, [x, y, z, w]) =>
  [0, 1, 2, 3].map((row) => m[row] * x + m[row + 4] * y + m[row + 8] * z + m[row + 12] * w);

/** Plotly's 3-D scene: points are projected by the scene's own camera; what lies behind the relief is marked hidden. */
export class ScenePane {
  constructor(racers, relief, under = null) {
    this.relief = relief;
    this.under = under;
    this.racers = racers.map((racer) => ({ ...racer }));
  }

  project(layout) {
    const scene = layout.scene._scene;
    const camera = scene?.glplot?.cameraParams;
    if (!camera) return false;
    limit(scene);
    const { l, t, w, h } = layout._size;
    const matrices = [camera.view, camera.projection, camera.model].map((matrix) => Array.from(matrix).join());
    const key = matrices.join("|") + [l, t, w, h];
    if (key === this.key) return false;
    this.key = key;
    this.rectangle = [l, t, w, h];
    const scale = scene.dataScale;
    const toPixel = (u, v, height) => {
      const data = [u * scale[0], v * scale[1], height * scale[2], 1];
      const eye = multiply(camera.view, multiply(camera.model, data));
      const [px, py, , pw] = multiply(camera.projection, eye);
      return [l + w * (0.5 + (0.5 * px) / pw), t + h * (0.5 - (0.5 * py) / pw)];
    };
    const eye = layout.scene.camera ? scene.getCamera().eye : { x: 1.25, y: 1.25, z: 1.25 };
    this.toPixel = toPixel;
    for (const racer of this.racers) {
      if (racer.seenOn === key) continue;
      racer.seenOn = key;
      const { u, v, heights } = racer;
      const pixels = (racer.pixels = new Float32Array(2 * u.length));
      const hidden = (racer.hidden = new Uint8Array(u.length));
      for (let i = 0; i < u.length; i++) {
        const outside = !this.relief.covers(u[i], v[i]);
        const [px, py] = outside ? [NaN, NaN] : toPixel(u[i], v[i], heights[i]);
        pixels[2 * i] = px;
        pixels[2 * i + 1] = py;
        hidden[i] = !outside && this.relief.hides(u[i], v[i], heights[i], eye) ? 1 : 0;
      }
      racer.dots = dotsOf(pixels, this.rectangle);
    }
    return true;
  }

  onGround(u, v) {
    return this.relief.covers(u, v) ? this.toPixel(u, v, this.relief.groundAt(u, v)) : [NaN, NaN];
  }

  steps({ dots }, last) {
    return dots.filter((step) => step <= last);
  }

  /** As on a plane, along the ground: at the relief's edge, in the direction where the racer lies. */
  leaves({ u, v }, step) {
    const seen = lastSeen((i) => this.relief.covers(u[i], v[i]), step);
    if (seen < 0) return null;
    const { x: [x0, x1], y: [y0, y1] } = this.relief.landscape;
    const [from, to] = [seen, Math.max(step, Math.min(seen + 1, u.length - 1))].map((i) => [u[i], v[i]]);
    const edge = crossing([x0, y0, x1 - x0, y1 - y0], from, to);
    const away = Math.hypot((to[0] - from[0]) / (x1 - x0), (to[1] - from[1]) / (y1 - y0));
    const on = edge.map((value, i) => value + (BESIDE / away) * (to[i] - from[i]));
    const height = this.relief.groundAt(...edge);
    const [[x, y], [toX, toY]] = [edge, on].map((place) => this.toPixel(...place, height));
    return { x, y, angle: Math.atan2(toY - y, toX - x) };
  }

  locate() {
    return null;
  }
}
