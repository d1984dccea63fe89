// The player: boards for map, panels, relief and chart, one clock and one transport over them.

import { Address } from "./address.js";
import { Board } from "./board.js";
import { Choices } from "./choices.js";
import { Clock, PAINTED, WANTED } from "./clock.js";
import { decode } from "./decode.js";
import { hint, listenToClicks, watchSize } from "./drawing.js";
import { Key } from "./key.js";
import { listenToKeys } from "./keys.js";
import { Landscape } from "./landscape.js";
import { Legend, write } from "./legend.js";
import { wearLook } from "./look.js";
import { MAPS, planOf } from "./plans.js";
import { Presenter, enlarged } from "./present.js";
import { keepInPrint } from "./print.js";
import { Transport } from "./transport.js";
import { Window } from "./window.js";
import { haveTell, hear } from "./words.js";

const MARKUP = `
  <h2 class="derby-heading" hidden></h2>
  <div class="derby-stage">
    <div class="derby-field">
      <div class="derby-board" data-view="contour"></div>
      <div class="derby-board" data-view="side by side"></div>
      <div class="derby-board" data-view="3-D"></div>
      <button type="button" class="derby-reset" data-told="text:reset title:whole"></button>
    </div>
    <div class="derby-field derby-charted">
      <div class="derby-choices" role="group" data-told="aria-label:chart"></div>
      <div class="derby-board" data-view="loss"></div>
    </div>
  </div>
  <p class="derby-words"></p>
  <p class="derby-hint"></p>
  <div class="derby-below">
    <ul class="derby-legend" data-told="aria-label:racers"></ul>
    <button type="button" class="derby-fold" data-told="text:marks title:marks-mean"></button>
    <ul class="derby-key" data-told="aria-label:marks-on-map"></ul>
  </div>
  <div class="derby-transport" role="group" data-told="aria-label:transport"></div>
  <aside class="derby-beside derby-lesson" data-told="aria-label:lesson" tabindex="0" hidden></aside>
  <aside class="derby-beside derby-challenge" data-told="aria-label:challenge" tabindex="0" hidden></aside>`;


/** What may stand beside the pictures, by its name in a header, fetched where one does → what makes its panel. */
const PANELS = {
  lesson: () => import("./lesson.js").then(({ LessonPanel }) => LessonPanel),
  challenge: () => import("./challenge.js").then(({ ChallengePanel }) => ChallengePanel),
};

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

