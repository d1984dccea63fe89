// One racer's steps on a page without a server: what is told of the step shown, and what is drawn of it on the map,
// while it is asked for.

import { PAINTED, WANTED } from "./clock.js";
import { Glass } from "./glass.js";
import { unpackedBytes, unpackedWords } from "./unpacked.js";

/** Tell of steps in a <details>, as long as it is open; `told` and `drawn` hold what player/steps.py packs. */
export async function showSteps(details, told, drawn) {
  const { first, steps, templates, start, beyond } = JSON.parse(new TextDecoder().decode(await unpackedBytes(told)));
  const glass = new Glass(await unpackedWords(drawn));
  const [whole, why] = [details.querySelector(".steps-told"), details.querySelector(".steps-why")];
  const blocks = [...details.querySelectorAll("[data-block]")];
  let shown = null;

  function show(number) {
    if (!details.open || number === shown) return;
    shown = number;
    const step = steps[number - first];
    whole.hidden = !step;
    why.textContent = step ? "" : number ? beyond : start;
    if (!step) return;
    for (const [i, block] of blocks.entries()) block.innerHTML = filled(templates, step[i]);
    draw(details.querySelector("svg"), step.at(-1));
  }

  document.addEventListener(PAINTED, ({ detail: { clock } }) => clock.playing || show(clock.step));
  details.addEventListener("toggle", () => {
    shown = null;
    document.dispatchEvent(new CustomEvent(WANTED, { detail: details.open ? glass : null }));
  });
}

/** The text of a template with its numbers. */
function filled(templates, [which, ...numbers]) {
  return templates[which].replace(/\{(\d+)\}/g, (hole, i) => numbers[i]);
}

/** Draw the loss along a step, if there is such a line. */
function draw(svg, seen) {
  svg.closest("figure").hidden = !seen;
  if (!seen) return;
  const [loss, parabola, ...marks] = seen;
  svg.querySelector(".loss").setAttribute("d", loss);
  svg.querySelector(".parabola").setAttribute("d", parabola);
  for (const [i, name] of ["start", "landing"].entries()) {
    svg.querySelector(`.${name}`).setAttribute("cx", marks[i][0]);
    svg.querySelector(`.${name}`).setAttribute("cy", marks[i][1]);
  }
}
