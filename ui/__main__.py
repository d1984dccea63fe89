"""Set-up, once after installing and after each upgrade: puts the page's files where Streamlit serves them from."""

import sys

from player.assets import Unpublished, publish
from ui import PAGE_STYLE

try:
    publish(more=[PAGE_STYLE])
except Unpublished as problem:
    sys.exit(str(problem))