export class Player {
  /**
   * `host.send(event, value)` reports "start" (a click's [x, y]), "window" (the ranges that a map looks at), "lost"
   * (the id of a landscape that is not here), "race" (by how many races to go on), "chart" (fields of the chart) and
   * "lesson" (the number of a choice, or where to go); null where nobody listens.
   */
  constructor(root, host, Hands = null) {
    this.root = root;
    this.host = host;
    root.classList.add("derby-player");
    root.innerHTML = MARKUP;
    haveTell(root, "aria-label:player");
    root.tabIndex = 0;
    this.clock = new Clock(() => this.#paint());
    this.choices = new Choices(root.querySelector(".derby-choices"), (chosen) => host?.send("chart", chosen));
    root.classList.toggle("derby-alone", host === null);
    this.window = new Window((ranges) => host?.send("window", ranges));
    this.address = new Address(this.clock);
    this.presenter = new Presenter(root, () => this.#present());
    this.lesson = this.challenge = null; // until there is one
    this.transport = new Transport(root.querySelector(".derby-transport"), this.clock, {
      link: () => this.address.copy(),
      present: () => this.presenter.toggle(),
      before: () => this.#goOn(-1),
      after: () => this.#goOn(1),
      leave: () => this.presenter.leave() || this.legend.clear(),
      choose: (choice) => this.presenter.open && this.lesson?.answer(choice),
    });
    this.words = root.querySelector(".derby-words");
    this.legend = new Legend(root.querySelector(".derby-legend"), (name) => this.#setFocus(name));
    this.key = new Key(root.querySelector(".derby-fold"), root.querySelector(".derby-key"));
    this.boards = {};
    for (const element of root.querySelectorAll(".derby-board")) {
      const board = new Board(element, { onMoved: () => this.clock.request() });
      this.boards[element.dataset.view] = board;
    }
    for (const event of ["pointermove", "wheel"]) {
      this.boards["3-D"].element.addEventListener(event, () => this.clock.request(), { capture: true, passive: true });
    }
    this.hands = Hands && new Hands(this, host);
    const clicks = listenToClicks(root, ".derby-board", (event, board) => this.#setStart(event, board));
    const presenter = () => this.presenter.destroy();
    const printed = keepInPrint(root.querySelector(".derby-stage"));
    const hands = () => this.hands?.destroy();
    const keys = listenToKeys(this.transport);
    this.cleanUps = [presenter, hands, keys, clicks, this.#watchSize(), printed, this.#answer()];
    this.reset = root.querySelector(".derby-reset");
    this.reset.addEventListener("click", () => this.boards[this.header.view].showWhole(this.landscape));
  }

  /**
   * Show a message from Python, once what it takes is here: a new race, and a new landscape where one came with it.
   * What does not come beside a picture that stands is said in its place; where none stands yet, whoever mounts it says
   * so.
   */
  async update(bytes) {
    this.latest = bytes;
    const message = decode(bytes);
    const lacking = Object.keys(PANELS).filter((name) => message.header[name] && !this[name]);
    try {
      if (lacking.length) await Promise.all(lacking.map((name) => this.#fetch(name)));
    } catch (error) {
      if (!this.header) throw error;
      if (this.latest === bytes) this.#lack(lacking[0], error);
      return;
    }
    if (this.latest === bytes) this.#take(message);
  }

  async #fetch(name) {
    const Panel = await PANELS[name]();
    this[name] ??= new Panel(this.#panel(name), this.host, () => this.#reveal());
  }

  #lack(name, error) {
    const panel = this.#panel(name);
    panel.innerHTML = document.querySelector(".derby-failed").innerHTML;
    panel.hidden = false;
    this.root.classList.add("derby-taught");
    Object.assign(panel.lastChild, { title: error, onclick: () => this.update(this.latest) });
  }

  #panel(name) {
    return this.root.querySelector(`.derby-${name}`);
  }

  #take({ header, racers, grid, arrows, beyond }) {
    hear(this.root, header);
    if (grid) this.landscape = new Landscape(header.landscape, grid);
    if (!this.landscape?.accept(header, arrows) || this.hands?.update(header) === false) {
      this.host?.send("lost", header.landscape.id);
      return;
    }
    this.window.take(this.landscape, header.window, beyond);
    this.header = header;
    this.shapes = header.shapes ?? this.shapes;
    this.sent = racers.map((racer) => ({ ...racer, shape: this.shapes[racer.symbol] }));
    this.look = wearLook(this.root, header);
    this.#run();
    this.#teach(header.lesson ?? null, header.challenge ?? null);
    this.choices.show(header.choices, header.chosen);
    if (header.step !== null) this.clock.seek(header.step);
    this.address.show(header.link);
    this.legend.show(this.racers, header, this.landscape, header.focus);
    if (!this.host) this.hands?.offer();
    this.key.show(this.look.marks ? this.landscape.critical : []);
    this.#showWords();
    this.#draw();
  }

  destroy() {
    this.clock.stop();
    this.address.leave();
    this.window.leave();
    for (const cleanUp of this.cleanUps) cleanUp();
    for (const board of Object.values(this.boards)) board.clear();
  }

  /** Show the race as it is in hand. */
  follow() {
    this.#run();
    this.legend.follow(this.racers);
    this.hands.follow();
    for (const view of this.#shown) this.#retrace(view);
    this.#paint();
  }

  /** Show the racers as they run now; a relief first as it is now, at the pace at which it is drawn. */
  #retrace(view) {
    const isRaised = view === "3-D" && this.raised !== this.moved?.key;
    if (isRaised) this.#drawBoard(view);
    else if (this.boards[view].ready) this.boards[view].retrace();
  }

  /** Let the racers be those that were sent, or as they are in hand. */
  #run() {
    ({ racers: this.racers, moved: this.moved } = this.hands?.run() ?? { racers: this.sent, moved: null });
    this.clock.setLast(this.hands?.steps ?? this.header.steps);
    this.transport.epoch = this.hands ? this.hands.epoch : this.header.epoch;
  }

  get #shown() {
    return [this.header.view, "loss"];
  }

  #draw() {
    this.root.dataset.view = this.header.view;
    for (const [view, board] of Object.entries(this.boards)) {
      board.element.hidden = !this.#shown.includes(view);
      board.ready = false;
      board.scale = this.presenter.scale;
    }
    for (const view of this.#shown) this.#drawBoard(view);
    this.clock.request();
  }

  async #drawBoard(view) {
    const board = this.boards[view];
    const { presenter: { scale }, moved } = this;
    // The race first: the chart's axes can wait for its first frame, and a relief in hand leaves one to all else.
    const turn = view === "loss" || moved ? (before) => before.then(nextFrame) : undefined;
    const { key, figure, panes } = planOf(view, this, board.element, scale);
    const plan = { key: `${key} ${scale}`, figure: () => enlarged(figure(), scale), panes };
    const latest = await board.show(plan, this.look.background, turn);
    if (!latest) return;
    if (view === "3-D") this.raised = moved?.key;
    this.#paint(); // now: a frame asked for here could be one later
    if (view === this.header.view && view !== "3-D") this.window.follow(board, this.landscape); // the answer may be old
  }

  #paint() {
    this.transport.show();
    if (!this.#asks) this.address.follow();
    if (!this.header) return;
    this.legend.paint(Math.floor(this.clock.step));
    if (!this.clock.playing) write(this.words, this.#asks ? "" : this.legend.words(this.clock.last));
    const moved = this.#shown.filter((view) => this.boards[view].ready && this.boards[view].paint(this.clock.step));
    if (moved.includes("3-D")) this.clock.request(); // the camera may still be turning
    else if (moved.includes(this.header.view)) this.window.follow(this.boards[this.header.view], this.landscape);
    this.hands?.place();
    this.reset.hidden = !this.#zoomed();
    const detail = { clock: this.clock, focus: this.legend.focus, glass: this.boards.contour.glass };
    document.dispatchEvent(new CustomEvent(PAINTED, { detail }));
  }

  /** Paint the ground under the glass that is wanted, null for none; returns the removal. */
  #answer() {
    const onWanted = ({ detail }) => {
      for (const view of [...MAPS, "3-D"]) this.boards[view].glass = detail;
      this.clock.request();
    };
    document.addEventListener(WANTED, onWanted);
    return () => document.removeEventListener(WANTED, onWanted);
  }

  /** Say what the header has to say outside of the pictures, and what can be done now. */
  #showWords() {
    const { title, link, races, view } = this.header;
    const heading = this.root.querySelector(".derby-heading");
    heading.textContent = title;
    heading.hidden = title === null;
    const isFree = (this.host || this.hands) && !this.#asks;
    const named = view === "3-D" ? ["drag-relief"] : isFree ? ["click", "drag-map"] : ["drag-map"];
    this.root.querySelector(".derby-hint").textContent = hint(...named);
    this.transport.offer({ link: link !== null, races, presenting: this.presenter.open });
  }

