// The keys that steer the transport, wherever on the page they mean nothing else.

const KEYS = {
  " ": "play", ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last",
  p: "present", PageUp: "before", PageDown: "after", Escape: "leave",
  1: "choose", 2: "choose", 3: "choose", 4: "choose", Enter: "choose",
};

/** Where text is typed. */
export const TYPED = "input:not([type=range], [type=checkbox], [type=radio]), textarea, [contenteditable=true]";

const ROLES = ["slider", "dialog", "listbox", "menu"].map((role) => `[role=${role}]`);
const OWN = [TYPED, "input[type=range]:not(.derby-scrub)", ".derby-grip", ...ROLES].join();
const STEERED = "select, [role=radio], [role=tab]"; // by arrows; by letters too
const PRESSED = "button, summary, a, input, [role=radio], [role=tab]"; // by the space bar

/** The name of a key; that of a letter is told by its place where the keyboard writes another script. */
function nameOf({ key, code }) {
  const name = /^([^\0-\x7f]|Process)$/.test(key) && code.startsWith("Key") ? code.slice(3) : key;
  return name.length === 1 ? name.toLowerCase() : name;
}

/**
 * Steer `transport` from the keyboard; returns the removal. What was pressed with a pointer keeps the focus, but no
 * key: only what was reached with the keyboard does, and text and sliders always.
 */
export function listenToKeys(transport) {
  const { dataset } = document.documentElement;
  let taken = null;
  const take = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  const means = (event, action) => {
    const within = (selector) => event.target.closest?.(selector);
    if (within(OWN)) return false;
    if (dataset.derbyInput === "pointer") return true;
    return !(within(STEERED) && action !== "leave") && !(event.key === " " && within(PRESSED));
  };
  const onKey = (event) => {
    if (event.key === "Tab") dataset.derbyInput = "keys";
    const action = KEYS[nameOf(event)];
    if (!action || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !means(event, action)) return;
    if (!transport.act(action, Number(event.key) - 1)) return; // Enter chooses nothing and only wants to see
    taken = event.code;
    take(event);
  };
  const onUp = (event) => {
    if (taken !== null && event.code === taken) take(event); // else the space bar would press what has the focus
    taken = null;
  };
  const onPointer = () => (dataset.derbyInput = "pointer");
  const heard = { keydown: onKey, keyup: onUp, pointerdown: onPointer };
  for (const [event, listener] of Object.entries(heard)) document.addEventListener(event, listener, true);
  return () => {
    for (const [event, listener] of Object.entries(heard)) document.removeEventListener(event, listener, true);
  };
}
