// One clock for every picture: the playhead in steps, fractional while it runs.

/** What the player tells the page of each picture that it has painted, and hears where one is wanted under a glass. */
export const [PAINTED, WANTED] = ["derby-painted", "derby-wanted"];

const STEPS_PER_SECOND = 30;
const PAUSE_AT_END = 0.8; // seconds, before a loop starts over

export class Clock {
  /** `onTick(step)` runs once a frame while playing, and once after each change. */
  constructor(onTick) {
    this.onTick = onTick;
    this.last = 0;
    this.step = 0;
    this.speed = 1;
    this.loop = false;
    this.playing = false;
    this.frame = 0;
    this.held = 0;
    this.locked = false;
  }

  /** Stay at the start until it is unlocked: what comes then is not to be seen. */
  lock(isLocked) {
    this.locked = isLocked;
    if (isLocked) this.seek(0);
  }

  /** Set the number of the last step; a playhead that stood at the end stays at the end. */
  setLast(last) {
    const atEnd = this.step >= this.last;
    this.last = last;
    if (this.locked) return;
    this.step = atEnd && !this.playing ? last : Math.min(this.step, last);
  }

  play() {
    if (this.playing || this.locked) return;
    if (this.step >= this.last) this.step = 0;
    this.playing = true;
    this.held = 0;
    this.before = performance.now();
    this.request();
  }

  pause() {
    this.playing = false;
    this.request();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Stop at a whole step. */
  seek(step) {
    this.playing = false;
    this.step = this.locked ? 0 : Math.max(0, Math.min(this.last, Math.round(step)));
    this.request();
  }

  /** Ask for one frame; several asks share it. */
  request() {
    if (!this.frame) this.frame = requestAnimationFrame((now) => this.#tick(now));
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.playing = false;
  }

  #tick(now) {
    this.frame = 0;
    if (this.playing) this.#advance((now - this.before) / 1000);
    this.before = now;
    this.onTick(this.step);
    if (this.playing) this.request();
  }

  #advance(seconds) {
    if (this.step < this.last) {
      this.step = Math.min(this.last, this.step + Math.max(0, seconds) * STEPS_PER_SECOND * this.speed);
      return;
    }
    this.held += seconds;
    if (!this.loop) this.playing = false;
    else if (this.held >= PAUSE_AT_END) {
      this.step = 0;
      this.held = 0;
    }
  }
}
