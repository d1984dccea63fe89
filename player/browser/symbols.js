// The racers' heads: a shape is a list of corners in units of the radius, as figures/marks.py declares them.

/** Trace `shape` with its centre at (x, y); the caller fills and strokes. */
export function traceShape(context, shape, x, y, radius) {
  context.beginPath();
  for (const [dx, dy] of shape) context.lineTo(x + radius * dx, y + radius * dy);
  context.closePath();
}

/** The same shape as an SVG element, for legends. */
export function shapeSvg(shape, color) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-1.15 -1.15 2.3 2.3");
  svg.setAttribute("aria-hidden", "true");
  const polygon = document.createElementNS(svg.namespaceURI, "polygon");
  polygon.setAttribute("points", shape.map((corner) => corner.join(",")).join(" "));
  polygon.setAttribute("fill", color);
  svg.append(polygon);
  return svg;
}
