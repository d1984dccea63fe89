// A lesson beside the picture: what it is about, a question, and once that is answered, what the race has shown.

import { hear, tell } from "./words.js";

// A word and what it means; or a formula as MathML, with what may not be parted from it.
const MARKED = /\[([^|\]]+)\|([^\]]+)\]|([^\s\]$]*)\$([^$]*)\$([^\s[$]*)/;
const SEEN = -1; // the number of the choice where none was made

export class LessonPanel {
  /** `host.send(event, value)` reports "lesson": the number of a choice, "previous", "next", "leave" or "try". */
  constructor(element, host, onAnswer) {
    Object.assign(this, { element, host, onAnswer, lesson: null, answered: null });
    element.addEventListener("click", ({ target }) => this.#press(target.closest("button")));
  }

  /** Whether the question is still open: until it is answered the race is not to be seen. */
  get asks() {
    return this.lesson !== null && this.answered === null;
  }

  /** Show a lesson of a message's header, null for none. */
  show(lesson) {
    const isNew = lesson?.key !== this.lesson?.key;
    if (isNew || lesson?.answered !== null) this.answered = lesson?.answered ?? null;
    this.lesson = lesson;
    this.element.hidden = lesson === null;
    if (lesson === null) return;
    hear(this.element, lesson);
    this.#draw();
    if (isNew) this.element.scrollTop = 0;
  }

  /** Answer by the number of a choice, from 0, or NaN where somebody only wants to see; say whether that was asked. */
  answer(number) {
    const choice = Number.isNaN(number) ? SEEN : number;
    if (!this.asks || choice >= this.lesson.choices.length) return false;
    this.answered = choice;
    this.host?.send("lesson", choice);
    this.#draw();
    this.onAnswer();
    this.element.querySelector(".derby-reveal").focus();
    return true;
  }

  #press(button) {
    if (!button) return;
    const { choice, way } = button.dataset;
    if (choice !== undefined) this.answer(Number(choice));
    else if (way) this.host?.send("lesson", way);
  }

  #draw() {
    const { lesson, answered } = this;
    const place = tell("lesson-place", { number: lesson.place[0], count: lesson.place[1] });
    const choices = lesson.choices.map((choice, i) => {
      const button = markedButton({ data: { choice: i } }, choice);
      button.disabled = answered !== null;
      if (answered !== null && i === lesson.right) button.classList.add("derby-right");
      if (answered === i && i !== lesson.right) button.classList.add("derby-wrong");
      return make("li", {}, button);
    });
    refill(
      this.element,
      make("p", { class: "derby-place-of" }, place),
      make("h2", {}, lesson.title),
      ...lesson.text.map((text) => make("p", {}, ...marked(text))),
      make("p", { class: "derby-question" }, ...marked(lesson.question)),
      make("ol", { class: "derby-answers" }, ...choices),
      make("div", { class: "derby-reveal", tabindex: -1 }, ...(answered === null ? [] : this.#revealed())),
      make("div", { class: "derby-ways" }, ...["previous", "next", "leave"].map(wayTo)),
    );
  }

  #revealed() {
    const { lesson, answered } = this;
    const verdict = answered === lesson.right ? "lesson-right" : "lesson-wrong";
    const attempt = markedButton({ class: "derby-attempt", data: { way: "try" } }, lesson.attempt);
    const tried = () => [make("p", {}, ...marked(`${lesson.attempt}. ${lesson.tried}`)), wayTo("again")];
    return [
      ...(answered === SEEN ? [] : [make("b", {}, tell(verdict))]),
      ...lesson.reveal.map((text) => make("p", {}, ...marked(text))),
      make("p", { class: "derby-question" }, tell("lesson-attempt")),
      ...(lesson.tried === null ? [attempt] : tried()),
      make("p", { class: "derby-source" }, lesson.source),
    ];
  }
}

/**
 * Put `children` in a panel; what had the focus in it has it still, or what is told in its place. One that is there
 * stays where it is: what moves is not read aloud as it changes.
 */
export function refill(element, ...children) {
  const held = element.getRootNode().activeElement;
  const isWithin = held !== element && element.contains(held);
  for (const child of [...element.childNodes]) if (!children.includes(child)) child.remove();
  for (const [i, child] of children.entries()) {
    if (element.childNodes[i] !== child) element.insertBefore(child, element.childNodes[i] ?? null);
  }
  if (!isWithin) return;
  const same = held.dataset.way && element.querySelector(`[data-way="${held.dataset.way}"]`);
  (same || element.querySelector(".derby-reveal") || element).focus({ preventScroll: true });
}

/** A button that leads some way. */
export const wayTo = (way) => make("button", { type: "button", data: { way } }, tell(`lesson-${way}`));

/**
 * A text's parts: words that are explained tell their meaning to whoever points at them, taps them or comes to them by
 * keys, and formulas are typeset.
 */
export function marked(text) {
  const parts = [];
  for (let found = MARKED.exec(text); found; found = MARKED.exec(text)) {
    const [whole, word, meaning, before, formula, after] = found;
    const part = word ? explained(word, meaning) : formulaOf(before, formula, after);
    parts.push(text.slice(0, found.index), part);
    text = text.slice(found.index + whole.length);
  }
  return [...parts, text];
}

/** A button that is called what it shows: by itself a browser leaves formulas out. */
function markedButton(attributes, text) {
  const name = text.replace(/\$[^$]*alttext="([^"]*)"[^$]*\$/g, "$1");
  return make("button", { type: "button", "aria-label": name, ...attributes }, ...marked(text));
}

function explained(word, meaning) {
  return make("abbr", { title: meaning, tabindex: 0, "aria-label": `${word}: ${meaning}` }, word);
}

/** A formula of the server's own, in one line with the letters and stops that touch it. */
function formulaOf(before, formula, after) {
  const template = document.createElement("template");
  template.innerHTML = formula;
  return make("span", { class: "derby-formula" }, before, template.content, after);
}

export function make(name, { data, ...attributes }, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  Object.assign(element.dataset, data);
  element.append(...children);
  return element;
}
