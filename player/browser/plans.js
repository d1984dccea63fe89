// What each view draws of a player's race: a figure that stands still, and panes in which its racers move.

import { chartFigure, chartLine } from "./chart.js";
import { Relief } from "./landscape.js";
import { ChartPane, PlanePane, ScenePane } from "./panes.js";
import { ASPECT, mapFigure, panelsFigure, reliefFigure } from "./pictures.js";
import { underOf } from "./under.js";
import { language } from "./words.js";

/** The views that are maps. */
export const MAPS = ["contour", "side by side"];

const RELIEF = 0.5; // of the board's width that a side of the relief takes

/**
 * The plan of a view for the board on `element`, drawn so many times as large: {key, figure, panes}, of which `panes()`
 * has the player's racers as they run by then.
 */
export function planOf(view, player, element, scale) {
  const { landscape, look, header } = player;
  const { offset } = header.chart;
  const onMap = () => player.racers.map((racer) => ({ ...racer, source: racer, offset, u: racer.x, v: racer.y }));
  const common = [look.name, look.background, look.font, language()];
  const drawn = [...common, look.scale, look.lines, look.marks, look.axes, landscape.id];
  const ground = player.window.ground ?? landscape;
  const under = underOf(ground, landscape, look);
  if (view === "loss") {
    const inChart = (racer) => ({
      ...racer, source: racer, offset, color: racer.inked ?? racer.color, ...chartLine(header.chart, racer),
    });
    return {
      key: JSON.stringify([...common, header.chart]),
      figure: () => chartFigure(header.chart, look, header.chosen),
      panes: () => [new ChartPane("?axis", player.racers.map(inChart))],
    };
  }
  if (view === "3-D") {
    const seen = player.moved?.under(landscape) ?? landscape;
    const relief = new Relief(seen, ASPECT);
    const raise = ({ loss }) => loss.map((value) => seen.height(value + header.chart.offset));
    return {
      key: JSON.stringify([...drawn, player.moved?.key]),
      figure: () => reliefFigure(seen, look, (RELIEF * (element.clientWidth || 600)) / scale),
      panes: () => [new ScenePane(onMap().map((racer) => ({ ...racer, heights: raise(racer) })), relief, under)],
    };
  }
  if (view === "side by side") {
    const [width, height] = [(element.clientWidth || 600) / scale, (element.clientHeight || 450) / scale];
    const figure = panelsFigure(landscape, look, player.sent, width, height, ground);
    const { xaxis, yaxis } = figure.layout;
    const names = player.sent.map(({ name, color }) => [name, color]);
    return {
      key: JSON.stringify([...drawn, ground.x, ground.y, names, xaxis.domain, yaxis.domain]),
      figure: () => figure,
      panes: () => onMap().map((racer, i) => new PlanePane(figure.panes[i], [racer], under)),
    };
  }
  return {
    key: JSON.stringify([...drawn, ground.x, ground.y]),
    figure: () => mapFigure(landscape, look, ground),
    panes: () => [new PlanePane("?axis", onMap(), under)],
  };
}
