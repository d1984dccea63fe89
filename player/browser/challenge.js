// A challenge beside the picture: its goal, what the race that is shown is worth, and the best so far, which this
// browser alone keeps.

import { make, marked, refill, wayTo } from "./lesson.js";
import { significant } from "./legend.js";
import { hear, tell } from "./words.js";

const KEPT = "descent-derby-challenge-";

export class ChallengePanel {
  /** `host.send(event, value)` reports "lesson": "previous", "next", "leave" or "again". */
  constructor(element, host) {
    this.element = element;
    this.key = null; // of the challenge that is shown
    this.given = null; // what its race was worth when it was opened: a link may bring what another has reached
    this.status = make("p", { class: "derby-question", role: "status" });
    element.addEventListener("click", ({ target }) => {
      const { way } = target.closest("button")?.dataset ?? {};
      if (way) host?.send("lesson", way);
    });
  }

  /** Show a challenge of a message's header, null for none. */
  show(challenge) {
    this.element.hidden = challenge === null;
    if (challenge === null) return;
    hear(this.element, challenge);
    const { key, title, goal, allowed, value, broken, levels, unit, place: [number, count] } = challenge;
    if (key !== this.key) Object.assign(this, { key, given: value });
    const best = bestOf(key, value === this.given ? null : value);
    const inUnits = (word, measured) => marked(tell(word, { value: unit.replace("{value}", significant(measured)) }));
    const rows = levels.map(({ name, most }) => {
      const bound = make("span", {}, ...inUnits("challenge-at-most", most));
      const row = make("li", { class: "derby-level" }, make("b", {}, name), bound);
      row.classList.toggle("derby-won", best !== null && best <= most);
      return row;
    });
    const now = value === null ? [tell("challenge-not-yet")] : inUnits("challenge-now", value);
    this.status.replaceChildren(...(broken === null ? now : [broken]));
    refill(
      this.element,
      make("p", { class: "derby-place-of" }, tell("challenge-place", { number, count })),
      make("h2", {}, title),
      make("p", {}, ...marked(goal)),
      make("p", {}, ...marked(allowed)),
      make("ol", { class: "derby-answers" }, ...rows),
      this.status,
      ...(best === null ? [] : [make("p", {}, ...inUnits("challenge-best", best))]),
      make("div", { class: "derby-ways" }, ...["again", "previous", "next", "leave"].map(wayTo)),
    );
  }
}

/** The least value so far, with what has been reached now; null where the goal never was. */
function bestOf(key, value) {
  let best = value;
  try {
    const kept = localStorage.getItem(KEPT + key);
    const before = kept === null ? NaN : Number(kept);
    if (Number.isFinite(before)) best = value === null ? before : Math.min(value, before);
    if (best !== null) localStorage.setItem(KEPT + key, best);
  } catch {
    // A browser that keeps nothing: this race alone counts.
  }
  return best;
}
