// The presenter view: the picture alone on the full screen, and all that is written and drawn on it larger. Letters
// that the browser is set to write larger are so on the page, too.

const USUAL_LETTERS = 16; // pixels
const ROOM = { width: 960, height: 540 }; // pixels of a window in which everything is as large as on the page

export class Presenter {
  /** `onChange()` is told that the view has opened, closed, or now has another scale. */
  constructor(root, onChange) {
    this.letters = parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_LETTERS;
    Object.assign(this, { root, onChange, open: false, filled: false, scale: this.letters });
    this.onResize = () => this.open && this.#fit();
    this.onFullscreen = () => document.fullscreenElement !== root && this.filled && this.leave();
    window.addEventListener("resize", this.onResize);
    document.addEventListener("fullscreenchange", this.onFullscreen);
  }

  toggle() {
    if (this.open) this.leave();
    else this.#enter();
  }

  /** Go back to the page; say whether the view was open. */
  leave() {
    if (!this.open) return false;
    this.open = this.filled = false;
    this.root.classList.remove("derby-presenter");
    if (document.fullscreenElement === this.root) document.exitFullscreen();
    this.#setScale(1);
    return true;
  }

  destroy() {
    this.leave();
    window.removeEventListener("resize", this.onResize);
    document.removeEventListener("fullscreenchange", this.onFullscreen);
  }

  /** Cover the window at once; the screen too where the browser allows it. */
  async #enter() {
    this.open = true;
    this.root.classList.add("derby-presenter");
    this.root.focus({ preventScroll: true });
    this.#fit();
    try {
      await this.root.requestFullscreen();
      if (this.open) this.filled = true;
      else document.exitFullscreen(); // left meanwhile
    } catch {
      // Frames may not, telephones cannot: the window is covered all the same.
    }
  }

  #fit() {
    this.#setScale(Math.max(1, Math.min(innerWidth / ROOM.width, innerHeight / ROOM.height) / this.letters));
  }

  #setScale(larger) {
    const scale = Number(larger.toFixed(2));
    this.scale = this.letters * scale;
    this.root.style.setProperty("--derby-scale", scale);
    this.onChange();
  }
}

const PIXELS = new Set(["size", "standoff", "width", "ticklen", "xshift", "yshift", "borderpad", "l", "r", "t", "b"]);

/** `figure` with all that it measures in pixels `scale` times as large: letters, margins, marks; its axes stay. */
export function enlarged(figure, scale) {
  if (scale === 1) return figure;
  const marked = ({ marker, line, ...trace }) => ({
    ...trace, ...(marker && { marker: grown(marker, scale) }), ...(line && { line: grown(line, scale) }),
  });
  return { ...figure, traces: figure.traces.map(marked), layout: grown(figure.layout, scale) };
}

function grown(value, scale) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return Array.isArray(value) ? value.map((item) => grown(item, scale)) : value;
  }
  const inner = ([key, item]) => [key, PIXELS.has(key) && typeof item === "number" ? item * scale : grown(item, scale)];
  return Object.fromEntries(Object.entries(value).map(inner));
}