  #setFocus(name) {
    for (const board of Object.values(this.boards)) board.setFocus(name);
    this.hands?.offer();
    this.clock.request();
  }

  /** Take the presenter view's scale, or the page's. */
  #present() {
    if (!this.header) return;
    this.#showWords();
    this.#draw();
  }

  /** Ask for another race, or another lesson where there is one; say whether there may be one. */
  #goOn(by) {
    if (!this.presenter.open || !this.header.races) return false;
    if (this.header.lesson || this.header.challenge) this.host.send("lesson", by < 0 ? "previous" : "next");
    else this.host.send("race", by);
  }

  /** Show what a message has beside its race, which stays at its start as long as a question is open. */
  #teach(lesson, challenge) {
    for (const [name, shown] of Object.entries({ lesson, challenge })) {
      if (this[name]) this[name].show(shown);
      else this.#panel(name).hidden = true;
    }
    this.root.classList.toggle("derby-taught", lesson !== null || challenge !== null);
    this.root.classList.toggle("derby-asked", this.#asks);
    this.clock.lock(this.#asks);
  }

  /** Let the race run, now that the question is answered. */
  #reveal() {
    this.root.classList.remove("derby-asked");
    this.#showWords();
    this.clock.lock(false);
    this.clock.seek(0);
    this.clock.play();
  }

  /** Whether a question is open: until it is answered the race is not to be seen. */
  get #asks() {
    return this.lesson?.asks ?? false;
  }

  #zoomed() {
    return this.boards[this.header.view].isZoomed(this.landscape);
  }

  #setStart(event, board) {
    const view = this.boards[board.dataset.view];
    if (event.pointerType === "touch" && view.told.read(event)) return; // a finger cannot hover
    if (board.dataset.view === "loss" || this.#asks) return;
    const start = view.locate(event.clientX, event.clientY);
    if (!start) return;
    this.host?.send("start", start);
    if (!this.host) this.hands?.setStart(start);
  }

  #watchSize() {
    const boards = Object.values(this.boards);
    return watchSize(boards.map(({ element }) => element), () => {
      if (!this.header) return;
      for (const view of this.#shown) this.boards[view].resize();
      this.clock.request();
    });
  }
}
