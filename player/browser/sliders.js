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
  let [input, name] = [null, null];
  const stop = () => Number(input.value) - Number(input.min);
  const observer = new MutationObserver(() => live.set(name, live.handleOf(name)?.stops[stop()]));
  const take = ({ target }) => {
    input = target.closest?.(SLIDER)?.querySelector(INPUT);
    observer.disconnect();
    name = input && live.take([...input.closest(CONTAINER).classList], input.closest(SLIDER));
    if (name) observer.observe(input, { attributeFilter: ["aria-valuetext"] });
  };
  const letGo = () => name && live.letGo();
  const heard = { pointerdown: take, keydown: take, pointerup: letGo, pointercancel: letGo, keyup: letGo };
  for (const [event, listener] of Object.entries(heard)) window.addEventListener(event, listener, true);
  return () => {
    observer.disconnect();
    for (const [event, listener] of Object.entries(heard)) window.removeEventListener(event, listener, true);
  };
}

/** Call `onLetGo` once a change of `slider` is over: at a release of the pointer, or of the key that was held down. */
export function listenToLettingGo(slider, onLetGo) {
  let [held, changed] = [false, false];
  const settle = () => {
    held = false;
    if (changed) onLetGo();
    changed = false;
  };
  slider.addEventListener("keydown", () => (held = true));
  for (const event of ["keyup", "blur"]) slider.addEventListener(event, settle);
  slider.addEventListener("change", () => {
    changed = true;
    if (!held) settle();
  });
}
