// The sidebar's sliders, heard while they are moved: Streamlit tells its server only once they are let go. Each is a
// range input in a container that is called after the slider's key; its value tells the number of a stop.

const SLIDER = ".stSlider";
const INPUT = "input[type=range]";
const CONTAINER = ".stElementContainer";

/** What the container of the slider of a key is called. */
export const containerOf = (key) => `st-key-${key.replace(/[^\w-]/g, "-")}`;

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

/** Whether a key takes back what a hand has dragged: Escape, which then does nothing else. */
export function isBack(event) {
  if (event.key !== "Escape") return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  return true;
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

/**
 * Call `onLetGo` once a change of `slider` is over: at a release of the pointer, or of the key that was held down; and
 * `onBack` where Escape takes back what a pointer drags.
 */
export function listenToLettingGo(slider, onLetGo, onBack) {
  let [held, changed, back] = [false, false, false];
  const settle = () => {
    held = false;
    if (changed) onLetGo();
    changed = false;
  };
  const press = (event) => {
    if (!isBack(event)) return;
    back = true;
    leave();
    onBack();
    slider.disabled = true; // so that the browser lets go of it
    slider.disabled = false;
  };
  const heard = { keydown: press, pointerup: leave, pointercancel: leave }; // while a pointer holds it
  function leave() {
    for (const [event, listener] of Object.entries(heard)) window.removeEventListener(event, listener, true);
  }
  slider.addEventListener("pointerdown", () => {
    back = false;
    for (const [event, listener] of Object.entries(heard)) window.addEventListener(event, listener, true);
  });
  slider.addEventListener("keydown", () => {
    held = true;
    back = false;
  });
  for (const event of ["keyup", "blur"]) slider.addEventListener(event, settle);
  slider.addEventListener("change", () => {
    changed = !back;
    if (!held) settle();
  });
}
