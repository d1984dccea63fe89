r"""LaTeX as MathML, which browsers typeset by themselves: on a page from disk nothing else can.

    >>> mathml(r"\frac{x}{2}")
    '<math displaystyle="true"><mfrac><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></mfrac></math>'

It reads what `optimizers.latex` and its neighbours write; of any other command it shows the name.
"""

import re
from collections.abc import Mapping
from html import escape
from html.entities import html5
from types import MappingProxyType

_TOKEN = re.compile(r"\\(?:text|mathrm|operatorname|mathcal|begin|end)\{[^{}]*\}|\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|[^\s]")

_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **{"cdot": "·", "infty": "∞", "partial": "∂", "bmod": "mod", "-": "−", "|": "‖", "{": "{", "}": "}"},
        **{name: name for name in ("max", "min", "cos")},
    }
)
"""Commands whose characters have another name in HTML, or none."""

_BUILT: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        **{"frac": ("<mfrac>{}{}</mfrac>", 2), "sqrt": ("<msqrt>{}</msqrt>", 1)},
        "hat": ('<mover accent="true">{}<mo>^</mo></mover>', 1),
        "bar": ('<mover accent="true">{}<mo>¯</mo></mover>', 1),
        "tilde": ('<mover accent="true">{}<mo>~</mo></mover>', 1),
        **{"quad": ('<mspace width="1em"></mspace>', 0), ";": ('<mspace width="0.3em"></mspace>', 0)},
    }
)
"""Command → what it builds of so many pieces."""

_FORMULA = re.compile(r"\$([^$]*)\$")

UNBROKEN = 24
"""Characters of a formula in a text that fit into a line wherever it stands."""

_TYPED: Mapping[str, str] = MappingProxyType(
    {
        r"([^\W\d_₁₂²½¼]{2,})": r"\\text{\1}",
        **{"−": "-", "·": r"\\cdot ", "²": "^2", "₁": "_1", "₂": "_2", "([^\\W\\d_])\u0302": r"\\hat{\1}"},
        **{r"√\(([^()]*)\)": r"\\sqrt{\1}", r"√([\d.]+|\w)": r"\\sqrt{\1}", "½": r"\\frac{1}{2}", "¼": r"\\frac{1}{4}"},
    }
)
"""What is typed in a text → its LaTeX, one after another."""

_SCRIPTS: Mapping[str, str] = MappingProxyType({"^": "sup", "_": "sub"})
_BEFORE_SIGN = ("(</mo>", "=</mo>", "←</mo>", ",</mo>")
_ENDS = ("&", r"\\", r"\end{cases}")


def mathml(latex: str) -> str:
    """Return a line of LaTeX as a <math> element."""
    return f'<math displaystyle="true">{_content(latex)}</math>'


def typeset(text: str) -> str:
    """Return a text with its formulas as MathML: they stand between $, $m̂ = ½ g₁²$, and still do.

    Each says in `alttext` how it was typed. One that would not go into a narrow line may be broken where sides are
    equal.
    """
    return _FORMULA.sub(lambda found: " ".join(f"${_written(part)}$" for part in _parts(found[1])), text)


def _parts(formula: str) -> list[str]:
    return [formula] if len(formula) <= UNBROKEN else re.split(r" (?=[=≈] )", formula)


def _written(formula: str) -> str:
    latex = formula
    for pattern, written in _TYPED.items():
        latex = re.sub(pattern, written, latex)
    return f'<math alttext="{escape(formula)}">{_content(latex)}</math>'


def _content(latex: str) -> str:
    return _row(_TOKEN.findall(latex)[::-1])


def _row(tokens: list[str], *ends: str) -> str:
    """Read up to one of the ends; the tokens stand in reverse, and are taken away as they are read."""
    pieces: list[str] = []
    while tokens and tokens[-1] not in ends:
        scripts, base = {}, pieces.pop() if pieces and tokens[-1] in "^_" else ""
        while tokens and tokens[-1] in "^_":
            mark = tokens.pop()
            scripts[mark] = _atom(tokens)
        if not scripts and tokens[-1] == "-" and (not pieces or pieces[-1].endswith(_BEFORE_SIGN)):
            pieces.append(f'<mo form="prefix">{_SIGNS[tokens.pop()]}</mo>')
            continue
        kinds = sorted(scripts, reverse=True)
        kind = "".join(_SCRIPTS[mark] for mark in kinds)
        pieces.append(f"<m{kind}>{base}{''.join(map(scripts.get, kinds))}</m{kind}>" if scripts else _atom(tokens))
    return "".join(pieces)


def _atom(tokens: list[str]) -> str:
    """Read one piece."""
    token = tokens.pop()
    command, _, argument = token.strip("\\}").partition("{")
    if token == "{":
        return f"<mrow>{_group(tokens)}</mrow>"
    if token[0] != "\\":
        return _element(_SIGNS.get(token, token))
    if command in ("left", "right"):
        return _atom(tokens)
    if command == "begin":
        return f"<mrow><mo>{{</mo><mtable>{_cases(tokens)}</mtable></mrow>"
    if command in _BUILT:
        form, count = _BUILT[command]
        return form.format(*(_atom(tokens) for _ in range(count)))
    if argument:
        return _element(argument.replace(" ", "\u00a0"), "mtext" if command == "text" else "mi")
    return _element(_SIGNS.get(token[1:]) or html5.get(f"{command};") or token[1:])


def _group(tokens: list[str]) -> str:
    inside = _row(tokens, "}")
    tokens.pop()
    return inside


def _cases(tokens: list[str]) -> str:
    """Read the rows of cases, and what ends them."""
    rows, ended = [""], ""
    while ended != _ENDS[-1]:
        cell = _row(tokens, *_ENDS)
        ended = tokens.pop()
        rows[-1] += f"<mtd>{cell}</mtd>"
        if ended == _ENDS[1]:
            rows.append("")
    return "".join(f"<mtr>{row}</mtr>" for row in rows)


def _element(text: str, kind: str = "") -> str:
    kind = kind or ("mn" if text[0].isdigit() else "mi" if text.isalpha() or text in "∞∂∇" else "mo")
    return f"<{kind}>{escape(text, quote=False)}</{kind}>"
