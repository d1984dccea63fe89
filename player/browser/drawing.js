// Plotly, as every picture here uses it: loaded once a page, sized by the element that it fills.

let plotly = null;

/** Resolve once Plotly is on the page; `url` is used where it is not there yet. */
export function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve();
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${url} could not be loaded`));
    document.head.append(script);
  });
  return plotly;
}

/** Make the figure in `plot` as large as `element`, to a pixel; returns when, or nothing where it is already. */
export function fit(plot, element) {
  const layout = plot._fullLayout;
  const [width, height] = [element.clientWidth, element.clientHeight];
  if (!layout || !width || !height) return;
  if (Math.abs(layout.width - width) < 1 && Math.abs(layout.height - height) < 1) return;
  return window.Plotly.relayout(plot, { width, height });
}

/** Call `onSize` whenever one of `elements` has changed its size, or a pixel its own; returns the removal. */
export function watchSize(elements, onSize) {
  const observer = new ResizeObserver(onSize);
  for (const element of elements) observer.observe(element);
  const leave = watchRatio(onSize);
  return () => {
    observer.disconnect();
    leave();
  };
}

function watchRatio(onChange) {
  let query;
  const change = () => {
    watch();
    onChange();
  };
  const leave = () => query?.removeEventListener("change", change);
  const watch = () => {
    leave();
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener("change", change);
  };
  watch();
  return leave;
}

/** Leave the wheel over `element` to the page, which scrolls; Plotly zooms where Ctrl or ⌘ is held down. */
export function leaveWheel(element) {
  const onWheel = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();
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
    down = element && event.button === 0 && event.target.closest(".plotly") ? { event, element } : null;
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
