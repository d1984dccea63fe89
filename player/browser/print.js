// A printed page has another width, and no frame in which a picture could be drawn anew for it: so the pictures keep
// the size that they have on the screen, made smaller as a whole where the paper is narrower.

import { standStill } from "./camera.js";

const PAPER = 680; // pixels: what A4 and Letter leave between their margins

/** Let `stage`, which holds pictures, be printed as it stands on the screen; returns the removal. */
export function keepInPrint(stage) {
  let [own, stills] = ["", []];
  const keep = () => {
    stills = [...stage.querySelectorAll(".derby-plot")].map(standStill);
    own = stage.style.cssText;
    const { width, height, gridTemplateColumns, gridTemplateRows } = getComputedStyle(stage);
    const zoom = Math.min(1, PAPER / parseFloat(width));
    Object.assign(stage.style, { width, height, gridTemplateColumns, gridTemplateRows, flex: "none", zoom });
  };
  const release = () => {
    stage.style.cssText = own;
    for (const end of stills) end();
    stills = [];
  };
  window.addEventListener("beforeprint", keep);
  window.addEventListener("afterprint", release);
  return () => {
    window.removeEventListener("beforeprint", keep);
    window.removeEventListener("afterprint", release);
  };
}
