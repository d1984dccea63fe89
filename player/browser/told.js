// What a board tells of a racer under the pointer: its name, and the step, the place and the loss of the mark.

import { hasStopped } from "./places.js";
import { lossText, significant } from "./legend.js";
import { tell } from "./words.js";

const REACH = { mouse: 10, pen: 12, touch: 22 }; // pixels between a pointer and a mark that it means
const BESIDE = 14; // pixels between the mark and the label

export class Told {
  constructor(board) {
    this.board = board;
    this.label = document.createElement("div");
    this.label.className = "derby-label";
    this.label.hidden = true;
    this.found = null; // what the label tells of
    this.before = null; // what it told of until a finger came
    const { element } = board;
    element.addEventListener("pointermove", (event) => event.pointerType !== "touch" && this.look(event));
    element.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.#hide());
    element.addEventListener("pointerdown", () => {
      this.before = this.found;
      this.#hide();
    });
  }

  /** Tell of the racer that a pointer means; say whether there is one. */
  look({ clientX, clientY, pointerType }) {
    const { left, top } = this.board.plot.getBoundingClientRect();
    this.pointer = { x: clientX - left, y: clientY - top, reach: REACH[pointerType] ?? REACH.mouse };
    this.byTouch = false;
    return this.#show();
  }

  /** Tell of the racer that a tap means; say whether it did: a second tap on the same mark is meant for the place. */
  read(event) {
    const { before } = this;
    const isNew = this.look(event) && !(this.found.racer === before?.racer && this.found.step === before.step);
    if (!isNew) this.#hide();
    this.byTouch = isNew;
    return isNew;
  }

  /** Keep up with the step that is shown: a mark goes on under a mouse, and away from a finger, as does what is new. */
  follow(step) {
    const { found } = this;
    if (this.step !== step && this.byTouch) this.#hide();
    this.step = step;
    if (!this.pointer) return;
    this.#show();
    if (this.byTouch && this.found?.racer !== found.racer) this.#hide();
  }

  #show() {
    const { x, y, reach } = this.pointer;
    const found = this.board.ready ? this.board.racerAt(x, y, reach) : null;
    this.found = found;
    this.label.hidden = !found;
    this.board.element.classList.toggle("derby-told-of", Boolean(found)); // what Plotly tells of the ground is covered
    if (!found) return false;
    if (!this.label.isConnected) this.board.element.append(this.label);
    const [name, ...lines] = linesOf(found.racer, found.step);
    const title = document.createElement("b");
    title.textContent = name;
    this.label.replaceChildren(title, ...lines.flatMap((line) => [document.createElement("br"), line]));
    this.#place(found);
    return true;
  }

  #place({ x, y, racer }) {
    const { label, board } = this;
    const [width, height] = [board.element.clientWidth, board.element.clientHeight];
    label.style.borderColor = racer.color;
    const right = x + BESIDE + label.offsetWidth <= width;
    label.style.left = `${right ? x + BESIDE : Math.max(0, x - BESIDE - label.offsetWidth)}px`;
    label.style.top = `${Math.max(0, Math.min(y - label.offsetHeight / 2, height - label.offsetHeight))}px`;
  }

  #hide() {
    [this.pointer, this.found, this.byTouch] = [null, null, false];
    this.label.hidden = true;
    this.board.element.classList.remove("derby-told-of");
  }
}

/** What is told of a racer at a step: its name, then its step, place, loss, and what more its board shows. */
function linesOf(racer, step) {
  const { name, x, y, loss, offset, kept, ending, more } = racer;
  const gone = hasStopped(racer, step) && ending;
  const told = [
    gone ? ending : tell("told-step", { step: kept ? kept[step] : step }),
    `x ${significant(x[step])}, y ${significant(y[step])}`,
    tell("told-loss", { loss: lossText(loss[step], offset) }),
    more?.(step),
  ];
  return [name, ...told.filter(Boolean)];
}
