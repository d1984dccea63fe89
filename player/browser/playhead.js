// The playhead, as a part of the page beside the player follows it: it tells at which step it rests, and which racer
// stands out.

import { PAINTED, WANTED } from "./clock.js";

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

  /** Take a message from Python: {step}, at which the page has the playhead, null where it has not heard of it. */
  update(bytes) {
    this.step = JSON.parse(new TextDecoder().decode(bytes)).step;
    document.dispatchEvent(new Event(WANTED));
  }

  destroy() {
    clearTimeout(this.timer);
    document.removeEventListener(PAINTED, this.onPainted);
  }

  #follow({ clock, focus }) {
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
