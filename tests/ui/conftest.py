import sys
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner


@pytest.fixture(scope="session", autouse=True)
def _once():
    """Let Streamlit look through the installed packages for components, and compile the page, once for all its runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "ScriptCache", cache(local_script_runner.ScriptCache))
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def _same_main(monkeypatch):
    """A page under test becomes the main module, which processes of later tests would run: give that back."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
