// Who is ahead at a step: the ranking of racing/standings.py, as far as it is known by then.

const LOST = 2;

/**
 * The place of each racer at a step, equals sharing one; null for those of which only a past run is known, and for
 * those that have stopped, but where it counts who was first to leave. `offset` is what was taken off the losses;
 * `ranking` {minimum, bounded, equal} and the racers' own steps are those of a message's header.
 */
export function placesAt(step, racers, { minimum, bounded, equal }, domain, offset) {
  const height = ({ loss }, at) => (minimum === null ? loss[at] + offset : Math.abs(loss[at] + offset - minimum));
  const inside = ({ x, y }, at) => within(x[at], domain.x) && within(y[at], domain.y);
  const start = height(racers.find(({ isPast }) => !isPast) ?? racers[0], 0);
  const heights = racers.map((racer) => (racer.isPast ? Infinity : height(racer, step)));
  const drop = minimum === null ? start - Math.min(start, ...heights) : start;
  const levels = levelled(heights, equal * drop);
  const known = (since) => (since <= step ? since : Infinity);
  const keys = racers.map((racer, i) => {
    if (racer.isPast) return null;
    const [arrived, settled] = [known(racer.arrived), known(racer.settled)];
    const lost = racer.lost && settled <= step;
    const left = inside(racer, 0) && !inside(racer, step);
    if (bounded) return lost ? [LOST] : [Number(left), levels[i], arrived, settled];
    return arrived > step && (lost || !inside(racer, step)) ? [LOST] : [0, arrived, levels[i], settled];
  });
  const placed = (racer) => !hasStopped(racer, step) || (!bounded && known(racer.arrived) <= step);
  const better = (own) => keys.filter((other) => other && compared(other, own) < 0).length;
  return keys.map((own, i) => (own && placed(racers[i]) ? 1 + better(own) : null));
}

/** Has a racer gone by this step? */
export const hasStopped = ({ stopped }, step) => stopped !== null && step >= stopped;

const within = (value, [low, high]) => value >= low && value <= high;

/** Number the heights from the lowest up; those within `width` above the lowest of a level share it. */
function levelled(heights, width) {
  const levels = [];
  let [level, floor] = [0, -Infinity];
  for (const i of heights.map((_, i) => i).sort((i, j) => heights[i] - heights[j])) {
    if (!(heights[i] <= floor + width)) [level, floor] = [level + 1, heights[i]];
    levels[i] = level;
  }
  return levels;
}

function compared(one, other) {
  const i = one.findIndex((key, k) => key !== other[k]);
  return i < 0 ? 0 : one[i] - other[i];
}
