// The transport: buttons, the step slider, the read-out, speed and loop. It shows a clock and steers it.

import { haveTell, tell } from "./words.js";

export const ICONS = {
  first: "M4 3h2v10H4zM13 3v10L6.5 8z",
  back: "M11.5 3v10L5 8z",
  play: "M4.5 2.5v11L13.5 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  forward: "M4.5 3v10L11 8z",
  last: "M10 3h2v10h-2zM3 3v10l6.5-5z",
  link:
    "M6.2 9.8a.7.7 0 0 1-1 0 3.3 3.3 0 0 1 0-4.7l2-2a3.3 3.3 0 0 1 4.7 4.7l-1 1a.7.7 0 0 1-1-1l1-1" +
    "a1.9 1.9 0 0 0-2.7-2.7l-2 2a1.9 1.9 0 0 0 0 2.7.7.7 0 0 1 0 1zm3.600-3.600" +
    "a.7.7 0 0 1 1 0 3.3 3.3 0 0 1 0 4.7l-2 2a3.3 3.3 0 0 1-4.7-4.7l1-1a.7.7 0 0 1 1 1l-1 1" +
    "a1.9 1.9 0 0 0 2.7 2.7l2-2a1.9 1.9 0 0 0 0-2.7.7.7 0 0 1 0-1z",
  present:
    "M2 2h4.500v1.800H3.800V6.500H2zM9.500 2H14v4.500h-1.800V3.800H9.500z" +
    "M2 9.500h1.800v2.700h2.700V14H2zM12.200 9.500H14V14H9.500v-1.800h2.700z",
  before: "M3 3h10v2H3zM8 6.500l5 6.500H3z",
  after: "M3 11h10v2H3zM8 9.500L3 3h10z",
  loop: "M8 2.2a5.8 5.8 0 0 1 5.3 3.4l1.2-1v4H10l1.6-1.4A4 4 0 1 0 12 8.9l1.8.3A5.8 5.8 0 1 1 8 2.2z",
};
const SAID_MILLISECONDS = 2500;
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16];

const icon = (name) => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;

const labelled = (name) => `aria-label:${name} title:${name}`;

const button = (name) =>
  `<button type="button" data-action="${name}" data-told="${labelled(name)}">${icon(name)}</button>`;

const MARKUP = `
  <div class="derby-buttons">
    ${["first", "back", "play", "forward", "last"].map(button).join("")}
  </div>
  <input class="derby-scrub" type="range" min="0" step="1" data-told="aria-label:step">
  <span class="derby-readout"></span>
  <div class="derby-buttons">
    ${button("loop")}
    <select class="derby-speed" data-told="aria-label:speed title:speed">
      ${SPEEDS.map((speed) => `<option value="${speed}"${speed === 1 ? " selected" : ""}>${speed}×</option>`).join("")}
    </select>
    ${["link", "before", "after", "present"].map(button).join("")}
  </div>
  <output class="derby-said" aria-live="polite"></output>`;

export class Transport {
  /**
   * `more` are actions beyond the clock's, each of which may say that there was nothing to do by returning false; its
   * "link" makes what the button says afterwards, a promise of a text.
   */
  constructor(element, clock, { link, ...more }) {
    element.innerHTML = MARKUP;
    this.element = element;
    this.clock = clock;
    this.actions = {
      first: () => clock.seek(0),
      back: () => clock.seek(Math.ceil(clock.step) - 1),
      play: () => clock.toggle(),
      forward: () => clock.seek(Math.floor(clock.step) + 1),
      last: () => clock.seek(clock.last),
      loop: () => void (clock.loop = !clock.loop),
      link: () => void link().then((text) => sayIn(element, text)),
      ...more,
    };
    this.epoch = null; // the steps that it takes to draw every row once, where rows are drawn
    const find = (selector) => element.querySelector(selector);
    [this.scrub, this.readout, this.playButton, this.loopButton] = [
      ".derby-scrub", ".derby-readout", "[data-action=play]", "[data-action=loop]",
    ].map(find);
    this.scrub.addEventListener("input", () => clock.seek(Number(this.scrub.value)));
    find(".derby-speed").addEventListener("change", (event) => (clock.speed = Number(event.target.value)));
    element.addEventListener("click", (event) => this.act(event.target.closest("button")?.dataset.action));
  }

  /** Do what is called so; say whether there was anything to do. */
  act(action) {
    const done = action in this.actions && this.actions[action]() !== false;
    this.clock.request();
    return done;
  }

  /** Offer what there is: a link to copy, other races while one presents, the way out of the presenter view. */
  offer({ link, races, presenting }) {
    const find = (action) => this.element.querySelector(`[data-action=${action}]`);
    find("link").hidden = !link;
    for (const action of ["before", "after"]) find(action).hidden = !(races && presenting);
    const present = find("present");
    present.setAttribute("aria-pressed", presenting);
    haveTell(present, `aria-label:present title:${presenting ? "leave" : "present"}`);
  }

  show() {
    const { step, last, playing, loop } = this.clock;
    const whole = Math.floor(step);
    this.scrub.max = last;
    this.scrub.value = whole;
    this.scrub.style.setProperty("--done", `${last ? (100 * step) / last : 0}%`);
    const epoch = this.epoch === null ? null : Number((whole / this.epoch).toFixed(2));
    const text = tell(epoch === null ? "at-step" : "at-epoch", { step: whole, last, epoch });
    if (this.readout.textContent !== text) this.readout.textContent = text;
    this.readout.classList.toggle("derby-epochs", this.epoch !== null);
    this.loopButton.setAttribute("aria-pressed", loop);
    if (this.playButton.dataset.playing === String(playing)) return;
    this.playButton.dataset.playing = playing;
    const name = playing ? "pause" : "play";
    this.playButton.innerHTML = icon(name);
    haveTell(this.playButton, labelled(name));
  }
}

/** Show `text` for a while where `root` says such things. */
export function sayIn(root, text) {
  const said = root.querySelector(".derby-said");
  said.textContent = text;
  setTimeout(() => said.textContent === text && (said.textContent = ""), SAID_MILLISECONDS);
}
