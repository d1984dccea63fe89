"""A slider that one drags: the picture follows the thumb, and the strip under it shows where it goes."""

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import expect

import optimizers
import surfaces
from figures import DARK, LIGHT, STYLES, Look, landscape, values_axis
from player import drag_payload
from racing import Axis, Paths, drag, outcomes_of

EVIL = '<img src=x onerror="window.hit = 1">'
RATES = Axis("learning_rate", 1e-4, 1, 61, log=True)
STYLE = STYLES[5]
ADAM = optimizers.Adam(0.1)
WILD = optimizers.GradientDescent(0.01)


def runs(rule=WILD, key="beale", axis=RATES, steps=300, start=(1, 1.5)) -> Paths:
    return drag(rule, surfaces.get(key), axis.field, axis.values(), start, steps)


def verdicts(paths):
    outcomes = outcomes_of(paths)
    return [outcomes.verdict(i) for i in range(len(paths))]


def message(paths, *, values=None, **options):
    known = {"name": "Adam", "label": "learning rate", "verdicts": verdicts(paths), "own": 30, **options}
    return drag_payload(
        paths, landscape(paths.surface), STYLE, values=RATES.values() if values is None else values, **known
    )


@pytest.fixture(scope="module")
def beale():
    """Runs of which the small learning rates converge and the large ones diverge."""
    return runs()


@pytest.fixture
def slider(stand):
    """A stand with a slider on it."""
    stand.unmount()
    stand.mount("drag")
    return stand


@pytest.fixture
def narrow(slider):
    before = slider.page.viewport_size
    slider.page.set_viewport_size({"width": 390, "height": 844})
    yield slider
    slider.page.set_viewport_size(before)


def go(stand, index: int) -> None:
    """Move the slider and wait for its frame."""
    stand.page.evaluate(
        """(index) => {
          const slider = document.querySelector(".derby-scrub");
          slider.value = index;
          slider.dispatchEvent(new Event("input"));
          return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        }""",
        index,
    )


def index(stand) -> int:
    return stand.page.evaluate("window.drag.index")


def thumb(stand, index: int, count: int = 61) -> tuple[float, float]:
    """Where the middle of the thumb is, or would be, by the slider's own geometry."""
    box = stand.find(".derby-scrub").bounding_box()
    return box["x"] + 7 + index * (box["width"] - 14) / (count - 1), box["y"] + box["height"] / 2


def picture(stand, selector: str) -> np.ndarray:
    """The pixels of an element as the page shows it, (rows, columns, 3)."""
    shot = Image.open(BytesIO(stand.find(selector).screenshot()))
    return np.asarray(shot.convert("RGB")).astype(int)


def like(pixels: np.ndarray, color: str, within: int = 12) -> np.ndarray:
    return np.abs(pixels - ImageColor.getrgb(color)).max(axis=-1) <= within


DRAWN = """(view) => {
  const board = window.drag.boards[view];
  const [{ racers: [{ u, v, pixels, color }], rectangle: [left, top, width, height] }] = board.panes;
  const at = pixels.length - 2;
  const [across, down] = [(pixels[at] - left) / width, (pixels[at + 1] - top) / height];
  const inside = across > 0 && across < 1 && down > 0 && down < 1;
  const [, , , alpha] = board.layers[1].getImageData(Math.round(pixels[at]), Math.round(pixels[at + 1]), 1, 1).data;
  return { u: Array.from(u), v: Array.from(v), color, inside, alpha };
}"""


@pytest.mark.parametrize("at", [0, 20, 33, 60])
def test_the_path_and_the_loss_are_those_of_the_value(slider, beale, at):
    slider.send(message(beale))
    go(slider, at)
    largest = np.finfo(np.float32).max
    path, loss = (slider.page.evaluate(DRAWN, view) for view in ("contour", "loss"))
    np.testing.assert_array_equal(np.float32(path["u"]), np.float32(np.clip(beale.points[at, :, 0], -largest, largest)))
    np.testing.assert_array_equal(np.float32(path["v"]), np.float32(np.clip(beale.points[at, :, 1], -largest, largest)))
    assert loss["u"] == list(range(301))
    np.testing.assert_allclose(loss["v"], np.log10(np.clip(beale.values[at], None, largest)), rtol=1e-5, atol=1e-6)
    assert path["color"] == STYLE.color
    for drawn in (path, loss):
        assert not drawn["inside"] or drawn["alpha"] == 255
    assert path["inside"] == (at < 34)


