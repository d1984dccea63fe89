// When hands let go of a slider, and how they take back what they dragged.

/** Whether a key takes back what a hand has dragged: Escape, which then does nothing else. */
export function isBack(event) {
  if (event.key !== "Escape") return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  return true;
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
