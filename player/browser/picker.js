// A picker: what can be chosen stands in groups, with a picture or a line each, below a field that searches them.

import { wearLook } from "./look.js";
import { haveTell, hear } from "./words.js";

const MARKUP = `
  <input class="derby-search" type="search" data-told="placeholder:search aria-label:search">
  <p class="derby-nothing" data-told="text:nothing" hidden></p>
  <div class="derby-groups"></div>`;

/** Make a picker in `root`; `host.send("picked", key)` reports what was chosen. */
export async function createPicker(root, plotlyUrl, host) {
  return new Picker(root, host);
}

class Picker {
  constructor(root, host) {
    this.root = root;
    this.host = host;
    root.classList.add("derby-picker");
    root.innerHTML = MARKUP;
    haveTell(root, "aria-label:picker");
    [this.search, this.nothing, this.groups] = [".derby-search", ".derby-nothing", ".derby-groups"].map((selector) =>
      root.querySelector(selector),
    );
    this.search.addEventListener("input", () => this.#filter());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.groups.querySelector(".derby-card:not([hidden])")?.click();
    });
    this.groups.addEventListener("click", (event) => {
      const card = event.target.closest(".derby-card");
      if (card) host.send("picked", card.dataset.key);
    });
  }

  /** Show a message from Python: {groups: [{title, items: [{key, title, line, source, pictures}]}], chosen, words}. */
  update(bytes) {
    const text = new TextDecoder().decode(bytes);
    const message = JSON.parse(text);
    const { groups, chosen } = message;
    hear(this.root, message);
    this.root.classList.toggle("derby-dark", wearLook(this.root, message).name === "dark");
    if (text === this.text) return;
    this.text = text;
    this.groups.replaceChildren(...groups.map((group) => groupOf(group, chosen)));
    this.root.classList.toggle("derby-gallery", this.groups.querySelector(".derby-pictured") !== null);
    this.#filter();
    if (matchMedia("(hover: hover)").matches) this.search.focus(); // elsewhere a keyboard would cover the pictures
  }

  destroy() {
    this.groups.replaceChildren();
  }

  /** Show what every word of the search stands in, and the groups that have any of it. */
  #filter() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = false;
    for (const group of this.groups.children) {
      const cards = [...group.querySelectorAll(".derby-card")];
      for (const card of cards) card.hidden = !words.every((word) => card.dataset.words.includes(word));
      group.hidden = cards.every((card) => card.hidden);
      found ||= !group.hidden;
    }
    this.nothing.hidden = found;
  }
}

function groupOf({ title, items }, chosen) {
  const group = element("section", "derby-group");
  const cards = element("div", items.some(({ pictures }) => pictures) ? "derby-cards derby-pictured" : "derby-cards");
  cards.append(...items.map((item) => cardOf(item, title, chosen)));
  group.append(element("h3", "derby-title", title), cards);
  return group;
}

function cardOf({ key, title, line = "", source = "", pictures }, family, chosen) {
  const card = element("button", "derby-card");
  card.type = "button";
  card.dataset.key = key;
  card.dataset.words = `${family} ${title} ${line}`.toLowerCase();
  card.title = source;
  if (key === chosen) card.setAttribute("aria-current", "true");
  for (const [theme, address] of Object.entries(pictures ?? {})) {
    const picture = element("img", `derby-picture derby-in-${theme}`);
    Object.assign(picture, { src: address, alt: "" });
    card.append(picture);
  }
  card.append(element("strong", "derby-called", title), element("span", "derby-line", line));
  return card;
}

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}
