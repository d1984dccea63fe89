// What the chart shows, chosen above it: a list for each of the chart's fields.

import { language } from "./words.js";

/** Lists in `element`; `onChoose({field: identity})` reports what was chosen. */
export class Choices {
  constructor(element, onChoose) {
    this.element = element;
    element.addEventListener("change", ({ target }) => onChoose({ [target.name]: target.value }));
  }

  /** Offer `fields`, {field: {label, titles: {identity: title}}}, once a language; show those `chosen`. */
  show(fields, chosen) {
    if (fields && this.language !== language()) {
      this.language = language();
      this.element.replaceChildren(...Object.entries(fields).map(([name, field]) => listOf(name, field)));
    }
    for (const list of this.element.children) list.value = chosen[list.name];
  }
}

function listOf(name, { label, titles }) {
  const list = document.createElement("select");
  list.name = name;
  list.title = label;
  list.setAttribute("aria-label", label);
  for (const [identity, title] of Object.entries(titles)) list.append(new Option(title, identity));
  return list;
}
