// What the pictures say, in the language of the messages: player/words.py declares it, and it comes with them.
// An element tells words by their names in `data-told`: "title:play", or "text:play" for what stands in it.

const templates = {};
let spoken = "en";
let places = null; // what tells the kinds of places apart: made once, as browsers are slow at it

/** The code of the language that is spoken. */
export const language = () => spoken;

/** Take the words of a message that brings some, and have `root` and all in it tell them. */
export function hear(root, { language, words }) {
  if (!words) return;
  spoken = language;
  places = new Intl.PluralRules(spoken, { type: "ordinal" });
  Object.assign(templates, words);
  for (const element of [root, ...root.querySelectorAll("[data-told]")]) tellIn(element);
}

/** What is said under a name, with `values` in its braces. */
export const tell = (name, values = {}) => templates[name].replace(/\{(\w+)\}/g, (_, value) => values[value]);

/** A place in an order: 1 → 1st, 2 → 2nd, 11 → 11th. */
export function ordinal(place) {
  const kind = places.select(place);
  return tell(`place-${kind}`, { place });
}

/** Have an element tell words of these names, now if they have come, and in whatever language comes. */
export function haveTell(element, told) {
  element.dataset.told = told;
  tellIn(element);
}

function tellIn(element) {
  for (const pair of element.dataset.told?.split(" ") ?? []) {
    const [attribute, name] = pair.split(":");
    if (!(name in templates)) continue;
    if (attribute === "text") element.textContent = tell(name);
    else element.setAttribute(attribute, tell(name));
  }
}
