// One run, step by step, with the endings of racing/run.py.

export class Path {
  constructor(steps) {
    [this.x, this.y, this.loss] = [0, 1, 2].map(() => new Float64Array(steps + 1));
    this.stopped = this.gone = null;
    this.out = []; // the places that it may have stopped for, [x, y] each: f need not be defined there
    this.left = false;
  }
}

/**
 * Fill a path from a start: `rule` with its `numbers`, seeing `slopes`, on `surface`, for at most `moves` steps; it
 * then stands still. Where it ceases to be finite, `stopped` says at which step, and its last finite point repeats.
 */
export function walk(set, start, path) {
  const { rule, numbers, slopes, surface, moves = Infinity } = set;
  const end = path.x.length;
  rule.begin(...start, numbers);
  let [t, sound, bad] = [0, 0, end];
  for (; t < end; t++) {
    if (t > 0 && t <= moves) rule.step(slopes);
    path.x[t] = rule.x;
    path.y[t] = rule.y;
    if (rule.sound) sound = t;
    if (bad === end && !isFinite((path.loss[t] = rule.somewhere ? surface.value(rule.x, rule.y) : NaN))) bad = t;
    if (!rule.somewhere) break;
  }
  const kept = Math.max(Math.min(sound + 1, bad), 1);
  path.stopped = kept < end ? kept : null;
  path.out = path.stopped === null || bad > kept ? [] : placesOf(set, start, path, bad);
  for (const each of [path.x, path.y, path.loss]) each.fill(each[kept - 1], kept);
}

/** Where it was at a step, or, where that is nowhere, where it asked for slopes to come there. */
function placesOf({ rule, numbers, slopes }, start, { x, y }, last) {
  if (isFinite(x[last]) && isFinite(y[last])) return [[x[last], y[last]]];
  const places = [];
  const seen = (x, y, ...rest) => {
    places.push([x, y]);
    slopes(x, y, ...rest);
  };
  rule.begin(...start, numbers);
  for (let t = 1; t <= last; t++) rule.step(t < last ? slopes : seen);
  return places;
}