def test_thinned_losses_stand_at_their_own_steps(slider):
    paths = runs(ADAM, steps=2000)
    slider.send(message(paths))
    go(slider, 40)
    loss = slider.page.evaluate(DRAWN, "loss")
    steps = np.array(loss["u"], dtype=int)
    assert (steps[0], steps[-1]) == (0, 2000)
    assert len(steps) < 500
    values, drawn = paths.values[40, steps], np.array(loss["v"])
    lowest = values_axis(paths.surface, paths.values).bounds[0]
    seen = values >= lowest
    np.testing.assert_allclose(drawn[seen], np.log10(values[seen]), rtol=1e-4, atol=1e-5)
    assert not seen.all()
    assert (drawn[~seen] < np.log10(lowest)).all()


def test_it_starts_at_the_racer_s_own_value_and_says_what_became_of_it(slider, beale):
    slider.send(message(beale, own=20, best=33))
    assert index(slider) == 20
    expect(slider.find(".derby-value")).to_have_text(f"learning rate {RATES.values()[20]:.4g}")
    expect(slider.find(".derby-final")).to_have_text(f"final loss {beale.values[20, -1]:.4g}")
    expect(slider.find(".derby-verdict")).to_have_text(str(verdicts(beale)[20]))
    expect(slider.find(".derby-name")).to_have_text("Adam")
    go(slider, 60)
    expect(slider.find(".derby-value")).to_have_text("learning rate 1")
    expect(slider.find(".derby-final")).to_be_hidden()
    expect(slider.find(".derby-verdict")).to_contain_text("diverged at step")


def test_keys_move_the_slider_and_letting_go_tells_once(slider, beale):
    slider.send(message(beale))
    field = slider.find(".derby-scrub")
    field.focus()
    for _ in range(3):
        slider.page.keyboard.down("ArrowRight")  # held: it repeats
    assert index(slider) == 33
    assert slider.said == []
    slider.page.keyboard.up("ArrowRight")
    assert slider.said == [["chosen", 33]]
    slider.page.keyboard.press("ArrowLeft")
    slider.page.keyboard.press("Home")
    assert slider.said[1:] == [["chosen", 32], ["chosen", 0]]
    slider.page.keyboard.press("Tab")
    assert len(slider.said) == 3
    expect(field).to_have_attribute("aria-label", "learning rate")
    expect(field).to_have_attribute(
        "aria-valuetext", f"learning rate 0.0001, final loss {beale.values[0, -1]:.4g}, " + str(verdicts(beale)[0])
    )


def test_a_drag_is_followed_without_a_word_and_its_end_told_once(slider, beale):
    slider.send(message(beale))
    slider.page.evaluate("""() => {
      window.drawn = 0;
      const count = () => (window.drawn += 1);
      for (const { plot } of Object.values(window.drag.boards)) plot.on("plotly_afterplot", count);
    }""")
    asked = []

    def note(request):
        asked.append(request.url)

    slider.page.on("request", note)
    slider.page.mouse.move(*thumb(slider, 30))
    slider.page.mouse.down()
    for at in (31, 37, 45, 24, 12):
        slider.page.mouse.move(*thumb(slider, at))
        assert index(slider) == at
        expect(slider.find(".derby-value")).to_have_text(f"learning rate {RATES.values()[at]:.4g}")
    path = slider.page.evaluate(DRAWN, "contour")
    np.testing.assert_array_equal(np.float32(path["u"]), np.float32(beale.points[12, :, 0]))
    assert slider.said == []
    slider.page.mouse.up()
    assert slider.said == [["chosen", 12]]
    assert asked == []
    assert slider.page.evaluate("window.drawn") == 0
    slider.page.remove_listener("request", note)


