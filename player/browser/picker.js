// A picker: what can be chosen stands in groups, with a picture or a line each, below a field that searches them and
// filters that leave what has all the traits that are pressed.

import { paintInView, pictureOf } from "./gallery.js";
import { wearLook } from "./look.js";
import { haveTell, hear } from "./words.js";

const MARKUP = `
  <input class="derby-search" type="search" data-told="placeholder:search aria-label:search">
  <div class="derby-filters" role="group" data-told="aria-label:filters" hidden></div>
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
    const parts = ["search", "filters", "nothing", "groups"].map((part) => root.querySelector(`.derby-${part}`));
    [this.search, this.filters, this.nothing, this.groups] = parts;
    this.stopPainting = () => {};
    this.search.addEventListener("input", () => this.#filter());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.groups.querySelector(".derby-card:not([hidden])")?.click();
    });
    this.filters.addEventListener("click", (event) => {
      const filter = event.target.closest(".derby-filter");
      if (!filter) return;
      filter.setAttribute("aria-pressed", String(filter.getAttribute("aria-pressed") !== "true"));
      this.#filter();
    });
    this.groups.addEventListener("click", (event) => {
      const card = event.target.closest(".derby-card");
      if (card) host.send("picked", card.dataset.key);
    });
  }

  /**
   * Show a message from Python: {groups: [{title, items: [{key, title, line, source, picture, traits}]}], filters:
   * [{key, title, line}], levels, chosen, words}.
   */
  update(bytes) {
    const text = new TextDecoder().decode(bytes);
    const message = JSON.parse(text);
    hear(this.root, message);
    const look = wearLook(this.root, message);
    if (text === this.text && look.name === this.theme) return;
    if (text !== this.text) this.#list(message);
    [this.text, this.theme] = [text, look.name];
    this.stopPainting();
    this.stopPainting = paintInView(this.groups.querySelectorAll(".derby-picture"), look, message.levels);
  }

  destroy() {
    this.stopPainting();
    this.groups.replaceChildren();
  }

  #list({ groups, filters, chosen }) {
    const pressed = this.#pressed();
    this.filters.replaceChildren(...filters.map((filter) => filterOf(filter, pressed.includes(filter.key))));
    this.filters.hidden = !filters.length;
    const called = new Map(filters.map((filter) => [filter.key, filter.title]));
    this.groups.replaceChildren(...groups.map((group) => groupOf(group, chosen, called)));
    this.root.classList.toggle("derby-gallery", this.groups.querySelector(".derby-pictured") !== null);
    this.#filter();
    if (matchMedia("(hover: hover)").matches) this.search.focus(); // elsewhere a keyboard would cover the pictures
  }

  /** The keys of the filters that are pressed. */
  #pressed() {
    return [...this.filters.querySelectorAll('[aria-pressed="true"]')].map((filter) => filter.dataset.key);
  }

  /** Show what every word of the search stands in and every pressed filter lets pass, and the groups with any of it. */
  #filter() {
    const pressed = this.#pressed();
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = false;
    for (const group of this.groups.children) {
      const cards = [...group.querySelectorAll(".derby-card")];
      for (const card of cards) {
        const traits = card.dataset.traits.split(",");
        const told = words.every((word) => card.dataset.words.includes(word));
        card.hidden = !told || !pressed.every((key) => traits.includes(key));
      }
      group.hidden = cards.every((card) => card.hidden);
      found ||= !group.hidden;
    }
    this.nothing.hidden = found;
  }
}

function filterOf({ key, title, line }, isPressed) {
  const filter = element("button", "derby-filter", title);
  filter.type = "button";
  filter.dataset.key = key;
  filter.title = line;
  filter.setAttribute("aria-pressed", String(isPressed));
  return filter;
}

function groupOf({ title, items }, chosen, called) {
  const group = element("section", "derby-group");
  const cards = element("div", items.some(({ picture }) => picture) ? "derby-cards derby-pictured" : "derby-cards");
  cards.append(...items.map((item) => cardOf(item, title, chosen, called)));
  group.append(element("h3", "derby-title", title), cards);
  return group;
}

/** `called`: what traits are called, by key; a card is found by what it is called too, in English at least. */
function cardOf({ key, title, line = "", source = "", picture, traits = [] }, family, chosen, called) {
  const card = element("button", "derby-card");
  card.type = "button";
  card.dataset.key = key;
  const kinds = traits.map((trait) => `${trait} ${called.get(trait) ?? ""}`);
  card.dataset.words = [family, title, line, key, ...kinds].join(" ").replaceAll("_", " ").toLowerCase();
  card.dataset.traits = traits.join();
  card.title = source;
  if (key === chosen) card.setAttribute("aria-current", "true");
  if (picture) card.append(pictureOf(picture));
  card.append(element("strong", "derby-called", title), element("span", "derby-line", line));
  return card;
}

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}
