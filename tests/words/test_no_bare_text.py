"""No bare text: what reaches people is said by `say` or `counted`, so that it can be told in every language."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ROOMS = ("programs", "surfaces", "optimizers", "racing", "figures", "setups", "player", "exports", "lessons", "ui")
"""Rooms whose texts are all said."""

FILES = [path.relative_to(ROOT).as_posix() for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]

UNHEARD = {"ui/browser.py": "what is wrong with what a browser says is for nobody"}
"""Files whose problems nobody reads, and why."""

UNTOLD = {"Unrecorded", "_Choice", "BudgetExceeded", "AttributeError"}
"""Exceptions that nobody but a programmer reads."""

SHOWN = {"title", "label", "help", "line", "teaches", "legal", "note", "description", "epilog"}
"""Keywords, keys and attributes of classes that hold what is shown."""

TEXTS = {"title", "label", "help", "line", "teaches", "legal", "note", "said", "words"}
"""Attributes that are texts, and lose their languages where they are glued, cut or spelled otherwise."""

SPELLED = {"lower", "upper", "capitalize", "title", "strip", "lstrip", "rstrip", "removesuffix", "removeprefix"}

DRAWING = {"st", "area", "place", "result"}
"""What things are drawn with."""

DRAWN = {"placeholder", "help", "alt", "label"}
"""Keywords of Streamlit's that are shown."""

UNREAD = {"get", "get_option", "html", "rerun", "set_page_config"}
"""What takes no words, or has checks of its own: HTML, of which the words stand between marks."""

GLUED = {
    "optimizers/program/code.py": "a docstring of code, which stays English",
    "exports/torch_code.py": "comments of code, which stay English",
    "exports/scene.py": "lines and titles in pixels",
    "exports/sheet.py": "lines and titles in pixels",
}
"""Files that may glue, and why."""


def bare(node):
    """Whether an expression is, or may be, words written down outside of `say`."""
    match node:
        case ast.Constant(value=str(text)):
            return bool(re.search("[A-Za-z]{2}", text))
        case ast.JoinedStr(values=parts):
            return any(isinstance(part, ast.Constant) and bare(part) for part in parts)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return bare(one) or bare(other)
        case ast.BoolOp(values=several) | ast.Tuple(elts=several):
            return any(map(bare, several))
        case ast.Call(func=ast.Attribute(value=base, attr="format" | "join")):
            return bare(base)
    return False


def is_name(node):
    """Whether it is a name of a field, as functions take it that make what is raised."""
    return isinstance(node, ast.Constant) and node.value.isidentifier()


def raised(tree):
    """Yield what is raised with bare words: at once, or from a name that was given them."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef):
            continue
        given = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and bare(node.value):
                given |= {name.id: node for name in node.targets if isinstance(name, ast.Name)}
        for node in ast.walk(scope):
            if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
                continue
            name = ast.unparse(node.exc.func)
            if name in UNTOLD:
                continue
            for argument in node.exc.args:
                if bare(argument) and not (name[0].islower() and is_name(argument)):
                    yield argument
                elif isinstance(argument, ast.Name) and argument.id in given:
                    yield given[argument.id]


def declared(tree):
    """Yield the bare words of what is shown: keyword=, "key": or an attribute of a class."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg=name, value=value) if name in SHOWN and bare(value):
                yield value
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in SHOWN and bare(value):
                        yield value
            case ast.ClassDef(body=body):
                for line in body:
                    targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
                    value = getattr(line, "value", None)
                    if any(isinstance(target, ast.Name) and target.id in SHOWN for target in targets) and bare(value):
                        yield value


def drawn(tree):
    """Yield the bare words that Streamlit is given to show."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=widget)) if name in DRAWING:
                keywords = [keyword.value for keyword in node.keywords if keyword.arg in DRAWN]
                given = [] if widget in UNREAD else node.args[:1]
                yield from (value for value in (*given, *keywords) if bare(value))


def glued(tree):
    """Yield where a text is put into an f-string, added to, cut, or spelled in other letters."""

    def is_text(node):
        return isinstance(node, ast.Attribute) and node.attr in TEXTS

    for node in ast.walk(tree):
        match node:
            case ast.FormattedValue(value=value) if is_text(value):
                yield node
            case ast.BinOp(op=ast.Add(), left=left, right=right) if is_text(left) or is_text(right):
                yield node
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in SPELLED and is_text(value):
                yield node
            case ast.Subscript(value=value, slice=ast.Slice()) if is_text(value):
                yield node


@pytest.fixture(scope="module")
def trees():
    """Files → what is written in them."""
    return {file: ast.parse((ROOT / file).read_text(encoding="utf-8")) for file in FILES}


def places(trees, found, but=()):
    """Where it is found, in all files but some."""
    some = {file: tree for file, tree in trees.items() if file not in but}
    return [f"{file}:{node.lineno}: {ast.unparse(node)[:90]}" for file, tree in some.items() for node in found(tree)]


def test_what_is_raised_is_said(trees):
    assert places(trees, raised, UNHEARD) == []


def test_what_is_shown_is_said(trees):
    assert places(trees, declared) == []


def test_what_is_drawn_is_told(trees):
    assert places(trees, drawn, [file for file in FILES if not file.startswith("ui/")]) == []


def test_no_text_is_glued(trees):
    assert places(trees, glued, GLUED) == []


@pytest.mark.parametrize(
    ("finds", "code"),
    [
        (raised, "def f():\n    raise ValueError('no such racer')"),
        (raised, "def f():\n    raise ValueError(f'{owner}: expected {x}')"),
        (raised, "def f():\n    problem = f'no {x}'\n    raise UsageError(problem)"),
        (raised, "def f():\n    raise ValueError('one' if x else say('two'))"),
        (declared, "hyper(0.1, label='learning rate')"),
        (declared, "told = {'help': 'How long a step is.'}"),
        (declared, "class Adam:\n    title: ClassVar[str] = 'Adam'"),
        (drawn, "st.button('Cancel', key='cancel')"),
        (drawn, "result.info(f'{count} are shown')"),
        (drawn, "st.toggle(_('log'), help='On a logarithmic scale')"),
        (glued, "f'{spec.label}, its own'"),
        (glued, "spec.legal + ' (fixed)'"),
        (glued, "spec.label.lower()"),
        (glued, "spec.help[:-1]"),
    ],
)
def test_bare_text_is_found(finds, code):
    assert len(list(finds(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    ("finds", "code"),
    [
        (raised, "def f():\n    raise ValueError(say('{owner}: expected {x}', owner=owner, x=x))"),
        (raised, "def f():\n    raise Unrecorded(f'{x} among numbers')"),
        (raised, "def f():\n    raise self._error('points', say('two numbers'), repr(given))"),
        (raised, "def f():\n    raise"),
        (declared, "hyper(0.1, label=say('learning rate'), symbol='eta')"),
        (drawn, "st.button(_('Cancel'), key='cancel')"),
        (drawn, "st.markdown(f'$f(x, y) = {latex}$', width='content')"),
        (glued, "joined(' ', [spec.label, '3'])"),
    ],
)
def test_what_is_said_is_left_alone(finds, code):
    assert list(finds(ast.parse(code))) == []
