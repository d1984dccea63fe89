"""What is picked from pictures and lists: surfaces, rules and ready-made races, in one dialog with a search field."""

from collections.abc import Callable

import streamlit as st

import optimizers
import surfaces
from figures.gallery import surface_picture
from lessons import CATALOGUE as LESSONS
from lessons import CHALLENGES, DOCUMENTS
from player import picker_payload
from setups import changes, link, races
from setups.setup import OWN_DATA, TYPED, Setup
from ui import hands, session
from ui.browser import component, said, text
from ui.fields import bound, plain
from ui.language import dialog
from ui.lessons import open_panel
from ui.store import kept
from words import Text, _, joined, say, tell, told

Groups = dict[str, list[dict]]

_ORDERS = {
    "race": say("Ready-made races"),
    "topic": say("Lessons by topic"),
    "document": say("Lessons by document"),
    "challenge": say("Challenges"),
}
"""What the dialog of races lists."""

_TRAITS = [{"key": trait, "title": trait.title, "line": trait.words} for trait in surfaces.Trait]
"""What the dialog of surfaces filters by."""


def button(what: str, label: str, **options) -> None:
    """Draw the button that opens the picker of "surface", "rule" or "race"."""
    st.button(plain(label), key=f"pick.{what}", on_click=hands.did, args=(_open, what), **options)


def pick() -> None:
    """Open the picker that was asked for, if one was."""
    if what := st.session_state.get("picking"):
        dialog(_PICKERS[what][0], _body, width="large", on_dismiss=_close)(what)


def _body(what: str) -> None:
    if st.session_state.get("picking") is None:  # something has been picked
        st.rerun()
    now = session.now()
    chosen = {"surface": now.surface, "race": _beside(now) or link.race_of(session.shown())}.get(what)
    if what == "race":
        _order()
    groups = _PICKERS[what][1]()
    offered = {tell(title): told(items) for title, items in groups.items()}
    packed = picker_payload(offered, chosen=chosen, filters=told(_TRAITS) if what == "surface" else ())
    component().pick(key="picker", data=packed, on_picked_change=lambda: _take(what))
    if what == "race" and _listed_by() == "race":
        _files()


def _order() -> None:
    """Draw the choice of what is listed."""
    bound(
        st.segmented_control, say("What is listed"), list(_ORDERS), key="listed", value=_listed_by(), take=_list_by,
        required=True, format_func=_ORDERS.get, label_visibility="collapsed",
    )  # fmt: skip


def _listed_by() -> str:
    return st.session_state.get("listed by", next(iter(_ORDERS)))


def _list_by(order: str) -> None:
    st.session_state["listed by"] = order


def _files() -> None:
    with st.container(key="files", horizontal=True, vertical_alignment="bottom"):
        taken = {"type": "json", "key": "file", "on_change": _load, "max_upload_size": 2}
        st.file_uploader(_("Open a file of settings"), **taken)
        saved = link.save(session.shown())
        st.download_button(
            _("Save this race as a file"), saved, "descent-derby.json", "application/json", on_click="ignore"
        )
    if problem := st.session_state.get("file~error"):
        st.error(plain(problem))


def _load() -> None:
    if session.load_file():
        _close()


def _open(what: str) -> None:
    st.session_state.picking = what


def _close() -> None:
    st.session_state.picking = None


def _take(what: str) -> None:
    groups, take = _PICKERS[what][1:]
    key = said("picker", "picked", text)
    if key in [item["key"] for items in groups().values() for item in items]:
        _close()
        take(key)


def _surfaces() -> Groups:
    groups = {
        family: [_surface(key, surface) for key, surface in members.items()]
        for family, members in surfaces.FAMILIES.items()
    }
    own = [
        {"key": TYPED, "title": say("Type a formula"), "line": say("Any f(x, y) you like.")},
        {"key": OWN_DATA, "title": say("Load your data"), "line": say("A line or a curve fitted to a CSV file.")},
    ]
    return groups | {say("Your own"): own}


def _surface(key: str, surface: surfaces.Surface) -> dict:
    more = surface.about if isinstance(surface, surfaces.DataLoss) else ""
    return {
        "key": key,
        "title": surface.name,
        "line": surface.teaches,
        "source": joined(" ", filter(None, [surface.source, more])),
        "picture": kept().get(("picture", surface.identity), lambda: surface_picture(surface)),
        "traits": list(surface.traits),
    }


def _rules() -> Groups:
    return {
        family: [{"key": name, "title": rule.title, "line": rule.line} for name, rule in members.items()]
        for family, members in optimizers.FAMILIES.items()
    }


def _races() -> Groups:
    groups: Groups = {}
    match by := _listed_by():
        case "race":
            for key, race in races.CATALOGUE.items():
                groups.setdefault(race.topic, []).append(_card(key, race, race.line))
        case "challenge":
            cards = [_card(f"challenge {key}", each.start, each.start.line) for key, each in CHALLENGES.items()]
            groups[say("Challenges")] = cards
        case _:
            for key, lesson in LESSONS.items():
                card = _card(f"lesson {key}", lesson.race, lesson.question)
                for head in [lesson.race.topic] if by == "topic" else map(DOCUMENTS.get, lesson.documents):
                    groups.setdefault(head, []).append(card)
    return groups


def _card(key: str, race: races.ReadyMade, line: Text) -> dict:
    return {"key": key, "title": race.title, "line": line}


def _beside(setup: Setup) -> str | None:
    """Return the key of the card of what stands beside the picture, None where nothing does."""
    return next((f"{field} {key}" for field in link.TAUGHT if (key := getattr(setup, field))), None)


def _open_race(key: str) -> None:
    """Open a race, or a lesson or a challenge, whose keys begin with the field of a setup that they are set in."""
    field, _space, taught = key.rpartition(" ")
    open_panel(field, taught) if field else session.open_race(key)


_PICKERS: dict[str, tuple[Text, Callable[[], Groups], Callable[[str], None]]] = {
    "surface": (say("Surfaces"), _surfaces, lambda key: session.change(changes.on_surface, key, st.session_state.past)),
    "rule": (say("Add a racer"), _rules, lambda key: session.change(changes.added, key, session.surface())),
    "race": (say("Races and lessons"), _races, _open_race),
}
"""What is picked → the dialog's title, what it offers, and what becomes of the choice."""
