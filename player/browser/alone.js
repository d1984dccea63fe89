// What hands find on a page of its own, where no server keeps what they do: a slider for each racer over the number
// that is chosen, and a button that brings the race back as it was.

import { Hands as Both } from "./hands.js";
import { START } from "./live.js";
import { OwnSlider } from "./own.js";
import { Which } from "./which.js";
import { haveTell } from "./words.js";

class Alone {
  /** Under a `player`, followed by `live`. */
  constructor(player, live) {
    this.live = live;
    this.sliders = [];
    this.which = new Which(() => this.offer(player.sent));
    this.panel = document.createElement("div");
    this.panel.className = "derby-hands";
    this.back = document.createElement("button");
    Object.assign(this.back, { type: "button", disabled: true });
    haveTell(this.back, "text:as-it-was");
    this.back.addEventListener("click", () => live.clear());
    const ways = document.createElement("div");
    ways.append(this.which.element, this.back);
    this.panel.append(ways);
    player.root.append(this.panel);
  }

  /** Offer what each racer has. */
  offer(racers) {
    const field = this.which.offer([...this.live.handles.values()].filter(({ racer }) => racer !== null));
    while (this.sliders.length < racers.length) this.sliders.push(new OwnSlider(this.panel, this.live, () => {}));
    for (const { row } of this.sliders) row.remove(); // so that they stand in the racers' order
    this.sliders.forEach((slider, i) => slider.offer(i, field, racers[i], called(racers[i].name)));
    this.follow();
  }

  /** Show the values that are in hand; what was said of the race as it was holds no longer where it is another. */
  follow() {
    for (const slider of this.sliders) slider.follow();
    this.back.disabled = !this.live.isOn;
    document.body.classList.toggle("changed", this.live.isOn);
  }
}

/** What hands take hold of where nobody listens. */
export class Hands extends Both {
  constructor(player) {
    super(player, null);
    this.alone = new Alone(player, this.live);
  }

  /** All begin there from now on. */
  setStart(start) {
    this.live.take([START]);
    this.live.set(START, start);
    this.live.letGo();
  }

  /** Show the values that are in hand. */
  follow() {
    super.follow();
    this.alone.follow();
  }

  /** Offer sliders to all. */
  offer() {
    this.alone.offer(this.player.sent);
  }
}

function called(name) {
  const text = document.createElement("span");
  text.textContent = text.title = name;
  return text;
}