def test_the_picture_follows_in_the_same_frame(slider, beale):
    slider.send(message(beale))
    seen = slider.page.evaluate("""async () => {
      const { drag } = window;
      const slider = document.querySelector(".derby-scrub");
      const frame = () => new Promise(requestAnimationFrame);
      const followed = [];
      for (let i = 0; i < 40; i++) {
        slider.value = i;
        slider.dispatchEvent(new Event("input"));
        await frame(); // asked for after the picture's own: what is on the canvas now is what this frame shows
        const own = Object.values(drag.panes[i] ?? {});
        followed.push(Object.values(drag.boards).every(({ panes: [pane] }) => own.includes(pane)));
      }
      return followed;
    }""")
    assert seen == [True] * 40


@pytest.mark.parametrize("width", [390, 1200])
def test_the_strip_stands_under_the_thumb(slider, beale, width):
    before = slider.page.viewport_size
    slider.page.set_viewport_size({"width": width, "height": 700})
    slider.send(message(beale, own=None))
    accent = "#2f7cc4"
    for at in (0, 17, 60):
        go(slider, at)
        rows = like(picture(slider, ".derby-scrub"), accent).sum(axis=0)
        middle = np.flatnonzero(rows >= 10).mean()
        line = like(picture(slider, ".derby-strip"), accent, 70)[20:80].sum(axis=0)
        under = np.flatnonzero(line > 25)
        left = slider.find(".derby-strip").bounding_box()["x"] - slider.find(".derby-scrub").bounding_box()["x"]
        assert under.size
        assert left + under.mean() == pytest.approx(middle, abs=1)
        assert thumb(slider, at)[0] - slider.find(".derby-scrub").bounding_box()["x"] - 0.5 == pytest.approx(
            middle, abs=1
        )
    slider.page.set_viewport_size(before)


@pytest.mark.parametrize("end", ["touchEnd", "touchCancel"])
def test_a_touch_on_the_strip_is_told_however_it_ends(slider, beale, end):
    slider.send(message(beale))
    box = slider.find(".derby-strip").bounding_box()
    at = {"x": thumb(slider, 12)[0], "y": box["y"] + box["height"] / 2}
    browser = slider.page.context.new_cdp_session(slider.page)
    browser.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    slider.page.wait_for_function("window.drag.index === 12")
    assert slider.said == []
    browser.send("Input.dispatchTouchEvent", {"type": end, "touchPoints": []})
    slider.page.wait_for_function("window.said.length")
    assert slider.said == [["chosen", 12]]


def test_the_strip_tells_those_out_of_it_from_the_rest_and_stars_the_best(slider, beale):
    lost = np.array([verdict.ending.lost for verdict in verdicts(beale)])
    gone = lost | (np.abs(beale.points[:, -1]) > 4.5).any(axis=1)
    best = int(np.argmin(np.where(gone, np.inf, beale.values[:, -1])))
    slider.send(message(beale, own=2, best=best, label="strip"))
    go(slider, 5)
    pixels = picture(slider, ".derby-strip")
    edge = slider.find(".derby-strip").bounding_box()["x"]
    columns = [round(thumb(slider, at)[0] - edge) for at in range(61)]
    near = [pixels[:, column - 4 : column + 5] for column in columns]
    crossed = np.array([like(part[:17], LIGHT.muted, 60).any() for part in near])
    curved = np.array([like(part[19:88], STYLE.color, 40).any() for part in near])
    assert gone.any()
    assert not gone.all()
    np.testing.assert_array_equal(crossed, gone)
    np.testing.assert_array_equal(np.delete(curved, best), np.delete(~gone, best))  # there is the star
    stars = [like(part[19:88], LIGHT.text, 20).sum() for part in near]
    assert np.argmax(stars) == best
    carets = [like(part[88:104], LIGHT.text, 20).sum() for part in near]
    assert np.argmax(carets) == 2
    words = slider.find(".derby-legend li")
    expect(words).to_have_text(
        [
            "final loss",
            f"lowest final loss at {RATES.values()[best]:.4g}",
            f"as it races now: {RATES.values()[2]:.4g}",
            "lost or left",
        ]
    )


