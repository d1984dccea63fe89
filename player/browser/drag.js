// A slider over one quantity of a racer: its path and its loss follow the thumb, from runs that were all sent at once.

import { Address } from "./address.js";
import { Board } from "./board.js";
import { chartFigure, chartLine } from "./chart.js";
import { decodeRuns } from "./decode.js";
import { hint, readyToDraw, watchSize } from "./drawing.js";
import { Landscape } from "./landscape.js";
import { wearLook } from "./look.js";
import { ChartPane, PlanePane } from "./panes.js";
import { mapFigure } from "./pictures.js";
import { keepInPrint } from "./print.js";
import { listenToLettingGo } from "./sliders.js";
import { Strip, stripKey } from "./strip.js";
import { shapeSvg } from "./symbols.js";
import { underOf } from "./under.js";
import { haveTell, hear, language, tell } from "./words.js";

const MARKUP = `
  <div class="derby-stage">
    <div class="derby-field">
      <div class="derby-board" data-view="contour"></div>
      <button type="button" class="derby-reset" data-told="text:reset title:whole" hidden></button>
    </div>
    <div class="derby-field"><div class="derby-board" data-view="loss"></div></div>
  </div>
  <p class="derby-hint"></p>
  <div class="derby-read">
    <span class="derby-value"></span><span class="derby-final"></span><span class="derby-verdict"></span>
  </div>
  <div class="derby-values">
    <input class="derby-scrub" type="range" min="0" step="1">
    <canvas class="derby-strip" aria-hidden="true"></canvas>
  </div>
  <ul class="derby-legend" data-told="aria-label:marks"></ul>`;

/** Make a dragged slider in `root`; `plotlyUrl` is used where the page has no Plotly yet. */
export async function createDrag(root, plotlyUrl, host) {
  await readyToDraw(plotlyUrl);
  return new Drag(root, host);
}

