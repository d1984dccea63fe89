// The choice of the number that sliders set, where racers have several.

import { tell } from "./words.js";

export class Which {
  /** `onChoose()` is told of a choice. */
  constructor(onChoose) {
    this.element = document.createElement("select");
    this.element.className = "derby-which";
    this.element.addEventListener("change", () => {
      this.field = this.element.value;
      onChoose();
    });
    this.field = null; // that was chosen last
  }

  /** Offer the fields of handles; returns that which was chosen last, or the first. */
  offer(handles) {
    const labels = new Map(handles.map(({ field, label }) => [field, label]));
    const first = labels.keys().next().value ?? null;
    const options = [...labels].map(([field, label]) => new Option(label, field));
    this.element.replaceChildren(...options);
    this.element.disabled = labels.size < 2;
    this.element.setAttribute("aria-label", tell("own-which"));
    return (this.element.value = labels.has(this.field) ? this.field : first);
  }
}
