// The playhead, as a part of the page beside the player follows it: it tells at which step it rests, and which racer
// stands out, and has the player draw what the page knows of the steps around.

import { PAINTED, WANTED } from "./clock.js";
import { Glass } from "./glass.js";

const REST = 150; // milliseconds without another step

/** Make what follows the playhead; `host.send` reports "rest" (a step) and "focus" (the name of a racer). */
export async function createPlayhead(root, plotlyUrl, host) {
  return new Playhead(host);
}

class Playhead {
  constructor(host) {
    this.host = host;
    this.timer = 0;
    this.focus = null;
    this.onPainted = ({ detail }) => this.#follow(detail);
    document.addEventListener(PAINTED, this.onPainted);
  }

  /** Take the message of player/glass.py. */
  update(bytes) {
    this.glass = new Glass(bytes);
    this.step = this.glass.step;
    want(this.glass);
  }

  destroy() {
    clearTimeout(this.timer);
    document.removeEventListener(PAINTED, this.onPainted);
    want(null);
  }

  #follow({ clock, focus, glass }) {
    if (this.glass && glass !== this.glass) want(this.glass); // the player is a new one
    if (focus !== this.focus && focus !== null) this.host.send("focus", focus);
    this.focus = focus;
    clearTimeout(this.timer);
    if (clock.playing || clock.step === this.step) return;
    this.timer = setTimeout(() => {
      this.step = clock.step;
      this.host.send("rest", clock.step);
    }, REST);
  }
}

const want = (glass) => document.dispatchEvent(new CustomEvent(WANTED, { detail: glass }));
