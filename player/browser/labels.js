// The labels of the sidebar's number fields that have no slider, dragged from side to side: the number goes over its
// stops.

import { significant } from "./legend.js";
import { isBack } from "./letgo.js";

const FIELD = ".stTextInput";
const CONTAINER = ".stElementContainer";
const APART = 6; // pixels between stops

/**
 * Have `live` follow the labels of fields that are its handles; `onLetGo(key, stop)` is told where one was let go.
 * Returns the removal.
 */
export function listenToLabels(live, onLetGo) {
  let drag = null;
  const take = ({ target, clientX, isPrimary, button }) => {
    const field = target.closest?.("label")?.closest(FIELD);
    const name = field && isPrimary && button === 0 && live.take([...field.closest(CONTAINER).classList], field);
    if (!name) return;
    const { key, stops } = live.handleOf(name);
    const from = stops.indexOf(live.valueOf(name));
    const input = field.querySelector("input");
    drag = { name, key, stops, from, stop: from, start: clientX, input, was: input.value };
  };
  const move = ({ clientX }) => {
    if (!drag) return;
    const { name, stops, from, start, input } = drag;
    drag.stop = Math.max(0, Math.min(stops.length - 1, from + Math.round((clientX - start) / APART)));
    input.value = significant(stops[drag.stop]); // until the server has set it
    live.set(name, stops[drag.stop]);
  };
  const press = (event) => {
    if (!drag || !isBack(event)) return;
    const { name, stops, from, was, input } = drag;
    drag = null;
    input.value = was;
    live.set(name, stops[from]);
    live.letGo();
  };
  const leave = () => {
    if (!drag) return;
    const { key, from, stop } = drag;
    drag = null;
    live.letGo();
    if (stop !== from) onLetGo(key, stop);
  };
  const heard = { pointerdown: take, pointermove: move, pointerup: leave, pointercancel: leave, keydown: press };
  for (const [event, listener] of Object.entries(heard)) window.addEventListener(event, listener, true);
  return () => {
    for (const [event, listener] of Object.entries(heard)) window.removeEventListener(event, listener, true);
  };
}