def test_a_strip_without_divergence_has_no_room_for_it(slider):
    slider.send(message(runs(ADAM)))
    assert slider.page.evaluate("window.drag.strip.top") == 0
    expect(slider.find(".derby-legend")).not_to_contain_text("lost")


def test_final_losses_over_decades_are_drawn_by_their_logarithms(slider, beale):
    slider.send(message(beale))
    strip = slider.page.evaluate("(({ log, heights }) => ({ log, heights }))(window.drag.strip)")
    assert strip["log"]
    assert strip["heights"][:30] == pytest.approx(np.log10(beale.values[:30, -1]), abs=1e-4)
    near = Axis("learning_rate", 1e-4, 1.1e-4, 61)
    slider.send(message(runs(axis=near), values=near.values()))
    assert not slider.page.evaluate("window.drag.strip.log")


def test_everything_may_diverge(slider):
    wild = Axis("learning_rate", 1, 10, 61)
    slider.send(message(runs(axis=wild, steps=20), values=wild.values()))
    expect(slider.find(".derby-verdict")).to_contain_text("diverged")


def test_a_click_into_the_strip_jumps_there(slider, beale):
    slider.send(message(beale))
    box = slider.find(".derby-strip").bounding_box()
    slider.page.mouse.click(thumb(slider, 44)[0] + 2, box["y"] + 40)
    assert index(slider) == 44
    assert slider.said == [["chosen", 44]]
    slider.page.mouse.move(thumb(slider, 10)[0], box["y"] + 40)
    assert index(slider) == 44
    slider.page.mouse.click(box["x"] + 2, box["y"] + 40)
    assert slider.said[1:] == [["chosen", 0]]


def test_the_marks_words_lead_to_their_values(slider, beale):
    slider.send(message(beale, own=20, best=33))
    slider.find(
        ".derby-legend button",
    ).first.click()
    assert (index(slider), slider.said) == (33, [["chosen", 33]])
    slider.find(".derby-legend button").last.click()
    assert (index(slider), slider.said[1:]) == (20, [["chosen", 20]])


def test_the_slider_stays_until_it_is_another_one(slider, beale):
    slider.send(message(beale, own=20))
    go(slider, 40)
    slider.send(message(beale, own=25, has_grid=False))
    assert index(slider) == 40
    slider.send(message(beale, own=25, label="another"))
    assert index(slider) == 25
    slider.send(message(beale, own=None, best=33))
    assert index(slider) == 33
    few = Axis("learning_rate", 1e-4, 1e-2, 5)
    slider.send(message(runs(ADAM, axis=few), values=few.values(), own=None))
    assert index(slider) == 0
    assert slider.find(".derby-scrub").get_attribute("max") == "4"


def test_a_message_on_its_way_does_not_take_the_slider_back(slider, beale):
    """The racer's own value stands in for a stop, so the values change each time it does."""
    between = [*RATES.values()[:20], RATES.values()[20] * 1.02, *RATES.values()[21:]]
    slider.send(message(beale, values=between, own=20))
    assert index(slider) == 20
    go(slider, 26)
    for own in (21, 23, 26):
        slider.send(message(beale, own=own, has_grid=False))
        assert index(slider) == 26
    slider.send(message(beale, values=between, own=20, has_grid=False))
    assert index(slider) == 20
    slider.send(message(beale, own=None, has_grid=False))
    assert index(slider) == 20


def test_a_message_without_the_ground_asks_for_it_where_it_is_not_known(slider, beale):
    slider.send(message(beale, has_grid=False))
    assert slider.said == [["lost", landscape(beale.surface).identity]]
    slider.send(message(beale))
    slider.send(message(beale, has_grid=False))
    assert len(slider.said) == 1


