// The page's address: it always says what is raced or explored, and at which step a race stands, so that opening it
// shows the same.

import { tell } from "./words.js";

const EVERY = 400; // milliseconds: browsers refuse to change the address more often than they find good
const HOST = /^embed/i; // what in an address belongs to the page around the player
const STILL = { step: 0, last: 0 }; // the clock of a picture without steps

export class Address {
  constructor(clock = STILL) {
    this.clock = clock;
    this.link = null;
    this.timer = 0;
  }

  /** Take `link`, the page's settings; null where the page keeps none. */
  show(link) {
    this.link = link;
    requestAnimationFrame(() => setTimeout(() => this.#write())); // after the picture: browsers are slow at it
  }

  /** Note that the playhead may have moved. */
  follow() {
    if (this.link === null || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.#write();
    }, EVERY);
  }

  leave() {
    clearTimeout(this.timer);
    this.link = null;
  }

  /** The address for the step that is shown now, with `own` pairs of the page around. */
  #text(own = []) {
    const { step, last } = this.clock;
    const at = Math.floor(step) < last ? [`step=${Math.floor(step)}`] : [];
    const pairs = [this.link, ...at, ...own].filter(Boolean);
    return `${location.pathname}${pairs.length ? "?" : ""}${pairs.join("&")}`;
  }

  /** Put the address on the clipboard, for a page of its own; resolves to what came of it. */
  async copy() {
    this.#write();
    return tell((await copied(location.origin + this.#text())) ? "copied" : "copy-yourself");
  }

  #write() {
    if (this.link === null) return;
    const text = this.#text(location.search.slice(1).split("&").filter((pair) => HOST.test(pair)));
    if (text !== location.pathname + location.search) history.replaceState(history.state, "", text + location.hash);
  }
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that do not come by HTTPS have no clipboard but this one.
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
