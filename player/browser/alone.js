// What hands find on a page of its own, where no server keeps what they do: a slider for each racer that has one, and a
// button that brings the race back as it was.

import { OwnSlider } from "./own.js";
import { haveTell } from "./words.js";

export class Alone {
  /** Under a `player`, followed by `live`. */
  constructor(player, live) {
    this.live = live;
    this.sliders = [];
    this.panel = document.createElement("div");
    this.panel.className = "derby-hands";
    this.back = document.createElement("button");
    Object.assign(this.back, { type: "button", disabled: true });
    haveTell(this.back, "text:as-it-was");
    this.back.addEventListener("click", () => live.clear());
    this.panel.append(this.back);
    player.root.append(this.panel);
  }

  /** Offer what each racer has. */
  offer(racers) {
    while (this.sliders.length < racers.length) this.sliders.push(new OwnSlider(this.panel, this.live, () => {}));
    this.sliders.forEach((slider, i) => slider.offer(i, racers[i]));
    this.follow();
  }

  /** Show the values that are in hand; what was said of the race as it was holds no longer where it is another. */
  follow() {
    for (const slider of this.sliders) slider.follow();
    this.back.disabled = !this.live.isOn;
    document.body.classList.toggle("changed", this.live.isOn);
  }
}