class Drag {
  /** `host.send(event, value)` reports "chosen" (where the slider was let go) and "lost" (a landscape's id). */
  constructor(root, host) {
    this.root = root;
    this.host = host;
    root.classList.add("derby-drag");
    root.innerHTML = MARKUP;
    haveTell(root, "aria-label:drag");
    const find = (selector) => root.querySelector(selector);
    this.slider = find(".derby-scrub");
    this.reset = find(".derby-reset");
    this.boards = {};
    for (const element of root.querySelectorAll(".derby-board")) {
      this.boards[element.dataset.view] = new Board(element, { onMoved: () => this.#request() });
    }
    this.strip = new Strip(find(".derby-strip"), this.slider, (index) => this.#follow(index), () => this.#choose());
    this.slider.addEventListener("input", () => this.#follow(Number(this.slider.value)));
    listenToLettingGo(this.slider, () => this.#choose());
    this.reset.addEventListener("click", () => this.boards.contour.showWhole(this.landscape));
    const elements = [...Object.values(this.boards).map(({ element }) => element), this.strip.canvas];
    this.cleanUps = [watchSize(elements, () => this.#resize()), keepInPrint(root.querySelector(".derby-stage"))];
    this.address = new Address();
    this.frame = 0;
  }

  /** Show a message from Python: new runs, and a new landscape where one came with them. */
  update(bytes) {
    const { header, runs, grid, arrows } = decodeRuns(bytes);
    hear(this.root, header);
    if (grid) this.landscape = new Landscape(header.landscape, grid);
    if (!this.landscape?.accept(header, arrows)) {
      this.host.send("lost", header.landscape.id);
      return;
    }
    const stays = this.header && sameSlider(this.header, header);
    if (!stays) this.index = header.own ?? header.best ?? 0;
    else if (this.index === this.header.own) this.index = header.own ?? this.index;
    this.header = header;
    this.runs = runs;
    this.panes = runs.map(() => null);
    this.look = wearLook(this.root, header);
    this.address.show(header.link);
    this.slider.max = runs.length - 1;
    this.slider.setAttribute("aria-label", header.label);
    this.strip.show(header, runs.map(({ loss }) => loss[loss.length - 1]), this.look);
    this.root.querySelector(".derby-hint").textContent = hint("drag-map");
    this.#showName();
    this.#showMarks();
    for (const view of ["contour", "loss"]) this.#draw(view);
    this.#request();
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.header = null;
    this.address.leave();
    for (const cleanUp of this.cleanUps) cleanUp();
    for (const board of Object.values(this.boards)) board.clear();
  }

  async #draw(view) {
    const { landscape, look, header } = this;
    const common = [look.name, look.background, look.font, language()];
    const drawn = [...common, look.scale, look.lines, look.marks, look.axes, landscape.id];
    const plan =
      view === "loss"
        ? { key: [...common, header.chart], figure: () => chartFigure(header.chart, look) }
        : { key: drawn, figure: () => mapFigure(landscape, look) };
    const panes = () => (this.header ? [this.#pane(view)] : []); // none: taken off the page meanwhile
    if (!(await this.boards[view].show({ ...plan, key: JSON.stringify(plan.key), panes }, look.background))) return;
    if (view === "contour" && this.header === header) this.boards[view].setFan(this.#makeFan());
    this.#paint();
  }

  /** The pane of the run that is shown; each is made once, at its first turn. */
  #pane(view) {
    const { header, index } = this;
    this.panes[index] ??= this.#makePanes(this.runs[index], header.gone[index]);
    return this.panes[index][view];
  }

  #makePanes({ x, y, loss }, gone) {
    const { racer, kept, chart } = this.header;
    const look = { ...racer, stopped: gone ? 0 : null, x, y, loss, kept, offset: chart.offset };
    return {
      contour: new PlanePane("?axis", [{ ...look, u: x, v: y }], underOf(this.landscape, this.landscape, this.look)),
      loss: new ChartPane("?axis", [{ ...look, ...chartLine(chart, { loss, places: Float32Array.from(kept) }) }]),
    };
  }

  /** The paths of all runs that lead somewhere: those that diverge would only cross the picture out. */
  #makeFan() {
    const { header, runs } = this;
    const left = runs.filter((_, i) => !header.gone[i]);
    return new PlanePane("?axis", left.map(({ x, y }) => ({ u: x, v: y, color: header.racer.color })));
  }

  #follow(index) {
    if (!this.header || index === this.index) return;
    this.index = index;
    this.#request();
  }

  #choose() {
    if (this.header) this.host.send("chosen", this.index);
  }

  #jump(index) {
    this.#follow(index);
    this.#choose();
  }

  /** Ask for one frame; several asks share it. */
  #request() {
    this.frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!this.header) return;
    this.#showValue();
    for (const [view, board] of Object.entries(this.boards)) {
      if (!board.ready) continue;
      const pane = this.#pane(view);
      if (board.panes[0] !== pane) board.setPanes([pane], this.look.background);
      board.paint(this.header.kept.length - 1);
    }
    this.strip.paint(this.index);
    this.reset.hidden = !this.boards.contour.isZoomed(this.landscape);
  }

  #showValue() {
    const { header, index, slider, root } = this;
    const last = this.runs.length - 1;
    slider.value = index;
    slider.style.setProperty("--done", `${last ? (100 * index) / last : 0}%`);
    const said = {
      value: `${header.label} ${header.texts[index]}`,
      final: header.gone[index] ? "" : tell("final-loss", { loss: header.losses[index] }),
      verdict: header.verdicts[index],
    };
    for (const [name, text] of Object.entries(said)) root.querySelector(`.derby-${name}`).textContent = text;
    slider.setAttribute("aria-valuetext", Object.values(said).filter(Boolean).join(", "));
  }

  #showName() {
    const { name, color, shape } = this.header.racer;
    const read = this.root.querySelector(".derby-read");
    for (const old of read.querySelectorAll(".derby-name, svg")) old.remove();
    const text = document.createElement("span");
    text.className = "derby-name";
    text.textContent = name;
    read.prepend(shapeSvg(shape, color), text);
  }

  #showMarks() {
    const items = stripKey(this.header, this.look).map(({ mark, text, index }) => {
      const item = document.createElement("li");
      const inside = index === null ? item : item.appendChild(document.createElement("button"));
      inside.append(mark, text);
      if (index !== null) {
        Object.assign(inside, { type: "button", title: tell("go"), onclick: () => this.#jump(index) });
      }
      return item;
    });
    this.root.querySelector(".derby-legend").replaceChildren(...items);
  }

  #resize() {
    if (!this.header) return;
    for (const board of Object.values(this.boards)) board.resize();
    this.#request();
  }
}

/** Whether two headers are of one slider: the racer's own value may stand in for a stop of either. */
const sameSlider = (one, other) =>
  one.racer.name === other.racer.name &&
  one.label === other.label &&
  one.values.length === other.values.length &&
  one.values.every((value, i) => value === other.values[i] || i === one.own || i === other.own);
