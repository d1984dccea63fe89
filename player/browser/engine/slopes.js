// What a rule sees of the ground: gradients that are exact, of a mini-batch, or noisy, as racing/oracle.py answers them.

/**
 * What puts the gradient at a point into two places: (x, y, registers, place, t). `surface` and `table` are those of the
 * race; `noise` is a standard deviation and `drawn` what it scales, two numbers a step; `batch` counts rows, `rows` are
 * those drawn, one after the other.
 */
export function slopesOf({ surface, table, noise, drawn, batch, rows }) {
  const exact = batch ? overRows(table, rows, batch) : (x, y, into, place) => surface.gradient(x, y, into, place);
  if (!noise) return exact;
  return (x, y, into, place, t) => {
    exact(x, y, into, place, t);
    into[place] += noise * drawn[2 * t - 2];
    into[place + 1] += noise * drawn[2 * t - 1];
  };
}

function overRows({ loss, rows: table }, rows, batch) {
  return (x, y, into, place, t) => {
    let [byX, byY] = [0, 0];
    for (let i = (t - 1) * batch; i < t * batch; i++) {
      loss.more = table[rows[i]];
      loss.gradient(x, y, into, place);
      byX += into[place];
      byY += into[place + 1];
    }
    into[place] = byX / batch;
    into[place + 1] = byY / batch;
  };
}
