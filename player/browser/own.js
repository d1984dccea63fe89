// The slider of a racer, under the picture, where no sidebar covers it: one of those on its card, in another place.

import { significant } from "./legend.js";
import { listenToLettingGo } from "./letgo.js";
import { shapeSvg } from "./symbols.js";
import { tell } from "./words.js";

const MARKUP = `
  <span class="derby-whose"></span>
  <input class="derby-slide" type="range" min="0" step="1">
  <span class="derby-at"></span>`;

export class OwnSlider {
  /** At the end of `element`, followed by `live`; `onLetGo(key, stop)` is told at which of its stops it was let go. */
  constructor(element, live, onLetGo) {
    this.live = live;
    this.name = null; // of its handle
    this.element = element;
    this.row = document.createElement("div");
    this.row.className = "derby-own-slider";
    this.row.innerHTML = MARKUP;
    [this.whose, this.slider, this.number] = this.row.children;
    this.slider.addEventListener("pointerdown", () => (this.from = live.valueOf(this.name)));
    this.slider.addEventListener("input", () => {
      live.take([this.name], this.row);
      live.set(this.name, this.#handle.stops[Number(this.slider.value)]);
    });
    listenToLettingGo(this.slider, () => {
      live.letGo();
      onLetGo(this.#handle.key, Number(this.slider.value));
    }, () => {
      live.set(this.name, this.from);
      live.letGo();
      this.follow();
    });
  }

  /** Offer a field of the racer of that number, `more` beside its mark; nothing where it has none. */
  offer(number, field, racer, more) {
    this.name = this.live.namesOf(number).find((name) => this.live.handleOf(name).field === field) ?? null;
    if (!this.name) return this.row.remove();
    if (!this.row.isConnected) this.element.append(this.row); // what is moved would lose the focus
    const { stops, label } = this.#handle;
    const [mark, beside] = this.whose.children;
    if (beside === more) mark.replaceWith(shapeSvg(racer.shape, racer.color));
    else this.whose.replaceChildren(shapeSvg(racer.shape, racer.color), more);
    this.slider.max = stops.length - 1;
    this.slider.setAttribute("aria-label", tell("own-slider", { name: racer.name, quantity: label }));
    this.follow();
  }

  /** Show the value that is in hand, or that was told. */
  follow() {
    if (!this.name) return;
    const { stops } = this.#handle;
    const value = this.live.valueOf(this.name);
    this.slider.value = stops.indexOf(value);
    this.slider.style.setProperty("--done", `${(100 * this.slider.value) / (stops.length - 1)}%`);
    this.number.textContent = significant(value);
    this.slider.setAttribute("aria-valuetext", this.number.textContent);
  }

  get #handle() {
    return this.live.handleOf(this.name);
  }
}
