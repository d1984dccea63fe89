// What hands take hold of beside a race: the page's sliders, that of the racer that stands out, the mark of the start. The
// player follows them before the server hears of it.

import { Engine } from "./engine/engine.js";
import { Finals } from "./finals.js";
import { Grip } from "./grip.js";
import { listenToLabels } from "./labels.js";
import { Live } from "./live.js";
import { OwnSlider } from "./own.js";
import { MAPS } from "./plans.js";
import { listenToSliders } from "./sliders.js";
import { Which } from "./which.js";

export class Hands {
  /**
   * At a `player`; `host` is sent "start", "stop" with the key of a slider and the number of the stop, and "draws". Where
   * nobody listens what hands have done stays; what they find there is `alone.js`.
   */
  constructor(player, host) {
    this.player = player;
    this.live = new Live(new Engine(), {
      onChange: () => player.follow(),
      onTake: (number) => player.legend.prefer(number),
      onLetGo: () => this.finals.leave(),
      onNeed: () => host?.send("draws", 1),
      stays: !host,
    });
    this.finals = new Finals(player.root, this.live, player.legend);
    const letGoAt = (key, stop) => host?.send("stop", [key, stop]);
    this.slider = host && new OwnSlider(player.transport.element, this.live, letGoAt);
    this.which = host && new Which(() => this.offer());
    const letGo = (start) => host?.send("start", start);
    this.grips = MAPS.map((view) => new Grip(player.boards[view], this.live, letGo));
    this.cleanUps = [listenToSliders(this.live), listenToLabels(this.live, letGoAt)];
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
    this.slider?.follow();
    this.finals.follow(sent, legend.focus, header.chart, look);
  }

  /** Offer a slider to the racer that stands out. */
  offer() {
    const { sent, legend } = this.player;
    const number = sent.findIndex(({ name }) => name === legend.focus);
    const field = this.which.offer(this.live.namesOf(number).map((name) => this.live.handleOf(name)));
    this.slider.offer(number, field, sent[number], this.which.element);
  }

  /** Bring the mark of the start to its place. */
  place() {
    for (const grip of this.grips) grip.place(this.player.landscape);
  }

  destroy() {
    for (const cleanUp of this.cleanUps) cleanUp();
    this.finals.hide();
  }
}
