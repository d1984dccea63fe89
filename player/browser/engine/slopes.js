// What a rule sees of the ground: gradients that are exact, of a mini-batch, or noisy, as racing/oracle.py answers
// them.

/**
 * What puts the gradient at a point into two places: (x, y, registers, place, t). `surface` and `table` are those of
 * the race; `noise` is a standard deviation and `drawn` what it scales, two numbers a step; `batch` counts rows, `rows`
 * are those drawn, one after the other.
 */
export function slopesOf({ surface, table, noise, drawn, batch, rows }) {
  const exact = batch
    ? (x, y, into, place, t) => table.gradientOver(rows, (t - 1) * batch, t * batch, x, y, into, place)
    : (x, y, into, place) => surface.gradient(x, y, into, place);
  if (!noise) return exact;
  return (x, y, into, place, t) => {
    exact(x, y, into, place, t);
    into[place] += noise * drawn[2 * t - 2];
    into[place + 1] += noise * drawn[2 * t - 1];
  };
}
