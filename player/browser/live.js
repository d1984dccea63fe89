// What is touched runs here, in the browser, while it is in hand and until the server has answered; what is kept is the
// server's. A handle is what can be touched: the number `racer` (null: the race itself) and the `field` of what it
// changes, its `label`, its `stops`, and the `key` that the page knows it by.

import { Ground } from "./ground.js";
import { seeThrough } from "./look.js";
import { previewed } from "./preview.js";

export const START = "start";

const DRAWN = ["noise", "batch_size"];

const PALE = 0.45; // of a racer's path that is no longer what it would be
const WARM = 1000; // milliseconds after the first message
const PATIENCE = 2; // messages: one may have been on its way when a hand let go

export class Live {
  /**
   * `engine` runs the race; `onChange()` is told that there is something new to be seen, `onTake(number)` whose handle
   * is in hand, null for the race's, `onLetGo()` of a release, and `onNeed()`, once, that what is in hand takes draws
   * that were not sent. `stays`: whether no server answers.
   */
  constructor(engine, { onChange, onTake, onLetGo, onNeed, stays = false }) {
    Object.assign(this, { engine, onChange, onTake, onLetGo, onNeed, stays });
    this.asked = false; // for draws
    this.handles = new Map();
    this.changes = new Map(); // name of a handle → {value, waited: how many messages have come since it was let go}
    this.held = null; // the name of the handle in hand
    this.anchor = null; // the element that is in hand with it, where there is one
    this.frame = 0; // that of what was shown last
    this.late = false; // whether there was more in it
  }

  /** Take a message; what it tells is no change any more. Say whether all is there that it names. */
  update(header) {
    if (!this.engine.update(header)) return false;
    if (!this.header) setTimeout(() => this.isOn || this.engine.race(), WARM); // its first run is slow
    this.header = header;
    if (header.handles) this.handles = new Map(header.handles.map(named));
    const handles = [...this.handles.values()];
    (header.stops ?? []).forEach((stop, i) => (handles[i].told = handles[i].stops[stop]));
    this.handles.set(START, { racer: null, field: START, told: header.live?.start });
    for (const [name, change] of this.changes) {
      const isSettled = () => same(this.handles.get(name).told, change.value) || (change.waited += 1) === PATIENCE;
      if (!this.handles.has(name) || (name !== this.held && !this.stays && isSettled())) this.changes.delete(name);
    }
    return true;
  }

  /** Is anything shown that the server has not told? */
  get isOn() {
    return this.changes.size > 0;
  }

  /** How many steps there are, as they are in hand. */
  get steps() {
    return this.#changed.steps ?? this.header.steps;
  }

  /** In how many steps every row is drawn once, as many rows as are in hand; null where none are drawn. */
  get epoch() {
    const { epoch } = this.header;
    const rows = [...this.handles].find(([, { field, racer }]) => field === "batch_size" && racer === null);
    return epoch && rows ? (epoch * rows[1].told) / this.valueOf(rows[0]) : epoch;
  }

  handleOf(name) {
    return this.handles.get(name);
  }

  /** The names of the handles of the racer of that number. */
  namesOf(number) {
    return [...this.handles.keys()].filter((name) => this.handles.get(name).racer === number);
  }

  /** Where all racers begin, as it is in hand. */
  get start() {
    return this.valueOf(START);
  }

  /** Take hold of the first of these names that is a handle's, at an element; returns it, null for none. */
  take(names, anchor = null) {
    this.held = names.find((name) => this.handles.has(name)) ?? null;
    this.anchor = anchor;
    if (this.held) this.onTake(this.handleOf(this.held).racer);
    if (this.held && !this.asked && this.#needsDraws(this.handleOf(this.held))) {
      this.asked = true;
      this.onNeed();
    }
    return this.held;
  }

