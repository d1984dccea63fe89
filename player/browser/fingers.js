// Fingers on a picture: one scrolls the page as everywhere, two move and zoom what is under them. A tap is a click.
// Plotly hears of none of them: it would keep a single finger for itself, and take a tap for a mouse that stays there.

import { DISTANCE, ELEVATION } from "./camera.js";

const STILL = 8; // pixels that a tap may move
const TURN = 0.01; // radians a pixel

/** Share the fingers on `element` between the page and the figure in `plot`. */
export function shareFingers(element, plot) {
  const follow = follower(plot);
  let [before, tap] = [null, null];
  const listeners = {
    touchstart: (event) => {
      const { touches } = event;
      before = touches.length === 2 ? grip(touches) : null;
      tap = touches.length === 1 ? touches[0] : null;
      if (before) event.preventDefault();
    },
    touchmove: (event) => {
      if (!before || event.touches.length !== 2) return;
      event.preventDefault();
      const now = grip(event.touches);
      follow(before, now);
      before = now;
    },
    touchend: (event) => {
      const [{ clientX, clientY }] = event.changedTouches;
      const still = tap && Math.hypot(clientX - tap.clientX, clientY - tap.clientY) < STILL;
      if (still && event.cancelable) event.preventDefault();
      [before, tap] = [null, null];
    },
    touchcancel: () => ([before, tap] = [null, null]),
  };
  for (const [name, listener] of Object.entries(listeners)) {
    const heard = (event) => {
      event.stopPropagation();
      listener(event);
    };
    element.addEventListener(name, heard, { capture: true, passive: false });
  }
}

/** Where two fingers are: their middle on the window, and how far apart. */
function grip([one, two]) {
  const [x, y] = [(one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2];
  return { x, y, apart: Math.max(1, Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY)) };
}

/** A function that takes the figure along from one grip to another; what comes while it is drawn is drawn at once. */
function follower(plot) {
  let [wanted, busy] = [null, false];
  return async (from, to) => {
    wanted = { from: wanted?.from ?? from, to };
    if (busy) return;
    busy = true;
    while (wanted && plot._fullLayout) {
      const change = changeOf(plot, wanted);
      wanted = null;
      if (change) await window.Plotly.relayout(plot, change);
    }
    busy = false;
  };
}

function changeOf(plot, { from, to }) {
  const { left, top } = plot.getBoundingClientRect();
  const layout = plot._fullLayout;
  const scale = to.apart / from.apart;
  if (layout.scene) return turned(layout.scene._scene.getCamera(), to.x - from.x, to.y - from.y, scale);
  const under = ({ xaxis, yaxis }) => isOn(xaxis, from.x - left) && isOn(yaxis, from.y - top);
  const panel = layout._subplots.cartesian.map((id) => layout._plots[id]).find(under);
  if (!panel) return null;
  const { xaxis, yaxis } = panel;
  return { ...ranged(xaxis, from.x - left, to.x - left, scale), ...ranged(yaxis, from.y - top, to.y - top, scale) };
}

const isOn = ({ _offset, _length }, pixel) => pixel >= _offset && pixel <= _offset + _length;

/** The change that brings what lay at one pixel of an axis to another, `scale` times as large. */
function ranged(axis, from, to, scale) {
  const { _id, _offset, _length, range, matches } = axis;
  const place = (pixel) => (_id[0] === "x" ? pixel - _offset : _offset + _length - pixel) / _length;
  const span = range[1] - range[0];
  const low = range[0] + place(from) * span - (place(to) * span) / scale;
  const name = (id) => `${id[0]}axis${id.slice(1)}`; // panels that move together are moved by the first
  return { [`${name(matches ?? _id)}.range`]: [low, low + span / scale] };
}

const within = (value, [low, high]) => Math.min(Math.max(value, low), high);

/** The camera after a move of so many pixels: across it goes round, up and down it rises and sinks. */
function turned(camera, across, down, scale) {
  const { eye, center } = camera;
  const [x, y, z] = [eye.x - center.x, eye.y - center.y, eye.z - center.z];
  const far = Math.hypot(x, y, z);
  const around = Math.atan2(y, x) - TURN * across;
  const above = within(Math.asin(z / far) + TURN * down, ELEVATION);
  const now = within(far / scale, DISTANCE);
  const flat = now * Math.cos(above);
  const moved = { x: flat * Math.cos(around), y: flat * Math.sin(around), z: now * Math.sin(above) };
  const placed = Object.fromEntries(Object.entries(moved).map(([name, value]) => [name, value + center[name]]));
  return { "scene.camera": { ...camera, eye: placed } };
}
