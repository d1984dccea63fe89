// A racer as its run in the browser shows it, before the server has told: what became of it as far as that can be said
// at once.

import { inUnits } from "./chart.js";
import { evenly } from "./decode.js";
import { tell } from "./words.js";

const RATE = "rate";

/**
 * `racer` as `run` {x, y, loss, stopped, gone, left} has it; without a run as it was, which is past, in a colour that
 * is none of a racer's. `header` is that of the message, `domain` its landscape, `steps` how many there are now,
 * `steepness` the norm of the gradient at a place, `rates(number)` the learning rates of the racer of that number,
 * `moved` whether the ground is another.
 */
export function previewed(racer, run, { header, domain, steps, color, steepness, rates, moved }, number) {
  const places = racer.cost === null ? lasting(racer.places, steps) : evenly(steps + 1, racer.cost);
  if (!run) {
    const were = [racer.x, racer.y, racer.loss, racer.drawn];
    const [x, y, loss, drawn] = were.map((values) => values && lasting(values, steps));
    return { ...racer, x, y, loss, drawn, places, color, place: undefined, isPast: true };
  }
  const { x, y, stopped, gone, left } = run;
  const { offset } = header.chart;
  const loss = run.loss.map((value) => value - offset);
  const ranking = moved ? { ...header.ranking, minimum: null, goals: null } : header.ranking;
  const { quantity } = header.chosen;
  const known = { ...ranking, steepness, rates: quantity === RATE ? rates(number) : null };
  const measured = measuresOf(run, offset, known)[quantity];
  const after = left || quantity === RATE ? NaN : Infinity;
  const inChart = (_, step) => inUnits(header.chart, stopped !== null && step >= stopped ? after : measured(step));
  const shown = { ...racer, live: true, x, y, loss, places, stopped: gone, settled: undefined, place: undefined };
  shown.arrived = arrivalOf(shown, ranking, domain, offset);
  if (measured) shown.drawn = run.loss.map(inChart);
  else Object.assign(shown, { drawn: racer.drawn && lasting(racer.drawn, steps), inked: color });
  if (gone !== null) {
    const [short, full] = left ? ["left", "left-domain"] : ["stopped", "stopped"];
    Object.assign(shown, { gone: tell(short, { step: gone }), ending: tell(full, { step: gone }) });
  }
  return shown;
}

/** What the chart can show of a run as figures/chart.py calls it, at a step; the other quantities need the server. */
const measuresOf = ({ x, y, loss }, offset, { minimum, goals = null, steepness, rates }) => ({
  fitting: (step) => loss[step] - offset,
  loss: (step) => loss[step],
  ...(minimum === null ? {} : { excess: (step) => loss[step] - minimum }),
  gradient: (step) => steepness(x[step], y[step]),
  ...(goals === null ? {} : {
    distance: (step) => Math.min(...goals.map(([u, v]) => Math.hypot(x[step] - u, y[step] - v))),
  }),
  ...(rates === null ? {} : { rate: (step) => rates[step] }),
  length: (step) => (step ? Math.hypot(x[step] - x[step - 1], y[step] - y[step - 1]) : NaN),
});

/** `values` for so many steps: its last one goes on. */
function lasting(values, steps) {
  return Float32Array.from({ length: steps + 1 }, (_, step) => values[Math.min(step, values.length - 1)]);
}

/** The step from which a racer is where it should be, as racing/standings.py tells; undefined where it never is. */
function arrivalOf({ x, y, loss, stopped }, { minimum, bounded, tolerance }, domain, offset) {
  const height = (step) => Math.abs(loss[step] + offset - minimum);
  const within = (value, [low, high]) => value >= low && value <= high;
  const isThere = bounded
    ? (step) => height(step) <= tolerance * height(0)
    : (step) => !within(x[step], domain.x) || !within(y[step], domain.y);
  let step = loss.length;
  while (step > 0 && isThere(step - 1)) step -= 1;
  const never = step === loss.length || (bounded ? minimum === null : loss.at(-1) >= loss[0]);
  return never ? undefined : step;
}
