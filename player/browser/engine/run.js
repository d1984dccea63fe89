// One run, step by step, with the endings of racing/run.py.

export class Path {
  constructor(steps) {
    [this.x, this.y, this.loss] = [0, 1, 2].map(() => new Float64Array(steps + 1));
    this.stopped = this.gone = null;
  }
}

/**
 * Fill a path from a start: `rule` with its `numbers`, seeing `slopes`, on `surface`, for at most `moves` steps; it then
 * stands still. Where it ceases to be finite, `stopped` says at which step, and its last finite point repeats.
 */
export function walk({ rule, numbers, slopes, surface, moves = Infinity }, [x, y], path) {
  const end = path.x.length;
  rule.begin(x, y, numbers);
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
  for (const each of [path.x, path.y, path.loss]) each.fill(each[kept - 1], kept);
}