  /** Let what is in hand, or was just let go, have a value. */
  set(name, value) {
    if (name !== this.held && !this.changes.has(name)) return;
    if (same(this.valueOf(name), value)) return;
    if (same(this.handles.get(name).told, value)) this.changes.delete(name);
    else this.changes.set(name, { value, waited: 0 });
    this.#show();
  }

  /** Let all be as it was told. */
  clear() {
    this.changes.clear();
    this.#show();
  }

  letGo() {
    if (!this.held) return;
    this.held = null;
    this.onLetGo();
  }

  /** The value of a handle as it is in hand. */
  valueOf(name) {
    return this.changes.get(name)?.value ?? this.handles.get(name).told;
  }

  /** The racers that were sent, over a landscape, as they run now. */
  racers(sent, landscape, look) {
    if (!this.isOn) return sent;
    const changed = this.#changed;
    const { racers, ...shared } = changed;
    const isTouched = (i) => i in racers || Object.keys(shared).length > 0;
    const runs = this.engine.race(changed);
    const seen = {
      header: this.header,
      steps: this.steps,
      domain: landscape,
      color: seeThrough(look.muted, PALE),
      steepness: (x, y) => this.engine.steepness(changed, x, y),
      rates: (i) => this.engine.rates(i, changed),
      moved: "parameters" in changed,
    };
    return sent.map((racer, i) => (isTouched(i) ? previewed(racer, runs[i], seen, i) : racer));
  }

  /** The ground as it is now over a landscape; null where that is as it was sent. */
  ground(landscape, look) {
    const changed = this.#changed;
    if (!changed.parameters) return null;
    const key = JSON.stringify(changed.parameters);
    return Object.assign(new Ground(landscape, look, (xs, ys) => this.engine.heights(changed, xs, ys)), { key });
  }

  /** How a racer ends at values of a field, all else as it is in hand. */
  finals(number, field, values) {
    return this.engine.finals(number, field, values, this.#changed);
  }

  /** What else is changed than the handle of that name. */
  besides(name) {
    return [...this.changes].filter(([other]) => other !== name);
  }

  /** Is there a racer that runs here, but not at the last of the stops of what all share? */
  #needsDraws({ racer, field, stops }) {
    if (racer !== null || !stops) return false;
    const furthest = this.#with({ racers: {} }, field, stops.at(-1));
    return this.header.racers.some((_, i) => this.engine.can(i) && !this.engine.can(i, furthest));
  }

  /** Have it seen now, or in the next frame where this one has something to show already. */
  #show() {
    this.late = this.frame !== 0;
    if (this.late) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.late) this.#show();
    });
    this.onChange();
  }

  /** What is changed, as the engine takes it. */
  get #changed() {
    const changed = { racers: {} };
    for (const [name, { value }] of this.changes) {
      const { racer, field } = this.handles.get(name);
      if (racer !== null) (changed.racers[racer] ??= {})[field] = value;
      else this.#with(changed, field, value);
    }
    return changed;
  }

  /** Add to changes what all share: a letter, what is drawn for those that have none of their own, or a condition. */
  #with(changed, field, value) {
    const { live, own = {}, lasting = {} } = this.header;
    const change = (i, field, value) => ((changed.racers[i] ??= {})[field] = value);
    if (field in (live.parameters ?? {})) (changed.parameters ??= {})[field] = value;
    else if (DRAWN.includes(field)) {
      live.racers.forEach((racer, i) => racer && !own[field]?.includes(i) && change(i, field, value));
    } else changed[field] = value;
    if (field !== "steps") return changed;
    for (const [i, [length, before]] of Object.entries(lasting)) change(i, length, Math.max(1, value - before));
    return changed;
  }
}

/** What Streamlit calls the container of the element of a key. */
const containerOf = (key) => `st-key-${key.replace(/[^\w-]/g, "-")}`;

const named = ([key, racer, field, label, stops]) => [containerOf(key), { key, racer, field, label, stops }];

const same = (one, other) => String(one) === String(other);
