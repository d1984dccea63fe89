// The player: boards for map, panels, relief and loss, one clock and one transport over them.

import { Address } from "./address.js";
import { Board } from "./board.js";
import { Clock } from "./clock.js";
import { decode } from "./decode.js";
import { Landscape, Relief } from "./landscape.js";
import { currentLook } from "./look.js";
import { PlanePane, ScenePane } from "./panes.js";
import { ASPECT, lossFigure, mapFigure, panelsFigure, reliefFigure } from "./pictures.js";
import { shapeSvg } from "./symbols.js";
import { Transport, listenToKeys } from "./transport.js";

const MARKUP = `
  <div class="derby-stage">
    <div class="derby-field">
      <div class="derby-board" data-view="together"></div>
      <div class="derby-board" data-view="side by side"></div>
      <div class="derby-board" data-view="3-D"></div>
      <button type="button" class="derby-reset" title="Show the whole picture again">Reset view</button>
    </div>
    <div class="derby-field"><div class="derby-board" data-view="loss"></div></div>
  </div>
  <ul class="derby-legend" aria-label="Racers"></ul>
  <div class="derby-transport" role="group" aria-label="Transport"></div>`;

const CLICK_PIXELS = 4;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

export class Player {
  /** `host.send(event, value)` reports "start" (a click's [x, y]) and "lost" (the id of a landscape that is not here). */
  constructor(root, host) {
    this.root = root;
    this.host = host;
    root.innerHTML = MARKUP;
    root.tabIndex = 0;
    this.clock = new Clock(() => this.#paint());
    this.address = new Address(this.clock);
    this.transport = new Transport(root.querySelector(".derby-transport"), this.clock, () => this.address.copy());
    this.boards = {};
    for (const element of root.querySelectorAll(".derby-board")) {
      const board = new Board(element, { onMoved: () => this.clock.request() });
      this.boards[element.dataset.view] = board;
    }
    for (const event of ["pointermove", "wheel"]) {
      this.boards["3-D"].element.addEventListener(event, () => this.clock.request(), { capture: true, passive: true });
    }
    this.cleanUps = [listenToKeys(this.transport), this.#listenToClicks(), this.#watchSize()];
    this.reset = root.querySelector(".derby-reset");
    this.reset.addEventListener("click", () => this.#resetView());
  }

  /** Show a message from Python: a new race, and a new landscape where one came with it. */
  update(bytes) {
    const { header, racers, grid } = decode(bytes);
    if (grid) this.landscape = new Landscape(header.landscape, grid);
    if (this.landscape?.id !== header.landscape.id) {
      this.host.send("lost", header.landscape.id);
      return;
    }
    this.header = header;
    this.racers = racers;
    this.look = currentLook(this.root, header.themes, header.theme);
    this.root.classList.toggle("derby-own", header.theme !== null);
    this.root.style.setProperty("--derby-own-back", this.look.background);
    this.root.style.setProperty("--derby-own-text", this.look.text);
    this.clock.setLast(header.steps);
    if (header.step !== null) this.clock.seek(header.step);
    this.address.show(header.link);
    this.transport.linkButton.hidden = header.link === null;
    this.#showLegend();
    this.#draw();
  }

  destroy() {
    this.clock.stop();
    this.address.leave();
    for (const cleanUp of this.cleanUps) cleanUp();
    for (const board of Object.values(this.boards)) board.clear();
  }

  get #shown() {
    return [this.header.view, "loss"];
  }

  #draw() {
    this.root.dataset.view = this.header.view;
    for (const [view, board] of Object.entries(this.boards)) {
      board.element.hidden = !this.#shown.includes(view);
      board.ready = false;
    }
    for (const view of this.#shown) this.#drawBoard(view);
    this.clock.request();
  }

  /** Bring one board up to date; Plotly draws only where something other than the paths has changed. */
  async #drawBoard(view) {
    const board = this.boards[view];
    const { key, figure, panes } = this.#plan(view, board.element);
    if (board.key !== key) {
      board.key = key;
      // What failed before was reported before. The race first: the loss chart's axes can wait for its first frame.
      const before = Promise.resolve(board.drawing).catch(() => {});
      const turn = view === "loss" ? before.then(nextFrame) : before;
      board.drawing = turn.then(() => (board.key === key ? board.draw(figure()) : null));
    }
    await board.drawing;
    if (board.key !== key) return;
    board.setPanes(panes(), this.look.background);
    board.ready = true;
    this.#paint(); // now: a frame asked for here could be one later
  }

  #plan(view, element) {
    const { landscape, look, racers, header } = this;
    const onMap = () => racers.map((racer) => ({ ...racer, u: racer.x, v: racer.y }));
    const common = [look.name, look.background, look.font];
    if (view === "loss") {
      return {
        key: JSON.stringify([...common, header.chart, header.steps]),
        figure: () => lossFigure(header.chart, header.steps, look),
        panes: () => [new PlanePane("?axis", racers.map((racer) => ({ ...racer, ...this.#lossCurve(racer) })))],
      };
    }
    if (view === "3-D") {
      const relief = new Relief(landscape, ASPECT);
      const raise = ({ loss }) => loss.map((value) => landscape.height(value + header.chart.offset));
      return {
        key: JSON.stringify([...common, landscape.id]),
        figure: () => reliefFigure(landscape, look),
        panes: () => [new ScenePane(onMap().map((racer) => ({ ...racer, heights: raise(racer) })), relief)],
      };
    }
    if (view === "side by side") {
      const figure = panelsFigure(landscape, look, racers, element.clientWidth || 600, element.clientHeight || 450);
      const names = racers.map(({ name, color }) => [name, color]);
      return {
        key: JSON.stringify([...common, landscape.id, names, figure.layout.xaxis.domain, figure.layout.yaxis.domain]),
        figure: () => figure,
        panes: () => onMap().map((racer, i) => new PlanePane(figure.panes[i], [racer])),
      };
    }
    return {
      key: JSON.stringify([...common, landscape.id]),
      figure: () => mapFigure(landscape, look),
      panes: () => [new PlanePane("?axis", onMap())],
    };
  }

  #lossCurve({ loss }) {
    const { log, bounds } = this.header.chart;
    return {
      u: Float32Array.from(loss, (_, step) => step),
      v: log ? Float32Array.from(loss, (value) => Math.log10(Math.max(value, bounds[0]))) : loss,
    };
  }

  #paint() {
    this.transport.show();
    this.address.follow();
    if (!this.header) return;
    const moved = this.#shown.filter((view) => this.boards[view].ready && this.boards[view].paint(this.clock.step));
    if (moved.includes("3-D")) this.clock.request(); // the camera may still be turning
    this.reset.hidden = !this.#zoomed();
  }

  #showLegend() {
    const items = this.racers.map(({ name, color, shape, stopped }) => {
      const item = document.createElement("li");
      item.append(shapeSvg(shape, color), stopped === null ? name : `${name} (diverged at step ${stopped})`);
      return item;
    });
    this.root.querySelector(".derby-legend").replaceChildren(...items);
  }

  #zoomed() {
    const axis = this.boards[this.header.view].plot._fullLayout?.xaxis;
    const { y } = this.landscape;
    if (this.header.view === "3-D" || !axis) return false;
    const other = this.boards[this.header.view].plot._fullLayout.yaxis;
    const differs = (range, whole) => range.some((v, i) => Math.abs(v - whole[i]) > 1e-6 * (whole[1] - whole[0]));
    return differs(axis.range, this.landscape.x) || differs(other.range, y);
  }

  #resetView() {
    const { x, y } = this.landscape;
    window.Plotly.relayout(this.boards[this.header.view].plot, { "xaxis.range": [...x], "yaxis.range": [...y] });
  }

