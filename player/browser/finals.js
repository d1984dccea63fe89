// Beside a slider in hand: the final loss at each of its stops, where runs are lost, and the best. A few runs at a
// time, when the page has nothing else to do.

import { Curve } from "./curve.js";
import { significant } from "./legend.js";
import { tell } from "./words.js";

const BUDGET = 3; // milliseconds at a time
const PATIENCE = 100; // milliseconds until it is no longer left undone
const LINGER = 900; // milliseconds that it stays once the slider is let go
const [WIDE, GAP] = [300, 6]; // pixels: how wide at most, and how far from the slider

const [whenIdle, cancelIdle] = window.requestIdleCallback
  ? [(work) => requestIdleCallback(work, { timeout: PATIENCE }), cancelIdleCallback]
  : [requestAnimationFrame, cancelAnimationFrame]; // Safari's

export class Finals {
  /** In `root`, where it looks as its pictures do; `live` says what is in hand and runs it, `legend` shows its loss. */
  constructor(root, live, legend) {
    Object.assign(this, { live, legend });
    this.panel = root.appendChild(document.createElement("div"));
    Object.assign(this.panel, { className: "derby-finals", popover: "manual", ariaHidden: "true" });
    this.panel.innerHTML = '<p></p><canvas aria-hidden="true"></canvas>';
    this.curve = new Curve(this.panel.lastChild);
    [this.work, this.timer, this.key] = [0, 0, null];
  }

  /** Follow what is in hand of `racers`, of which `focus` stands out; `chart` is the header's, `look` the look. */
  follow(racers, focus, chart, look) {
    const { live } = this;
    const handle = live.handleOf(live.held);
    if (!handle?.stops || !live.anchor) return;
    clearTimeout(this.timer);
    const number = handle.racer ?? Math.max(0, racers.findIndex(({ name }) => name === focus));
    const key = JSON.stringify([live.held, number, live.besides(live.held)]);
    if (key !== this.key) this.#begin(key, handle, number, racers[number], chart, look);
    this.#paint();
  }

  /** Nothing is in hand any more: it goes soon. */
  leave() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), LINGER);
  }

  hide() {
    cancelIdle(this.work);
    clearTimeout(this.timer);
    this.key = null;
    if (this.panel.matches(":popover-open")) this.panel.hidePopover();
  }

  #begin(key, { field, stops }, number, racer, { offset }, look) {
    Object.assign(this, { key, stops, number, racer, offset, look, name: this.live.held, found: [] });
    cancelIdle(this.work);
    const work = () => {
      const end = performance.now() + BUDGET;
      do {
        const [final] = this.live.finals(number, field, [stops[this.found.length]]);
        if (!final) return; // it does not run here
        this.found.push(final);
      } while (this.found.length < stops.length && performance.now() < end);
      if (this.found.length < stops.length) this.work = whenIdle(work);
      else this.#show();
    };
    this.work = whenIdle(work);
  }

  #show() {
    const { found, stops, racer, look } = this;
    const lost = found.map((final) => final.lost);
    const losses = found.map(({ loss }) => loss - this.offset);
    const best = losses.reduce((best, loss, i) => (!lost[i] && !(loss >= losses[best]) ? i : best), -1);
    const told = stops.indexOf(this.live.handleOf(this.name).told);
    this.panel.firstChild.textContent = best < 0 ? tell("lost") : tell("lowest", { value: significant(stops[best]) });
    this.panel.showPopover();
    this.#place();
    this.curve.show({ texts: stops.map(significant), losses, lost, best, told, racer, look });
    this.#paint();
  }

  /** Under the slider, or above it where there is no room: beside the racer's row of the legend then, or over that. */
  #place() {
    if (!this.live.anchor) return;
    const { left, right, top, bottom } = this.live.anchor.getBoundingClientRect();
    const { style, offsetHeight: height } = this.panel;
    const wide = Math.min(WIDE, innerWidth - 2 * GAP);
    const within = (at) => Math.max(GAP, Math.min(at, innerWidth - wide - GAP));
    const middle = within((left + right - wide) / 2);
    const isBelow = bottom + GAP + height <= innerHeight;
    const row = this.legend.rowOf(this.number).getBoundingClientRect();
    const isClear = (at) => row.bottom < top - GAP - height || row.top > top || at + wide < row.left || row.right < at;
    const clear = isBelow ? middle : [middle, within(left), within(right - wide)].find(isClear);
    const above = clear === undefined ? row.top : top;
    Object.assign(style, { width: `${wide}px`, left: `${clear ?? middle}px` });
    style.top = `${isBelow ? bottom + GAP : above - GAP - height}px`;
    this.curve.fit();
  }

  #paint() {
    if (this.found.length === this.stops.length) this.curve.paint(this.stops.indexOf(this.live.valueOf(this.name)));
  }
}
