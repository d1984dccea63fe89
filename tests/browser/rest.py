"""When a plot is at rest after what a hand did to it."""

from playwright.sync_api import Locator

_REST = """async (plot) => {
  const seen = () => {
    const { xaxis, yaxis, scene } = plot._fullLayout;
    return JSON.stringify([window.scrollY, scene ? scene._scene.getCamera() : [xaxis.range, yaxis.range]]);
  };
  for (let [frames, still, before] = [0, 0, null]; still < 12; frames++) {
    if (frames > 900) throw new Error("it never rests");
    await new Promise(requestAnimationFrame);
    still = seen() === before && !plot._fullLayout._replotting ? still + 1 : 0;
    before = seen();
  }
}"""


def rest(plot: Locator) -> None:
    """Wait until Plotly takes what moves or zooms a plot to be over, and the page and what is seen stand still."""
    plot.evaluate(_REST)
