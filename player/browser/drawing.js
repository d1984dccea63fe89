// Plotly, as every picture here uses it: loaded once a page, sized by the element that it fills.

import { tell } from "./words.js";

let plotly = null;

/** Resolve once Plotly and the page's style are there: a figure drawn without that would have to be drawn again. */
export const readyToDraw = (plotlyUrl) => Promise.all([loadPlotly(plotlyUrl), styled()]);

/** Resolve once Plotly is on the page; `url` is used where it is not there yet. Who asks after a failure tries anew. */
export function loadPlotly(url) {
  if (window.Plotly) return;
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => {
      plotly = null;
      script.remove();
      reject(new Error(url));
    };
    document.head.append(script);
  });
  return plotly;
}

/** Resolve once every style sheet that the page asks for has come, has failed to, or is not asked for any more. */
function styled() {
  const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
  return Promise.all(sheets.filter(({ sheet, disabled }) => !sheet && !disabled).map(settled));
}

const settled = (link) => new Promise((resolve) => {
  const done = () => {
    removals.disconnect();
    resolve();
  };
  const removals = new MutationObserver(() => link.isConnected || done()); // no event tells of it
  removals.observe(document, { childList: true, subtree: true });
  for (const event of ["load", "error"]) link.addEventListener(event, done);
});

/** Make the figure in `plot` as large as `element`, to a pixel; returns when, or nothing where it is already. */
export function fit(plot, element) {
  const layout = plot._fullLayout;
  const [width, height] = [element.clientWidth, element.clientHeight];
  if (!layout || !width || !height) return;
  if (Math.abs(layout.width - width) < 1 && Math.abs(layout.height - height) < 1) return;
  return window.Plotly.relayout(plot, { width, height });
}

/** Call `onSize` whenever one of `elements` has changed its size, in whatever pixels; returns the removal. */
export function watchSize(elements, onSize) {
  const observer = new ResizeObserver(onSize);
  for (const element of elements) observer.observe(element);
  let density = null;
  const onDensity = () => {
    density?.removeEventListener("change", onDensity);
    if (density) onSize();
    density = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    density.addEventListener("change", onDensity);
  };
  onDensity();
  return () => {
    observer.disconnect();
    density.removeEventListener("change", onDensity);
  };
}

/** What the mouse does to a picture beside what is `named`: said below it, for its wheel does not what one expects. */
export const hint = (...named) => [...named.map((name) => tell(name)), tell("zoom", { key: CONTROL })].join(" · ");

const CONTROL = /Mac/.test(navigator.platform) ? "⌘" : "Ctrl";

/**
 * Leave the wheel over `element` to the page, which scrolls; Plotly zooms where Ctrl or ⌘ is held down, and after a
 * press of the mouse until it leaves.
 */
export function leaveWheel(element) {
  let pressed = false;
  const onUp = ({ clientX, clientY }) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    pressed = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
  };
  // While a button is down Plotly covers the page, which makes the mouse leave.
  element.addEventListener("pointerdown", ({ pointerType }) => {
    if (pointerType === "mouse") window.addEventListener("pointerup", onUp, { capture: true, once: true });
  }, true);
  element.addEventListener("pointerleave", () => (pressed = false));
  const onWheel = (event) => pressed || event.ctrlKey || event.metaKey || event.stopPropagation();
  element.addEventListener("wheel", onWheel, { capture: true, passive: true });
}

const CLICK_PIXELS = 4;

/**
 * Call `onClick(event, element)` for clicks on a figure in an element of `root` that matches `selector`.
 * Plotly covers the page while a button is down, so a click is told from a drag by its release, anywhere.
 */
export function listenToClicks(root, selector, onClick) {
  let down = null;
  const onDown = (event) => {
    const element = event.target.closest?.(selector);
    const begins = event.isPrimary && event.button === 0; // a second finger makes a gesture of the first
    down = element && begins && event.target.closest(".plotly") ? { event, element } : null;
  };
  const onUp = (event) => {
    const began = down;
    down = null;
    if (!began) return;
    if (Math.hypot(event.clientX - began.event.clientX, event.clientY - began.event.clientY) > CLICK_PIXELS) return;
    onClick(event, began.element);
  };
  root.addEventListener("pointerdown", onDown, true);
  window.addEventListener("pointerup", onUp, true);
  return () => window.removeEventListener("pointerup", onUp, true);
}
