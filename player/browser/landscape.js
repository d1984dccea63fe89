// The surface as it was sent: heights on a grid over the domain, and the height that a loss is drawn at.
// The formulas are those of figures/landscape.py.

export class Landscape {
  constructor(meta, grid) {
    Object.assign(this, meta);
    const side = (range) =>
      Float64Array.from({ length: meta.size }, (_, i) => range[0] + ((range[1] - range[0]) * i) / (meta.size - 1));
    this.xs = side(meta.x);
    this.ys = side(meta.y);
    this.rows = Array.from(this.ys, (_, i) => grid.subarray(i * meta.size, (i + 1) * meta.size));
    const highest = this.rows.reduce((most, row) => row.reduce((a, b) => (b > a ? b : a), most), 0);
    this.highest = highest;
    this.arrows = null; // of −∇f, where a message has brought them
    this.revision = meta.id; // as long as it stays, so do zoom and camera
    this.losses = this.rows.map((row) => Float64Array.from(row, (height) => this.lossAt(height)));
  }

  /** Take the arrows that have come, if any; say whether this is all that the picture of a header is drawn on. */
  accept({ landscape, look, live }, arrows) {
    if (this.id !== landscape.id) return false;
    if (live) this.revision = JSON.stringify([live.surface, this.x, this.y]); // that of all values of its letters
    this.arrows = arrows ?? this.arrows;
    return !look.arrows || this.arrows !== null;
  }

  height(loss) {
    const above = Math.max(loss - this.low, 0);
    return this.unit === null ? above : Math.log10(1 + above / this.unit);
  }

  lossAt(height) {
    return this.low + (this.unit === null ? height : this.unit * (10 ** height - 1));
  }
}

const STRIDES = 40;
const LIFT = 0.012; // how far above the ground a sight line may pass, in parts of the scene's width

/** What of a landscape's relief is in sight. `aspect` is the scene's aspect ratio {x, y, z}, as its camera sees it. */
export class Relief {
  constructor(landscape, aspect) {
    this.landscape = landscape;
    this.aspect = aspect;
  }

  covers(u, v) {
    const { x, y } = this.landscape;
    return u >= x[0] && u <= x[1] && v >= y[0] && v <= y[1];
  }

  /** The height of the ground at a place of the domain, as far up as it is drawn. */
  groundAt(u, v) {
    const { x, y, peak, size, rows } = this.landscape;
    const within = (value, [low, high]) => ((value - low) / (high - low)) * (size - 1);
    const [column, row] = [within(u, x), within(v, y)].map((at) => Math.max(0, Math.min(Math.floor(at), size - 2)));
    const [across, along] = [within(u, x) - column, within(v, y) - row];
    const floor = (line, cell) => Math.min(rows[line][cell], peak);
    const between = (line) => (1 - across) * floor(line, column) + across * floor(line, column + 1);
    const [low, high] = [row, row + 1].map(between);
    return (1 - along) * low + along * high;
  }

  /** Does the ground between the point and the camera's eye rise above the line of sight? */
  hides(u, v, height, eye) {
    const { x, y, peak, size, rows } = this.landscape;
    const unit = (value, [low, high]) => (value - low) / (high - low) - 0.5;
    const from = [unit(u, x) * this.aspect.x, unit(v, y) * this.aspect.y, unit(height, [0, peak]) * this.aspect.z];
    for (let i = 1; i <= STRIDES; i++) {
      const t = (i / STRIDES) ** 1.5;
      const px = (from[0] + t * (eye.x - from[0])) / this.aspect.x + 0.5;
      const py = (from[1] + t * (eye.y - from[1])) / this.aspect.y + 0.5;
      const pz = from[2] + t * (eye.z - from[2]);
      if (px < 0 || px > 1 || py < 0 || py > 1 || pz > this.aspect.z / 2) return false;
      const ground = Math.min(rows[Math.round(py * (size - 1))][Math.round(px * (size - 1))], peak);
      if (unit(ground, [0, peak]) * this.aspect.z > pz + LIFT) return true;
    }
    return false;
  }
}
