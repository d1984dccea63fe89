// The mark of the start, to be taken hold of on a map: a pointer drags it, the arrow keys move it where it has the
// focus.

import { isWithin } from "./heads.js";
import { significant } from "./legend.js";
import { START } from "./live.js";
import { tell } from "./words.js";

const STEP = 5; // pixels that a press of an arrow key moves it
const LEAP = 10; // such steps, with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export class Grip {
  /** On a `board` of maps, followed by `live`; `onLetGo(start)` is told where it was let go. */
  constructor(board, live, onLetGo) {
    Object.assign(this, { board, live, onLetGo, buttons: [], moved: false, key: null, hold: null });
  }

  /** Bring the mark to where the racers start on `ground`, on each pane; the keyboard reaches that on the first. */
  place(ground) {
    const { panes, ready } = this.board;
    this.ground = ground;
    this.start = this.live.start;
    if (!ready || !this.start) return;
    const key = [this.start, ...panes.map((pane) => pane.key)].join();
    if (key === this.key) return;
    this.key = key;
    while (this.buttons.length < panes.length) this.buttons.push(this.#make());
    this.buttons.forEach((button, i) => {
      const [x, y] = panes[i]?.toPixel(...this.start) ?? [];
      button.hidden = !panes[i] || !isWithin(panes[i].rectangle, x, y);
      button.style.translate = `${x}px ${y}px`;
    });
    const [x, y] = this.start;
    this.buttons[0]?.setAttribute("aria-label", tell("grip", { x: significant(x), y: significant(y) }));
  }

  #make() {
    const button = this.board.element.appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", className: "derby-grip" });
    if (this.buttons.length) Object.assign(button, { tabIndex: -1, ariaHidden: "true" });
    const pane = () => this.board.panes[this.buttons.indexOf(button)];
    const listen = (events, listener) => events.forEach((event) => button.addEventListener(event, listener));
    listen(["mousedown"], (event) => event.preventDefault()); // a pointer leaves the keys where they are
    listen(["pointerdown"], ({ isPrimary, button: pressed, pointerId }) => {
      if (!isPrimary || pressed !== 0) return;
      button.setPointerCapture(pointerId);
      this.hold = { button, pointerId, from: this.live.start };
      window.addEventListener("keydown", this.#takeBack, true);
    });
    listen(["pointermove"], ({ pointerId, clientX, clientY }) => {
      if (button.hasPointerCapture(pointerId)) this.#move(this.board.locate(clientX, clientY, pane()));
    });
    listen(["keydown"], (event) => this.#step(event));
    listen(["lostpointercapture", "keyup", "blur"], () => this.#letGo());
    return button;
  }

  /** Escape while a pointer holds the mark: it is where it was, and in no hand. */
  #takeBack = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const { button, pointerId, from } = this.hold;
    if (this.moved) this.live.set(START, from);
    this.moved = false;
    button.releasePointerCapture(pointerId);
  };

  #step(event) {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    const [pane] = this.board.panes;
    const far = STEP * (event.shiftKey ? LEAP : 1);
    const [x, y] = pane.toPixel(...this.live.start).map((pixel, i) => pixel + far * way[i]);
    this.#move(pane.locate(this.board.plot._fullLayout, x, y, true));
  }

  #move(place) {
    const isMark = this.ground.critical.some(({ points }) => points.some(([x, y]) => x === place[0] && y === place[1]));
    this.moved = true;
    this.live.take([START]);
    this.live.set(START, isMark ? place : [rounded(place[0], this.ground.x), rounded(place[1], this.ground.y)]);
  }

  #letGo() {
    window.removeEventListener("keydown", this.#takeBack, true);
    this.live.letGo();
    if (this.moved) this.onLetGo(this.live.start); // the mark may be a frame behind
    this.moved = false;
  }
}

/** A value with as many digits as a range shows, as setups/setup.py rounds it. */
const rounded = (value, [low, high]) => Number(value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(high - low)))));
