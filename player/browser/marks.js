// The marks of critical points: of those that would lie upon each other only the most telling, more as one zooms in. A
// trace of marks carries all its points, [x, y, value, name] each, as `meta.marks`; the axes say which of them it has.

const APART = 36; // pixels, as in figures/critical.py
const REACH = 8; // pixels: a click this near to a mark means its point

/** The traces of a map's marks, one for each group {symbol, size, muted, points}, the most telling first. */
export const markTraces = (groups, look, more, scale = 1, color = null) =>
  groups.map(({ symbol, size, muted, points }) => ({
    type: "scatter",
    mode: "markers",
    meta: { marks: points },
    marker: { symbol, size: size * scale, color: color ?? (muted ? look.muted : look.text), line: { width: 1.5 } },
    cliponaxis: true,
    showlegend: false,
    hovertemplate: "%{text}<br>x %{x:.6~g}<br>y %{y:.6~g}<br>f %{customdata:.6~g}<extra></extra>",
    ...more,
  }));

/** Which points of each list can be told apart where a unit takes so many pixels: the first, and those far from it. */
export function toldApart(lists, perX, perY) {
  const kept = [];
  const isApart = ([x, y]) => kept.every(([u, v]) => Math.hypot((x - u) * perX, (y - v) * perY) >= APART);
  return lists.map((points) => points.filter((point) => isApart(point) && kept.push(point)));
}

/** Fill the marks among `traces` for the axes that they will be drawn on in `plot`, of so many pixels. */
export function fillMarks({ traces, layout }, plot, width, height) {
  const now = plot._fullLayout?.uirevision === layout.uirevision ? plot._fullLayout : {};
  const margin = { l: 0, r: 0, t: 0, b: 0, ...layout.margin };
  const room = { x: width - margin.l - margin.r, y: height - margin.t - margin.b };
  const perUnit = (ref) => {
    const name = axisOf(ref);
    const { domain = [0, 1], range } = layout[name];
    const [low, high] = now[name]?.range ?? range;
    return (room[ref[0]] * (domain[1] - domain[0])) / (high - low);
  };
  const units = (x, y) => {
    const both = [perUnit(x), perUnit(y)];
    return layout[axisOf(y)].scaleanchor ? both.map(() => Math.min(...both)) : both;
  };
  for (const [trace, points] of chosen(traces, units)) Object.assign(trace, dataOf(points));
}

/** Bring the marks of a drawn figure up to date with its axes; resolves once they are. */
export async function refillMarks(plot) {
  const { data, _fullLayout: layout } = plot;
  const perUnit = (ref) => {
    const { _length, range } = layout[axisOf(ref)];
    return _length / (range[1] - range[0]);
  };
  const wanted = chosen(data, (x, y) => [perUnit(x), perUnit(y)]);
  const changed = wanted.filter(([trace, points]) => !isFilledWith(trace, points));
  if (!changed.length) return;
  const update = { x: [], y: [], customdata: [], text: [] };
  for (const [, points] of changed) {
    for (const [name, values] of Object.entries(dataOf(points))) update[name].push(values);
  }
  await window.Plotly.restyle(plot, update, changed.map(([trace]) => data.indexOf(trace)));
}

/** The mark of a drawn figure that is nearest to a pixel of it, [x, y] to the last digit; null where none is near. */
export function markAt({ data, _fullLayout: layout }, px, py) {
  let [found, nearest] = [null, REACH];
  for (const { x, y, xaxis = "x", yaxis = "y" } of (data ?? []).filter(({ meta }) => meta?.marks)) {
    const [across, along] = [layout[axisOf(xaxis)], layout[axisOf(yaxis)]];
    x.forEach((value, i) => {
      const away = Math.hypot(across._offset + across.d2p(value) - px, along._offset + along.d2p(y[i]) - py);
      if (away <= nearest) [found, nearest] = [[value, y[i]], away];
    });
  }
  return found;
}

const axisOf = (ref) => `${ref[0]}axis${ref.slice(1)}`;

/** Each trace of marks with its points, told apart from all of the same subplot, whose `units` take so many pixels. */
function chosen(traces, units) {
  const maps = new Map();
  for (const trace of traces.filter(({ meta }) => meta?.marks)) {
    const { xaxis = "x", yaxis = "y" } = trace;
    maps.set(xaxis, { yaxis, own: [...(maps.get(xaxis)?.own ?? []), trace] });
  }
  return [...maps].flatMap(([xaxis, { yaxis, own }]) => {
    const lists = toldApart(own.map(({ meta }) => meta.marks), ...units(xaxis, yaxis));
    return own.map((trace, i) => [trace, lists[i]]);
  });
}

const dataOf = (points) => ({
  x: points.map(([x]) => x),
  y: points.map(([, y]) => y),
  customdata: points.map(([, , value]) => value),
  text: points.map(([, , , name]) => name),
});

const isFilledWith = ({ x, y }, points) =>
  x.length === points.length && points.every(([u, v], i) => x[i] === u && y[i] === v);
