// The sidebar's sliders, heard while they are moved: Streamlit tells its server only once they are let go. Each is a
// range input in a container that is called after the slider's key; its value tells the number of a stop.

import { isBack } from "./letgo.js";

const SLIDER = ".stSlider";
const INPUT = "input[type=range]";
const CONTAINER = ".stElementContainer";

/**
 * Have `live` follow the sliders that are its handles, from where one takes hold to just after it lets go; returns the
 * removal.
 */
export function listenToSliders(live) {
  let [input, name, hold] = [null, null, null];
  const stop = () => Number(input.value) - Number(input.min);
  const observer = new MutationObserver(() => live.set(name, live.handleOf(name)?.stops[stop()]));
  const take = (event) => {
    input = event.target.closest?.(SLIDER)?.querySelector(INPUT);
    observer.disconnect();
    name = input && live.take([...input.closest(CONTAINER).classList], input.closest(SLIDER));
    if (name) observer.observe(input, { attributeFilter: ["aria-valuetext"] });
    hold = name && event.type === "pointerdown" ? heldBy(event, input) : null;
  };
  const letGo = () => {
    hold = null;
    if (name) live.letGo();
  };
  const press = (event) => (hold && isBack(event) ? putBack(hold) : take(event));
  const heard = { pointerdown: take, keydown: press, pointerup: letGo, pointercancel: letGo, keyup: letGo };
  for (const [event, listener] of Object.entries(heard)) window.addEventListener(event, listener, true);
  return () => {
    observer.disconnect();
    for (const [event, listener] of Object.entries(heard)) window.removeEventListener(event, listener, true);
  };
}

/** How a pointer holds the thumb of a slider, and where it would be at the value that the slider had. */
function heldBy({ target, pointerId, pointerType, clientX, clientY }, input) {
  const { left, right } = input.parentElement.getBoundingClientRect(); // the thumb's
  const x = clientX >= left && clientX <= right ? clientX : (left + right) / 2; // a press beside it moves it there
  return { target, told: { pointerId, pointerType, clientX: x, clientY, bubbles: true, isPrimary: true } };
}

/** Have a pointer move a thumb back and let it go, as Streamlit's slider knows no other way. */
function putBack({ target, told }) {
  const at = { ...told, pageX: told.clientX, pageY: told.clientY };
  for (const type of ["pointermove", "pointerup"]) target.dispatchEvent(new PointerEvent(type, at));
}
