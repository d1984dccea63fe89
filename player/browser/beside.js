// What hands find on a page with a server: the sidebar's sliders and fields, and the slider of the racer that stands
// out.

import { Hands as Both } from "./hands.js";
import { listenToLabels } from "./labels.js";
import { OwnSlider } from "./own.js";
import { listenToSliders } from "./sliders.js";
import { Which } from "./which.js";

/** What hands take hold of; `host` is sent "stop", too, with the key of a slider and the number of the stop. */
export class Hands extends Both {
  constructor(player, host) {
    super(player, host);
    const letGoAt = (key, stop) => host.send("stop", [key, stop]);
    this.slider = new OwnSlider(player.transport.element, this.live, letGoAt);
    this.which = new Which(() => this.offer());
    this.cleanUps = [listenToSliders(this.live), listenToLabels(this.live, letGoAt)];
  }

  /** Show the values that are in hand. */
  follow() {
    this.slider.follow();
    super.follow();
  }

  /** Offer a slider to the racer that stands out. */
  offer() {
    const { sent, legend } = this.player;
    const number = sent.findIndex(({ name }) => name === legend.focus);
    const field = this.which.offer(this.live.namesOf(number).map((name) => this.live.handleOf(name)));
    this.slider.offer(number, field, sent[number], this.which.element);
  }

  destroy() {
    for (const cleanUp of this.cleanUps) cleanUp();
    super.destroy();
  }
}
