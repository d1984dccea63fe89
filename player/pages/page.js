// The page around the player: it starts it with the race that stands in the page, and changes its view.

import { createPlayer } from "./index.js";
import { unpackedBytes, unpackedWords } from "./unpacked.js";

const root = document.querySelector(".derby");
const buttons = [...document.querySelectorAll(".views button")];
const message = await unpackedWords(document.getElementById("race"));
const hands = document.getElementById("hands"); // with what a browser runs the race by, if it is to follow them
const live = hands.textContent ? JSON.parse(new TextDecoder().decode(await unpackedBytes(hands))) : null;

/** The same message with another view in its header; it says where the playhead goes once. */
function seenAs(view, first) {
  const length = new DataView(message.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + length)));
  const text = new TextEncoder().encode(JSON.stringify({ ...header, ...live, view, step: first ? header.step : null }));
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
  const brought = live && import("player/alone.js");
  const player = await createPlayer(root, null, null, brought);
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
