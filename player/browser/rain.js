// Rain on a map of the starts: many of them run down at once in the browser, coloured by where they will end.

import { Clock } from "./clock.js";
import { Drops } from "./drops.js";
import { Engine } from "./engine/engine.js";
import { ICONS } from "./transport.js";
import { haveTell, tell } from "./words.js";

const TICKS = 300; // of the clock, in ten seconds
const FASTEST = 20; // steps in a tick; it takes longer where there would be more
const FADE = 0.07; // of a trail, in a frame
const STRIDE = 20; // steps that whole ways are drawn in

const HELD = { play: "aria-label:rain-play title:rain-play", pause: "aria-label:rain-pause title:rain-pause" };

const icon = (name) => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;

const MARKUP = `
  <button type="button" class="derby-let" data-told="text:rain" aria-pressed="false"></button>
  <button type="button" hidden></button>
  <button type="button" data-told="aria-label:rain-again title:rain-again" hidden>${icon("loop")}</button>
  <span class="derby-far"></span>`;

export class Rain {
  /** Controls in `element`, drops over `plot`. */
  constructor(element, plot) {
    Object.assign(this, { element, plot, drops: [] });
    element.innerHTML = MARKUP;
    [this.let, this.hold, this.anew, this.readout] = element.children;
    this.engine = new Engine();
    this.clock = new Clock((step) => this.#paint(step));
    this.let.addEventListener("click", () => (this.drops.length ? this.stop() : this.#begin()));
    const turn = () => (this.clock.step < this.clock.last ? this.clock.toggle() : this.#begin());
    this.hold.addEventListener("click", turn);
    this.anew.addEventListener("click", () => this.#begin());
  }

  /**
   * Take the rain of a figure that is drawn, its colours those of the page; none where it has none, or no programs.
   * What rains goes on in other colours, and begins anew where it is another.
   */
  show(given) {
    const rain = given?.live && given;
    const [was, before] = [this.drops.length > 0, this.rain];
    this.rain = rain;
    this.steps = rain?.steps;
    const runs = Boolean(rain) && this.engine.update(rain) && rain.live.racers.some(Boolean);
    this.element.hidden = !runs;
    if (was && !runs) this.stop();
    else if (was && !same(inWhite(rain), inWhite(before))) this.#begin();
    else if (was && !same(rain, before)) {
      this.key = null;
      this.#pour();
    }
    this.clock.request();
  }

  /** Show the map as it was. */
  stop() {
    this.clock.stop();
    this.drops = [];
    for (const { canvas } of this.layers ?? []) canvas.remove();
    this.layers = this.key = null;
    this.#show();
  }

  /** Draw anew where axes have moved. */
  again() {
    this.clock.request();
  }

  #begin() {
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.key = null;
    this.#pour();
    this.clock.setLast(TICKS);
    this.clock.speed = Math.min(1, (FASTEST * TICKS) / (this.steps * fastest(this.steps)));
    this.clock.seek(this.still ? TICKS : 0);
    if (!this.still) this.clock.play();
    this.#show();
  }

  /** Have drops at all starts. */
  #pour() {
    this.drops = this.#grids().flatMap((grid, i) => {
      const [starts, colors] = this.#startsOn(grid);
      const descents = this.engine.descents(i, starts);
      return descents ? [new Drops(descents, colors, grid.xaxis + grid.yaxis)] : [];
    });
  }

  /** The maps of the racers, in their order. */
  #grids() {
    return this.plot._fullData.filter(({ type }) => type === "heatmap");
  }

  /** The starts on a map that run, [x, y] each, and the colour of each. */
  #startsOn({ x, y, z }) {
    const { columns, rows, colors } = this.rain;
    const cells = rows.flatMap((row) => columns.map((column) => [row, column]));
    return [cells.map(([row, column]) => [x[column], y[row]]), cells.map(([row, column]) => colors[z[row][column]])];
  }

  #paint(tick) {
    const layout = this.plot._fullLayout;
    if (!this.drops.length || !layout) return;
    const moved = this.#fit(layout);
    const [trails, heads] = this.layers;
    if (this.still) {
      if (!moved) return;
      this.#pour();
      for (let step = STRIDE; step < this.steps; step += STRIDE) this.#paintDrops(step);
    } else if (!moved) fade(trails);
    heads.clearRect(0, 0, heads.canvas.width, heads.canvas.height);
    this.#paintDrops(stepAt(tick / TICKS, this.steps));
    this.#show();
  }

  #paintDrops(step) {
    for (const drops of this.drops) drops.paint(...this.layers, this.plot._fullLayout, step, this.still);
  }

  #show() {
    const { drops, clock, still } = this;
    const rains = drops.length > 0;
    this.plot.classList.toggle("derby-rained", rains);
    this.let.setAttribute("aria-pressed", rains);
    this.hold.hidden = this.anew.hidden = !rains || still;
    const name = clock.playing ? "pause" : "play";
    if (this.hold.dataset.playing !== name) {
      this.hold.dataset.playing = name;
      this.hold.innerHTML = icon(name);
      haveTell(this.hold, HELD[name]);
    }
    const [step, last] = [Math.floor(stepAt(clock.step / TICKS, this.steps)), this.steps];
    const text = rains ? tell("at-step", { step, last }) : "";
    if (this.readout.textContent !== text) this.readout.textContent = text;
  }

  /** Lay the canvases over the figure, in its size in device pixels; say whether they are new or its axes moved. */
  #fit(layout) {
    this.layers ??= ["trails", "heads"].map((name) => this.#addLayer(name));
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight].map((size) => Math.round(size * ratio));
    const ranges = this.drops.flatMap(({ panel }) => {
      const { xaxis, yaxis } = layout._plots[panel];
      return [xaxis, yaxis].flatMap(({ range, _offset, _length }) => [...range, _offset, _length]);
    });
    const key = JSON.stringify([width, height, ranges]);
    if (this.key === key) return false;
    this.key = key;
    for (const context of this.layers) {
      Object.assign(context.canvas, { width, height });
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    return true;
  }

  #addLayer(name) {
    const canvas = document.createElement("canvas");
    canvas.className = `derby-canvas derby-${name}`;
    canvas.ariaHidden = "true"; // the map has it in words
    this.plot.parentElement.append(canvas);
    return canvas.getContext("2d");
  }
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** A rain but for its colours. */
const inWhite = (rain) => ({ ...rain, colors: null });

/** The step at a part of the time: the early ones more closely, as exports/pacing.py spreads them over frames. */
function stepAt(part, steps) {
  const bend = 1 + steps / 10;
  return part < 1 ? (steps * (bend ** part - 1)) / (bend - 1) : steps;
}

/** How many times faster than at an even pace the last step is. */
function fastest(steps) {
  const bend = 1 + steps / 10;
  return (bend * Math.log(bend)) / (bend - 1);
}

function fade(context) {
  context.globalCompositeOperation = "destination-out";
  context.globalAlpha = FADE;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.globalCompositeOperation = "source-over";
}
