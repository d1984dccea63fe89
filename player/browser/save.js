// The chart that stands on the page as a file: shown at once, and saved by a press.

import { chartShown } from "./plot.js";
import { haveTell, hear, tell } from "./words.js";

const MARKUP = `
  <button type="button" class="derby-save-file"></button>
  <img class="derby-preview" data-told="alt:picture">`;

/** Show the chart of the page in `root`, with a button that saves it. */
export async function createSaver(root) {
  root.innerHTML = MARKUP;
  haveTell(root, "aria-label:saver");
  return new Saver(root);
}

class Saver {
  constructor(root) {
    this.root = root;
    [this.button, this.preview] = root.children;
    this.button.addEventListener("click", () => chartShown()?.save(this.format));
  }

  /** Take a message from Python: {format}, and words. */
  async update(bytes) {
    const message = JSON.parse(new TextDecoder().decode(bytes));
    hear(this.root, message);
    this.format = message.format;
    this.button.textContent = tell("download", { format: this.format.toUpperCase() });
    const picture = await chartShown()?.picture(this.format);
    if (picture) this.preview.src = picture;
  }

  destroy() {}
}
