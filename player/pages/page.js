// The page around the player: it starts it with the race that stands in the page, and changes its view.

import { createPlayer } from "./index.js";

const root = document.querySelector(".derby");
const buttons = [...document.querySelectorAll(".views button")];
const packed = Uint8Array.from(atob(document.getElementById("race").textContent), (letter) => letter.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const message = whole(new Uint8Array(await new Response(unpacked).arrayBuffer()));

/** What player/standalone.py packed: the differences of 32-bit words, their lowest bytes first, then the next ones. */
function whole(planes) {
  const words = new Uint32Array(planes.length / 4);
  let word = 0;
  for (let i = 0; i < words.length; i++) {
    for (let plane = 0; plane < 4; plane++) word += planes[plane * words.length + i] << (8 * plane);
    words[i] = word;
    word = words[i];
  }
  return new Uint8Array(words.buffer);
}

/** The same message with another view in its header; it says where the playhead goes once. */
function seenAs(view, first) {
  const length = new DataView(message.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + length)));
  const text = new TextEncoder().encode(JSON.stringify({ ...header, view, step: first ? header.step : null }));
  const padded = Math.ceil(text.length / 4) * 4;
  const changed = new Uint8Array(4 + padded + message.length - 4 - length).fill(0x20);
  new DataView(changed.buffer).setUint32(0, padded, true);
  changed.set(text, 4);
  changed.set(message.subarray(4 + length), 4 + padded);
  return changed;
}

function show(player, view, first = false) {
  for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.view === view);
  player.update(seenAs(view, first));
}

const pressed = () => buttons.find((button) => button.getAttribute("aria-pressed") === "true").dataset.view;

if (window.Plotly) {
  const player = await createPlayer(root, null, null); // a click sets no start: nothing runs here
  for (const button of buttons) button.addEventListener("click", () => show(player, button.dataset.view));
  const again = () => show(player, pressed());
  const dark = document.getElementById("dark"); // the colours of a dark page, and when it is one
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new MutationObserver(again).observe(dark, { attributes: true });
  show(player, pressed(), true);
  window.player = player;
} else {
  root.textContent = root.dataset.missing;
}
