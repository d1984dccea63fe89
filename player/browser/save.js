// The chart that stands on the page as a file: shown at once, and saved by a press.

import { chartShown } from "./plot.js";

const MARKUP = `
  <button type="button" class="derby-save-file"></button>
  <img class="derby-preview" alt="The picture">`;

/** Show the chart of the page in `root`, with a button that saves it. */
export async function createSaver(root) {
  root.innerHTML = MARKUP;
  return new Saver(root);
}

class Saver {
  constructor(root) {
    [this.button, this.preview] = root.children;
    this.button.addEventListener("click", () => chartShown()?.save(this.format));
  }

  /** Take a message from Python: the format. */
  async update(bytes) {
    this.format = new TextDecoder().decode(bytes);
    this.button.textContent = `Download (${this.format.toUpperCase()})`;
    const picture = await chartShown()?.picture(this.format);
    if (picture) this.preview.src = picture;
  }

  destroy() {}
}
