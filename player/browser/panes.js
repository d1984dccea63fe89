// A pane is a rectangle of a Plotly figure in which some racers move: it turns their data into pixels of the figure.

const FAR = 1e6; // pixels; canvases draw nothing sensible beyond, and float32 points may lie anywhere

const clamp = (value) => (value > FAR ? FAR : value < -FAR ? -FAR : value);

/**
 * A pair of Plotly's Cartesian axes; `u` and `v` name each racer's arrays, in the axes' linear (or log10) units.
 * `under`: what `underOf` says is drawn under the trails, nothing where it is missing.
 */
export class PlanePane {
  constructor(axes, racers, under = null) {
    this.axes = axes;
    this.under = under;
    this.racers = racers.map((racer) => ({ ...racer, pixels: new Float32Array(2 * racer.u.length) }));
  }

  #axis(layout, letter) {
    const axis = layout[this.axes.replace("?", letter)];
    return { start: axis._offset, length: axis._length, low: axis.range[0], high: axis.range[1] };
  }

  /** Compute pixels anew where axes have moved; say whether they had. */
  project(layout) {
    const x = this.#axis(layout, "x");
    const y = this.#axis(layout, "y");
    const key = JSON.stringify([x, y]);
    if (key === this.key) return false;
    this.key = key;
    this.rectangle = [x.start, y.start, x.length, y.length];
    const scaleX = x.length / (x.high - x.low);
    const scaleY = y.length / (y.high - y.low);
    const column = (value) => clamp(x.start + (value - x.low) * scaleX);
    const row = (value) => clamp(y.start + y.length - (value - y.low) * scaleY);
    this.toPixel = (u, v) => [column(u), row(v)];
    for (const { u, v, pixels } of this.racers) {
      for (let i = 0; i < u.length; i++) {
        pixels[2 * i] = column(u[i]);
        pixels[2 * i + 1] = row(v[i]);
      }
    }
    return true;
  }

  /** Data coordinates under a pixel of the figure, or null outside the pane. */
  locate(layout, px, py) {
    const x = this.#axis(layout, "x");
    const y = this.#axis(layout, "y");
    const u = (px - x.start) / x.length;
    const v = 1 - (py - y.start) / y.length;
    if (u < 0 || u > 1 || v < 0 || v > 1) return null;
    return [x.low + u * (x.high - x.low), y.low + v * (y.high - y.low)];
  }
}

const multiply = (m, [x, y, z, w]) =>
  [0, 1, 2, 3].map((row) => m[row] * x + m[row + 4] * y + m[row + 8] * z + m[row + 12] * w);

/** Plotly's 3-D scene: points are projected by the scene's own camera; what lies behind the relief is marked hidden. */
export class ScenePane {
  constructor(racers, relief, under = null) {
    this.relief = relief;
    this.under = under;
    this.racers = racers.map((racer) => ({
      ...racer,
      pixels: new Float32Array(2 * racer.u.length),
      hidden: new Uint8Array(racer.u.length),
    }));
  }

  project(layout) {
    const scene = layout.scene._scene;
    const camera = scene?.glplot?.cameraParams;
    if (!camera) return false;
    const { l, t, w, h } = layout._size;
    const key = [camera.view, camera.projection, camera.model].map((m) => Array.from(m).join()).join("|") + [l, t, w, h];
    if (key === this.key) return false;
    this.key = key;
    this.rectangle = [l, t, w, h];
    const scale = scene.dataScale;
    const toPixel = (u, v, height) => {
      const data = [u * scale[0], v * scale[1], height * scale[2], 1];
      const eye = multiply(camera.view, multiply(camera.model, data));
      const [px, py, , pw] = multiply(camera.projection, eye);
      return [l + w * (0.5 + (0.5 * px) / pw), t + h * (0.5 - (0.5 * py) / pw)];
    };
    const eye = layout.scene.camera ? scene.getCamera().eye : { x: 1.25, y: 1.25, z: 1.25 };
    for (const { u, v, heights, pixels, hidden } of this.racers) {
      for (let i = 0; i < u.length; i++) {
        const outside = !this.relief.covers(u[i], v[i]);
        const [px, py] = outside ? [NaN, NaN] : toPixel(u[i], v[i], heights[i]);
        pixels[2 * i] = px;
        pixels[2 * i + 1] = py;
        hidden[i] = !outside && this.relief.hides(u[i], v[i], heights[i], eye) ? 1 : 0;
      }
    }
    return true;
  }

  locate() {
    return null;
  }
}
