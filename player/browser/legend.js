// The legend: each racer's loss and place at the step shown. A racer that is pressed stands out, the others fade.

import { hasStopped, placesAt } from "./places.js";
import { shapeSvg } from "./symbols.js";
import { haveTell, ordinal, tell } from "./words.js";

const DIGITS = 4; // of a loss, as in the standings
const [LEAST, LARGEST] = [2e-45, 3.4e38]; // losses beyond single precision arrive as its least or its largest number

export class Legend {
  /** `onFocus(name)` is told which racer stands out, null for none. */
  constructor(list, onFocus) {
    this.list = list;
    this.onFocus = onFocus;
    this.focus = null;
    this.rows = [];
    list.addEventListener("click", (event) => {
      const at = this.rows.findIndex(({ button }) => button === event.target.closest("button"));
      if (at >= 0) this.#setFocus(this.racers[at].name === this.focus ? null : this.racers[at].name);
    });
  }

  /** Take the racers of a message; `focus` stands out, or who did before, where that name is there. */
  show(racers, header, domain, focus = this.focus) {
    Object.assign(this, { racers, header, domain, step: null });
    if (this.rows.map(({ key }) => key).join() !== racers.map(keyOf).join()) {
      this.rows = racers.map(row);
      this.list.replaceChildren(...this.rows.map(({ item }) => item));
    }
    this.#setFocus(racers.some(({ name }) => name === focus) ? focus : null);
  }

  /** Take the same racers as they run now. */
  follow(racers) {
    Object.assign(this, { racers, step: null });
  }

  /** The element of the racer of that number. */
  rowOf(number) {
    return this.rows[number].item;
  }

  /** Bring losses and places to `step`. */
  paint(step) {
    if (step === this.step) return;
    this.step = step;
    const { offset } = this.header.chart;
    this.places = this.#placesTold(step) ?? placesAt(step, this.racers, this.header.ranking, this.domain, offset);
    this.racers.forEach((racer, i) => {
      const { button, loss, place } = this.rows[i];
      const gone = hasStopped(racer, step);
      button.classList.toggle("derby-gone", gone);
      write(loss, gone ? racer.gone : racer.isPast ? "" : lossText(racer.loss[step], offset));
      write(place, this.places[i] === null ? "" : ordinal(this.places[i]));
    });
  }

  /** The places in the standings, at the end of the race as it was sent. */
  #placesTold(step) {
    const places = this.racers.map(({ place, ...racer }) => place ?? (hasStopped(racer, step) ? null : undefined));
    return step === this.header.steps && !places.includes(undefined) ? places : null;
  }

  /** What the pictures show at the step that was painted, of `last`, in words: who leads, and where each is. */
  words(last) {
    const { step, places, racers, rows } = this;
    const told = racers.map((racer, i) => {
      const { loss, place } = rows[i];
      const { name, x, y } = racer;
      const called = [place.textContent, name].filter(Boolean).join(" ");
      if (hasStopped(racer, step)) return tell("one-gone", { name: called, ending: loss.textContent });
      const at = { x: significant(x[step]), y: significant(y[step]) };
      return tell("one", { name, place: place.textContent, loss: loss.textContent, ...at });
    });
    const known = racers.map((_, i) => i).filter((i) => !racers[i].isPast);
    const order = known.sort((i, j) => (places[i] ?? Infinity) - (places[j] ?? Infinity) || i - j);
    return tell("all", { step, last, racers: order.map((i) => told[i]).join("; ") });
  }

  /** Where a racer stands out let it be the one of that number, if any. */
  prefer(number) {
    const name = this.racers[number]?.name ?? this.focus;
    if (this.focus !== null && name !== this.focus) this.#setFocus(name);
  }

  /** Let all racers stand out alike; say whether one did more. */
  clear() {
    if (this.focus === null) return false;
    this.#setFocus(null);
    return true;
  }

  #setFocus(name) {
    this.focus = name;
    this.list.classList.toggle("derby-focused", name !== null);
    this.racers.forEach((racer, i) => this.rows[i].button.setAttribute("aria-pressed", racer.name === name));
    this.onFocus(name);
  }
}

const keyOf = ({ name, color, shape }) => JSON.stringify([name, color, shape]);

function row(racer) {
  const item = document.createElement("li");
  const button = item.appendChild(document.createElement("button"));
  button.type = "button";
  haveTell(button, "title:stand-out");
  const [name, told, loss, place] = ["racer", "told", "loss", "place"].map((part) => {
    const cell = document.createElement("span");
    cell.className = `derby-${part}`;
    return cell;
  });
  name.textContent = name.title = racer.name;
  told.append(loss, place);
  button.append(shapeSvg(racer.shape, racer.color), name, told);
  return { key: keyOf(racer), item, button, loss, place };
}

/** Let `cell` say `text`; nothing changes where it does. */
export function write(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

/** A loss as it was sent, above `offset`. */
export function lossText(above, offset) {
  if (above > LARGEST) return "> 3e+38";
  return above > 0 && above < LEAST && offset === 0 ? "< 3e-45" : significant(above + offset);
}

/** A number as Python's ".4g" writes it, so that the legend reads like the standings. */
export function significant(value) {
  const rounded = Number(value.toPrecision(DIGITS));
  const size = Math.abs(rounded);
  if (rounded === 0 || (size >= 1e-4 && size < 10 ** DIGITS)) return String(rounded);
  const [digits, exponent] = rounded.toExponential().split("e");
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}