  /** Plotly covers the page while a button is down, so a click is told from a drag by its release, anywhere. */
  #listenToClicks() {
    let down = null;
    const onDown = (event) => {
      const board = event.target.closest?.(".derby-board");
      down = board && event.button === 0 && event.target.closest(".plotly") ? { event, board } : null;
    };
    const onUp = (event) => {
      const began = down;
      down = null;
      if (!began || began.board.dataset.view === "loss") return;
      if (Math.hypot(event.clientX - began.event.clientX, event.clientY - began.event.clientY) > CLICK_PIXELS) return;
      const start = this.boards[began.board.dataset.view].locate(event.clientX, event.clientY);
      if (start) this.host.send("start", start);
    };
    this.root.addEventListener("pointerdown", onDown, true);
    window.addEventListener("pointerup", onUp, true);
    return () => window.removeEventListener("pointerup", onUp, true);
  }

  #watchSize() {
    const observer = new ResizeObserver(() => {
      if (!this.header) return;
      for (const view of this.#shown) {
        const { plot, element } = this.boards[view];
        const layout = plot._fullLayout;
        if (!layout || (layout.width === element.clientWidth && layout.height === element.clientHeight)) continue;
        window.Plotly.relayout(plot, { width: element.clientWidth, height: element.clientHeight });
      }
      this.clock.request();
    });
    for (const { element } of Object.values(this.boards)) observer.observe(element);
    return () => observer.disconnect();
  }
}
