// What lies under the trails: on a map the arrows of −∇f, and everywhere a ring around the place where all racers
// begin.

const APART = 22; // pixels between arrows, as in figures/arrows.py
const BARB = 0.32;
const TURN = Math.PI / 6;
const START = 1.5; // the radius of the ring in that of the heads, as in figures/marks.py
const ALPHA = 0.7; // of the arrows

/** What a pane draws under its trails: the arrows of a `ground`, where the look has any, and the ring. */
export const underOf = (ground, home, look) => ({
  field: look.arrows ? (ground.arrows ? ground : home) : null,
  ink: look.muted,
  ring: look.text,
  halo: look.background,
});

/** Draw it on the pane, whose heads have that `radius`, the arrows where they are those of what is shown. */
export function paintUnder(context, { under, racers, rectangle, toPixel }, radius, withArrows) {
  context.save();
  context.beginPath();
  context.rect(...rectangle);
  context.clip();
  if (withArrows && under.field && toPixel) paintArrows(context, under, toPixel);
  const [x, y, hidden] = ringOf({ racers });
  if (x === x) paintRing(context, x, y, START * radius, under, hidden); // NaN: outside the relief
  context.restore();
}

/** Where the ring is on a pane, and whether it is hidden: [x, y, hidden]. */
export function ringOf({ racers }) {
  const { pixels, hidden } = racers.find(({ live }) => live) ?? racers[0];
  return [pixels[0], pixels[1], hidden?.[0]];
}

function paintRing(context, x, y, radius, { ring, halo }, hidden) {
  context.globalAlpha = hidden ? 0.45 : 1;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [color, width] of [[halo, 4], [ring, 1.5]]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Draw −∇f from [along x, along y] at the middles of a square grid's cells, each of a length from 0 to 1. */
function paintArrows(context, { field: { arrows, x: [x0, x1], y: [y0, y1] }, ink }, toPixel) {
  const side = Math.sqrt(arrows.length / 2);
  const [left, bottom] = toPixel(x0, y0);
  const [right, top] = toPixel(x1, y1);
  const [width, height] = [(right - left) / side, (bottom - top) / side]; // of a cell
  const [across, down] = [width, height].map((room) => Math.ceil(APART / room));
  const longest = 0.9 * Math.min(across * width, down * height);
  const perUnit = [width / (x1 - x0), height / (y1 - y0)];
  context.beginPath();
  for (let row = down >> 1; row < side; row += down) {
    for (let column = across >> 1; column < side; column += across) {
      const at = 2 * (row * side + column);
      const [u, v] = [arrows[at] * perUnit[0], -arrows[at + 1] * perUnit[1]];
      const length = longest * Math.hypot(arrows[at], arrows[at + 1]);
      const [x, y] = [left + (column + 0.5) * width, bottom - (row + 0.5) * height];
      if (length) traceArrow(context, x, y, Math.atan2(v, u), length);
    }
  }
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.lineJoin = context.lineCap = "round";
  context.globalAlpha = ALPHA;
  context.stroke();
  context.globalAlpha = 1;
}

function traceArrow(context, x, y, angle, length) {
  const [tipX, tipY] = [x + (length / 2) * Math.cos(angle), y + (length / 2) * Math.sin(angle)];
  context.moveTo(x - (length / 2) * Math.cos(angle), y - (length / 2) * Math.sin(angle));
  context.lineTo(tipX, tipY);
  for (const turn of [-TURN, TURN]) {
    context.moveTo(tipX, tipY);
    context.lineTo(tipX - BARB * length * Math.cos(angle + turn), tipY - BARB * length * Math.sin(angle + turn));
  }
}