def test_the_other_runs_lie_under_it_but_not_those_that_diverged(slider, beale):
    slider.send(message(beale))
    fan = slider.page.evaluate("""() => {
      const { fan, layers } = window.drag.boards.contour;
      const { data } = layers[2].getImageData(0, 0, layers[2].canvas.width, layers[2].canvas.height);
      return [fan.racers.length, data.some((value, i) => i % 4 === 3 && value > 0 && value < 255)];
    }""")
    assert fan == [sum(not verdict.ending.lost for verdict in verdicts(beale)), True]


def test_zoom_stays_while_one_drags_and_can_be_undone(slider, beale):
    slider.send(message(beale))
    plot = "window.drag.boards.contour.plot"
    expect(slider.find(".derby-reset")).to_be_hidden()
    slider.page.evaluate(f"window.Plotly.relayout({plot}, {{'xaxis.range': [0, 1], 'yaxis.range': [0, 2]}})")
    go(slider, 3)
    slider.send(message(beale, has_grid=False))
    assert slider.page.evaluate(f"{plot}._fullLayout.xaxis.range") == [0, 1]
    slider.find(".derby-reset").click()
    expect(slider.find(".derby-reset")).to_be_hidden()
    assert slider.page.evaluate(f"{plot}._fullLayout.xaxis.range") == [-4.5, 4.5]


def test_it_says_how_the_map_moves_and_zooms(slider, beale):
    slider.send(message(beale))
    expect(slider.find(".derby-hint")).to_contain_text("Drag to move the map · Ctrl + wheel to zoom")


def test_the_address_holds_the_settings_it_was_told(slider, beale):
    slider.send(message(beale, link="page=explore&explore=drag"))
    assert slider.page.evaluate("location.search") == "?page=explore&explore=drag"
    slider.page.evaluate("window.history.replaceState(null, '', '/')")


def test_names_are_text(slider, beale):
    slider.send(message(beale, name=EVIL, label=EVIL, own=3))
    expect(slider.find(".derby-name")).to_have_text(EVIL)
    expect(slider.find(".derby-value")).to_have_text(f"{EVIL} {RATES.values()[3]:.4g}")
    assert slider.find("img").count() == 0
    assert slider.page.evaluate("window.hit") is None


def test_it_fits_a_telephone(narrow, beale):
    narrow.send(message(beale, name="A racer with quite a long name indeed", best=20))
    assert narrow.page.evaluate("document.documentElement.scrollWidth") <= 390
    scrub, strip, marks = (
        narrow.find(part).bounding_box() for part in (".derby-scrub", ".derby-strip", ".derby-legend")
    )
    assert scrub["y"] + scrub["height"] <= strip["y"] + 1
    assert strip["y"] + strip["height"] <= marks["y"] + 1
    assert strip["x"] >= 0
    assert strip["x"] + strip["width"] <= 390


def test_dark_pages_and_a_theme_of_its_own(slider, beale):
    slider.unmount()
    slider.mount("drag", dark=True)
    slider.send(message(beale, best=20))
    assert slider.page.evaluate("window.drag.look.name") == "dark"
    assert like(picture(slider, ".derby-strip"), DARK.background).mean() > 0.7
    slider.send(message(beale, look=Look(theme="light")))
    assert (
        slider.page.evaluate("getComputedStyle(document.querySelector('.derby')).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert like(picture(slider, ".derby-strip"), LIGHT.background).mean() > 0.7


def test_what_is_taken_off_the_page_is_quiet(slider, beale):
    slider.send(message(beale))
    slider.unmount()
    slider.page.evaluate("window.drag.slider.dispatchEvent(new Event('input'))")
    slider.page.set_viewport_size({"width": 1100, "height": 700})
    slider.painted()
    slider.page.set_viewport_size({"width": 1200, "height": 700})
    slider.mount("drag")
    slider.page.evaluate(
        """(message) => {
          window.drag.update(Uint8Array.from(atob(message), (letter) => letter.charCodeAt(0)));
          window.drag.destroy();
          return Promise.allSettled(Object.values(window.drag.boards).map(({ drawing }) => drawing));
        }""",
        base64.b64encode(message(beale)).decode(),
    )
    slider.painted()
    assert slider.said == []
