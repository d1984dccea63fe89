// What hands take hold of wherever a race is: the mark of the start, and sliders, which `beside.js` or `alone.js`
// knows. The player follows them before the server, if there is one, hears of it.

import { Engine } from "./engine/engine.js";
import { Grip } from "./grip.js";
import { Live } from "./live.js";
import { MAPS } from "./plans.js";

export class Hands {
  /** At a `player`; `host` is sent "start" and "draws". Where nobody listens what hands have done stays. */
  constructor(player, host) {
    this.player = player;
    this.live = new Live(new Engine(), {
      onChange: () => player.follow(),
      onTake: (number) => {
        player.legend.prefer(number);
        this.#bringFinals();
      },
      onLetGo: () => this.finals?.leave(),
      onNeed: () => host?.send("draws", 1),
      stays: !host,
    });
    this.finals = this.coming = null; // until something is in hand
    const letGo = (start) => host?.send("start", start);
    this.grips = MAPS.map((view) => new Grip(player.boards[view], this.live, letGo));
  }

  /** Take a message; say whether all is there that it names. */
  update(header) {
    return this.live.update(header);
  }

  /** How many steps there are, as things are in hand. */
  get steps() {
    return this.live.steps;
  }

  /** In how many steps every row is drawn once, as things are in hand. */
  get epoch() {
    return this.live.epoch;
  }

  /** The racers as things are in hand, on the ground as it is then. */
  run() {
    const { sent, header, landscape, look, window, boards } = this.player;
    const isMap = MAPS.includes(header.view);
    const ground = this.live.ground((isMap && window.ground) || landscape, look);
    for (const view of MAPS) boards[view].setGround(ground);
    return { racers: this.live.racers(sent, landscape, look), moved: isMap ? null : ground };
  }

  /** Show the values that are in hand. */
  follow() {
    const { sent, legend, header, look } = this.player;
    this.finals?.follow(sent, legend.focus, header.chart, look);
  }

  /** Bring the mark of the start to its place. */
  place() {
    for (const grip of this.grips) grip.place(this.player.landscape);
  }

  destroy() {
    this.finals?.hide();
  }

  /** Fetch what stands beside a slider in hand; where that fails, it is tried again with the next one. */
  #bringFinals() {
    const made = ({ Finals }) => {
      this.finals = new Finals(this.player.root, this.live, this.player.legend);
      if (this.live.held) this.follow();
    };
    this.coming ??= import("./finals.js").then(made, () => (this.coming = null));
  }
}
