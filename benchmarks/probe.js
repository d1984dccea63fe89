// Runs in the page before anything else: notes when the player's canvases are drawn, when messages come, and how
// long a key takes to reach the screen. Both pages are watched in the same way.
//
// A moment "on screen" is a task of the highest priority posted from an animation frame: it comes right after that
// frame has been painted, before what the page has still to do.

const PATIENCE = 5000; // ms
const RACE = 10_000; // bytes: only messages with a race in them are as large

(() => {
  const drawn = new Map(); // canvas → how often it was cleared and drawn anew
  const last = new Map(); // canvas → when that was
  let onDrawn = () => {};
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...rectangle) {
    drawn.set(this.canvas, (drawn.get(this.canvas) ?? 0) + 1);
    last.set(this.canvas, performance.now());
    queueMicrotask(() => onDrawn(this.canvas)); // once all is drawn
    return clearRect.apply(this, rectangle);
  };

  const traffic = [];
  let sent = 0;
  window.WebSocket = class extends WebSocket {
    constructor(...options) {
      super(...options);
      const note = ({ data }) => traffic.push({ time: performance.now(), bytes: data.byteLength ?? data.size });
      this.addEventListener("message", note);
    }

    send(data) {
      sent += 1;
      super.send(data);
    }
  };

  const afterPaint = (then) => requestAnimationFrame(() => scheduler.postTask(then, { priority: "user-blocking" }));

  const canvas = (view, layer) => document.querySelector(`[data-view="${view}"] .derby-${layer}`);

  function pixels(view) {
    const { width, height } = canvas(view, "trails");
    const { data } = canvas(view, "trails").getContext("2d").getImageData(0, 0, width, height);
    let hash = 0;
    for (const word of new Uint32Array(data.buffer)) hash = (Math.imul(hash, 31) + word) | 0;
    return hash;
  }

  /** Says once, after the frame in which it shows, that a board's trails differ from now. */
  function picture(view) {
    const before = pixels(view);
    let count = drawn.get(canvas(view, "trails"));
    return () => {
      const now = drawn.get(canvas(view, "trails"));
      if (now === count) return false;
      count = now;
      return pixels(view) !== before;
    };
  }

  function text(selector) {
    const read = () => document.querySelector(selector)?.textContent;
    const before = read();
    return () => read() !== before;
  }

  const changes = {
    app: () => picture("contour"),
    empty: () => text("[data-testid=stMain] [data-testid=stMarkdown]"),
  };

  /** Says whether what a page shows is what its server has answered: the player follows a key before. */
  const isAnswered = {
    app: () => traffic.some(({ time, bytes }) => bytes > RACE && last.get(canvas("contour", "trails")) > time),
    empty: () => true,
  };

  window.probe = {
    /**
     * Wait for the next key; `probe.answer` becomes {shown, settled, received}: milliseconds until something else is
     * seen and until that is what the server answers, and its messages, [ms, bytes] each; null after `PATIENCE`.
     */
    arm(page) {
      const changed = changes[page]();
      let [began, shown] = [null, null];
      const onKey = () => {
        began = performance.now();
        traffic.length = 0;
      };
      window.addEventListener("keydown", onKey, { capture: true, once: true });
      this.answer = new Promise((resolve) => {
        const look = () => {
          const now = performance.now();
          if (began === null) return afterPaint(look);
          if (shown === null && changed()) shown = now - began;
          if (now - began >= PATIENCE) return resolve(null);
          if (shown === null || !isAnswered[page]()) return afterPaint(look);
          const received = traffic.map(({ time, bytes }) => [time - began, bytes]);
          resolve({ shown, settled: now - began, received });
        };
        afterPaint(look);
      });
    },

    /**
     * Watch a drag of the sidebar's first slider until `probe.dragged()`, which returns {painted, shown, frames, sent};
     * milliseconds for each move that leads to another value.
     */
    follow() {
      const trails = canvas("contour", "trails");
      const seen = { painted: [], shown: [], frames: 0, sent: 0 };
      let [moved, changed, going, already] = [null, false, true, sent];
      const slider = document.querySelector("[data-testid=stSidebar] input[type=range]");
      let { value } = slider;
      const observer = new MutationObserver(() => {
        changed ||= slider.value !== value;
        value = slider.value;
        if (!changed) moved = null;
      });
      observer.observe(slider, { attributeFilter: ["aria-valuetext"] }); // it is told of moves that change nothing too
      const onMove = ({ buttons }) => void (buttons && (moved ??= performance.now()));
      window.addEventListener("pointermove", onMove, true);
      onDrawn = (canvas) => {
        if (canvas !== trails || moved === null) return;
        const began = moved;
        [moved, changed] = [null, false];
        seen.painted.push(performance.now() - began);
        afterPaint(() => seen.shown.push(performance.now() - began));
      };
      const count = () => {
        seen.frames += 1;
        if (going) requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
      this.dragged = () => {
        window.removeEventListener("pointermove", onMove, true);
        observer.disconnect();
        [going, onDrawn] = [false, () => {}];
        return { ...seen, sent: sent - already };
      };
    },

    /** Frames in which the heads were drawn, per second, over `seconds`. */
    framesPerSecond(seconds) {
      const heads = canvas("contour", "heads");
      return new Promise((resolve) => {
        requestAnimationFrame((first) => {
          const before = drawn.get(heads);
          const look = (now) => {
            if (now - first < 1000 * seconds) requestAnimationFrame(look);
            else resolve((1000 * (drawn.get(heads) - before)) / (now - first));
          };
          requestAnimationFrame(look);
        });
      });
    },
  };
})();
