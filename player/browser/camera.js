// The camera of a relief: a turntable, which neither dives below the ground nor loses the relief out of sight.

/** Where it stands at first, as Plotly has it. */
export const CAMERA = { eye: { x: 0.99, y: -1.46, z: 1.68 }, center: { x: 0, y: 0, z: -0.16 } };

/** From how far above the horizon, in radians, the relief is seen: not quite from the top. */
export const ELEVATION = [0.05, 1.5];

/** From how far away it is, in sides of the scene. */
export const DISTANCE = [0.8, 4.5];

const MOVED = 1e-3; // of such a width: less is where it stood

/** Keep the camera of Plotly's `scene` within its limits. */
export function limit({ camera: { view } }) {
  view.setDistanceLimits(...DISTANCE);
  const { bounds } = view._active.angle ?? { bounds: [[], []] };
  [bounds[0][1], bounds[1][1]] = ELEVATION;
}

/** Does a drawn relief's camera stand elsewhere than at first? */
export function isTurned({ _fullLayout: { scene } }) {
  const now = scene._scene?.getCamera() ?? CAMERA;
  const away = ([name, place]) => Object.keys(place).some((side) => Math.abs(now[name][side] - place[side]) > MOVED);
  return Object.entries(CAMERA).some(away);
}

/** Let a relief that is drawn anew be seen from where it is now; Plotly itself forgets the last turn of a slow one. */
export function keepCamera({ _fullLayout: now }, layout) {
  if (now?.scene?._scene && now.uirevision === layout.uirevision) layout.scene.camera = now.scene._scene.getCamera();
}

/** Put it back where it stood. */
export const turnBack = (plot) => window.Plotly.relayout(plot, { "scene.camera": structuredClone(CAMERA) });

/** Put a still of a relief in its place, as paper shows nothing that a graphics card has drawn; returns the removal. */
export function standStill({ _fullLayout: layout }) {
  const { glplot } = layout?.scene?._scene ?? {};
  if (!glplot?.canvas.clientWidth) return () => {};
  const { canvas } = glplot;
  const still = canvas.cloneNode();
  glplot.redraw(); // what is drawn can be read until the browser has shown it
  still.getContext("2d").drawImage(canvas, 0, 0);
  canvas.after(still);
  canvas.style.visibility = "hidden";
  return () => {
    still.remove();
    canvas.style.visibility = "";
  };
}
