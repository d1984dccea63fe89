// The key of the map: what its marks mean, in a fold that stays as it was left while the page lives.

import { tell } from "./words.js";

const START = "◯";

let open = false;

export class Key {
  constructor(fold, list) {
    this.list = list;
    const set = (now) => {
      open = now;
      fold.setAttribute("aria-expanded", open);
      list.hidden = !open;
    };
    fold.addEventListener("click", () => set(!open));
    set(open);
  }

  /** Explain the marks of these groups of critical points {glyph, word}, and that of the start. */
  show(groups) {
    const marks = [[START, tell("start")], ...groups.map(({ glyph, word }) => [glyph, word])];
    this.list.replaceChildren(...marks.map(explained));
  }
}

function explained([glyph, word]) {
  const item = document.createElement("li");
  const mark = item.appendChild(document.createElement("span"));
  mark.className = "derby-glyph";
  mark.textContent = glyph;
  item.append(word);
  return item;
}
