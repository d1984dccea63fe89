"""The page as axe-core reads it: what is broken on it, and what is excused."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

EXCUSED = {
    # Streamlit gives its place for dropped files a role that hides it, and a name that shows it again.
    ("presentation-role-conflict", 'data-testid="stFileUploaderDropzone"'),
}
"""Rules that fail on an element of Streamlit's own making, told by what stands in its tag."""

# While a dialog is open its page does not scroll, for which axe takes all that is in the dialog for hidden.
# Only the tags of what fails are written out: by itself axe does so with everything in every element that it looks at.
_RUN = """async ([within, rules]) => {
  document.documentElement.style.overflow = "visible";
  axe.configure({ noHtml: true });
  const only = rules.length ? { runOnly: rules } : {};
  const options = { resultTypes: ["violations"], preload: false, elementRef: true, ...only };
  const { violations } = await axe.run(within ?? document, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ element, failureSummary }) => [id, element.cloneNode().outerHTML, failureSummary]));
}"""


def broken(page: Page, *rules: str, within: str | None = None) -> list[str]:
    """Say what fails on the page as it stands, or within a part of it, by all rules or these."""
    if not page.evaluate("'axe' in window"):  # once a page, which compiles it the better the more it is used
        page.evaluate(AXE_SCRIPT)
    return [
        f"{rule}: {tag}\n{said}"
        for rule, tag, said in page.evaluate(_RUN, [within, rules])
        if not any(rule == excused and part in tag for excused, part in EXCUSED)
    ]
