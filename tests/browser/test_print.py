"""A page on paper: the picture as it stands on the screen, and the table; nothing that can only be pressed."""

import pytest
from playwright.sync_api import expect

PAPER = {"width": 718, "height": 1000}

_PLACES = """() => [...document.querySelectorAll(".derby-board:not([hidden])")].map((board) => {
  const [figure, ...layers] = [".main-svg", "canvas"].flatMap((part) => [...board.querySelectorAll(part)])
    .filter((part) => part.getBoundingClientRect().width > 0).map((part) => part.getBoundingClientRect());
  return { figure: figure.toJSON(), layers: layers.map((layer) => layer.toJSON()) };
})"""


@pytest.fixture
def printed(home):
    """What is seen of a page on paper, which is put back."""

    def print_():
        home.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        home.page.emulate_media(media="print")
        home.page.set_viewport_size(PAPER)
        return home.page

    yield print_
    home.page.emulate_media(media="null")
    home.page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_paths_lie_on_their_map_and_all_fits_the_paper(home, printed):
    page = printed()
    for board in page.evaluate(_PLACES):
        figure = board["figure"]
        assert figure["right"] <= PAPER["width"]
        assert board["layers"]
        for layer in board["layers"]:
            assert [layer[side] for side in ("left", "top", "width", "height")] == pytest.approx(
                [figure[side] for side in ("left", "top", "width", "height")], abs=1
            )
    expect(page.locator(".derby-standings")).to_be_visible()
    for part in ("[data-testid=stSidebar]", ".derby-transport", ".st-key-take"):
        expect(page.locator(part)).to_be_hidden()


_DRAWN = """document.querySelector('.derby-board[data-view="3-D"] .derby-heads')"""

# How much of a relief's still on paper is ink, and how far its box is from that of the relief.
_STILL = """() => {
  const [drawn, still] = document.querySelectorAll('.derby-board[data-view="3-D"] .gl-container canvas');
  const { data } = still.getContext("2d").getImageData(0, 0, still.width, still.height);
  let ink = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 200) ink++;
  const [of, on] = [drawn, still].map((canvas) => canvas.getBoundingClientRect());
  return [(4 * ink) / data.length, Math.hypot(of.x - on.x, of.y - on.y, of.width - on.width, of.height - on.height)];
}"""


def test_a_relief_is_on_the_paper_too_and_the_page_has_it_once(home, printed):
    home.choose_view("3-D")
    scene = home.page.locator('.derby-board[data-view="3-D"] .gl-container canvas')
    expect(scene).to_have_count(1)
    expect(scene).to_be_visible()
    home.page.wait_for_function(f"() => {_DRAWN}.width > 0")
    ink, off = printed().evaluate(_STILL)
    assert ink > 0.15
    assert off < 1
    expect(scene.first).to_be_hidden()  # or it is seen beside its still
    home.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(scene).to_have_count(1)
    expect(scene).to_be_visible()


def test_the_browser_says_that_it_prints_and_the_page_is_as_it_was_afterwards(home):
    before = home.page.evaluate(_PLACES)
    home.page.evaluate("window.addEventListener('beforeprint', () => (window.printed = true))")
    assert home.page.pdf().startswith(b"%PDF")
    assert home.page.evaluate("window.printed")
    home.settle()
    assert home.page.evaluate(_PLACES) == before
