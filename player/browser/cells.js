// A heatmap by keyboard: arrows go from cell to cell and read them as the mouse does, Enter is a click.

import { haveTell } from "./words.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STRIDE = 8; // cells that an arrow goes with the shift key

export class Cells {
  /** `onChosen({x, y, panel})` is told the cell on which Enter was pressed. */
  constructor(board, plot, onChosen) {
    Object.assign(this, { board, plot, onChosen });
    this.at = null;
    board.addEventListener("keydown", (event) => this.#press(event));
    board.addEventListener("blur", () => {
      this.at = null;
      if (plot._fullLayout) window.Plotly.Fx.unhover(plot);
    });
  }

  /** Take the grids of a figure that was drawn; without any the board is passed over. */
  show() {
    const { _fullData: traces, _fullLayout: layout } = this.plot;
    const grids = layout._subplots.cartesian.map((id) =>
      traces.find((trace) => trace.type === "heatmap" && trace.xaxis + trace.yaxis === id),
    );
    this.panels = grids.every(Boolean) ? grids.map(({ x, y, xaxis, yaxis }) => ({ x, y, subplot: xaxis + yaxis })) : [];
    if (!this.panels[this.at?.panel]) this.at = null;
    this.#offer(this.panels.length > 0);
  }

  /** Read the cell at {x, y, panel}; false where it is the one that is read already, or none. */
  read({ x, y, panel }) {
    if (!this.panels[panel]) return false;
    const [column, row] = [nearest(this.panels[panel].x, x), nearest(this.panels[panel].y, y)];
    const { at } = this;
    if (at?.panel === panel && at.column === column && at.row === row) return false;
    this.at = { panel, column, row };
    this.#hover();
    return true;
  }

  #offer(hasCells) {
    this.board.tabIndex = hasCells ? 0 : -1;
    haveTell(this.board, hasCells ? "aria-label:cells" : "");
    if (hasCells) this.board.setAttribute("role", "application");
    else for (const name of ["role", "aria-label"]) this.board.removeAttribute(name);
  }

  #press(event) {
    if (!this.panels?.length || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && this.at) this.onChosen(this.#cell());
    else if (event.key in ARROWS) this.#move(...ARROWS[event.key], event.shiftKey ? STRIDE : 1);
    else return;
    event.preventDefault();
  }

  /** Go on by some cells; from the side of a panel to the one beside it. The first time, stand in the middle. */
  #move(right, up, stride) {
    const panel = this.at?.panel ?? 0;
    const { x, y } = this.panels[panel];
    const [column, row] = this.at
      ? [this.at.column + stride * right, this.at.row + stride * up]
      : [x.length >> 1, y.length >> 1];
    const beside = panel + Math.sign(right);
    if ((column < 0 || column >= x.length) && this.panels[beside]) {
      this.at = { panel: beside, column: right < 0 ? this.panels[beside].x.length - 1 : 0, row };
    } else {
      this.at = { panel, column: clamped(column, x.length), row: clamped(row, y.length) };
    }
    this.#hover();
  }

  #hover() {
    const { x, y } = this.#cell();
    window.Plotly.Fx.hover(this.plot, { xval: x, yval: y }, this.panels[this.at.panel].subplot);
  }

  #cell() {
    const { panel, column, row } = this.at;
    const { x, y } = this.panels[panel];
    return { x: x[clamped(column, x.length)], y: y[clamped(row, y.length)], panel };
  }
}

const nearest = (values, wanted) => {
  const far = values.map((value) => Math.abs(value - wanted));
  return far.indexOf(Math.min(...far));
};

const clamped = (index, count) => Math.min(Math.max(index, 0), count - 1);
