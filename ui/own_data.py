"""The sidebar's part for a loss over one's own table: the file, what is fitted to it, and to which columns."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import streamlit as st

from setups import changes
from setups.own_data import fitted, sample, with_model
from setups.setup import Setup
from surfaces import Fitting, Table
from surfaces.tables import MODELS, MOST_BYTES, MOST_ROWS
from ui import session
from ui.browser import component, said, text
from ui.fields import bound, plain
from words import _, joined, say

_FILE, _ERROR, _ROWS = "data.file", "data~error", "rows"
_FEATURES = (say("Feature"), say("Second feature"))


def own_data(setup: Setup) -> None:
    """Draw the choice of a file, with what is wrong in it beside it, and of a model and its columns."""
    data, table = setup.data, setup.data.table
    asked = {"key": _FILE, "on_change": _load, "max_upload_size": MOST_BYTES // 2**20}
    st.file_uploader(_("CSV file of up to {most:,} rows", most=MOST_ROWS), **asked)
    if problem := st.session_state.get(_ERROR) or setup.problem:
        st.error(plain(problem))
    models = {key: model.title for key, model in MODELS.items()}
    bound(
        st.selectbox, say("Model"), list(models), key="data.model", value=data.model, format_func=models.get,
        take=lambda model: _fit(with_model, model), help=MODELS[data.model].line,
    )  # fmt: skip
    with st.container(key="columns", horizontal=True):
        for place, header in enumerate(data.features):
            taken = partial(_fit, _with_feature, place)
            _column(_FEATURES[place], f"data.x{place}", table, header, taken)
        _column(say("Target"), "data.y", table, data.target, lambda chosen: _fit(replace, target=chosen))
    size = {"rows": table.rows, "file": table.name}
    told = say("{rows} rows of {file}, in this browser and in files of settings; a link does not carry them.", **size)
    st.caption(plain(joined(" ", [data.about, told])))


def rows_beside(setup: Setup) -> None:
    """Have the browser bring the rows that the address speaks of, or keep those that are there, until it has."""
    state, table = st.session_state, setup.data.table if setup.data else sample().table
    if state.rows_missing:
        data = {"digest": state.rows_missing, "rows": None}
    elif table != sample().table and table.digest not in state.rows_kept:
        data = {"digest": table.digest, "rows": table.text}
    else:
        return
    component().rows(key=_ROWS, data=data, on_told_change=_hear)


def _hear() -> None:
    """Take what the browser tells of rows."""
    state = st.session_state
    told = said(_ROWS, "told", lambda told: (text(told["digest"]), told["rows"] and text(told["rows"])))
    if told is None:
        return
    digest, rows = told
    state.rows_kept |= {digest}
    if digest == state.rows_missing:
        state.rows_missing = None
        if rows:
            with suppress(ValueError):  # what a browser has may be anything: the note stays
                session.bring_rows(rows)


def _column(label: str, key: str, table: Table, header: str, take: Callable[[str], None]) -> None:
    bound(st.selectbox, label, list(table.numbers), key=key, value=header, take=take)


def _with_feature(data: Fitting, place: int, header: str) -> Fitting:
    features = [*data.features]
    features[place] = header
    return replace(data, features=tuple(features))


def _fit(how: Callable[..., Fitting], *arguments, **values) -> None:
    """Descend what `how` makes of what is fitted."""
    st.session_state.pop(_ERROR, None)
    if data := session.now().data:
        session.change(changes.with_data, how(data, *arguments, **values))


def _load() -> None:
    """Descend the loss over the file that was given, or say what is wrong with it."""
    state = st.session_state
    if file := state[_FILE]:
        try:
            _fit(lambda before: fitted(Table.read(file.getvalue(), file.name), before))
        except ValueError as problem:
            state[_ERROR] = problem
