"""LaTeX of a typed formula, as it was understood: nothing reordered, brackets only where they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from surfaces.expressions import FUNCTIONS
from surfaces.typed.grammar import Node

_SUM, _PRODUCT, _FRACTION, _POWER, _ATOM = range(5)


class _Piece(NamedTuple):
    latex: str
    binding: int

    def inside(self, binding: int) -> str:
        """In brackets unless it binds at least so tightly."""
        return self.latex if self.binding >= binding else rf"\left({self.latex}\right)"

    def after(self, binding: int) -> str:
        """The same right of a sign, where another sign needs brackets."""
        return self.inside(_ATOM if self.latex.startswith("-") else binding)


def formula_latex(nodes: Sequence[Node]) -> str:
    """LaTeX of the last node."""
    pieces: list[_Piece] = []
    for node in nodes:
        pieces.append(_piece(node, nodes, [pieces[child] for child in node.children]))
    return pieces[-1].latex


def _piece(node: Node, nodes: Sequence[Node], parts: list[_Piece]) -> _Piece:
    match node.kind, parts:
        case "number", _:
            return _number(node.name)
        case "name", _:
            return _Piece(r"\pi" if node.name == "pi" else node.name, _ATOM)
        case "negate", [child]:
            return _Piece(f"-{child.after(_PRODUCT)}", _PRODUCT)
        case "add", [left, right]:
            return _Piece(f"{left.inside(_SUM)} + {right.after(_PRODUCT)}", _SUM)
        case "subtract", [left, right]:
            return _Piece(f"{left.inside(_SUM)} - {right.after(_PRODUCT)}", _SUM)
        case "multiply", [left, right]:
            return _product(left.inside(_PRODUCT), right.after(_FRACTION))
        case "divide", [above, below]:
            return _Piece(rf"\frac{{{above.latex}}}{{{below.latex}}}", _FRACTION)
        case "power", [base, exponent]:
            return _power(base, exponent, nodes[node.children[0]], nodes[node.children[1]])
        case _:
            return _call(FUNCTIONS[node.name].latex, ", ".join(part.latex for part in parts))


def _number(typed: str) -> _Piece:
    mantissa, _, exponent = typed.lower().partition("e")
    mantissa = mantissa.removesuffix(".")
    mantissa = f"0{mantissa}" if mantissa.startswith(".") else mantissa
    if not exponent:
        return _Piece(mantissa, _ATOM)
    power = f"10^{{{int(exponent)}}}"
    return _Piece(power, _POWER) if mantissa == "1" else _Piece(rf"{mantissa} \cdot {power}", _PRODUCT)


def _product(left: str, right: str) -> _Piece:
    # Side by side, two numbers would read as one, and a number and a fraction as their sum.
    joined_up = right[0].isdigit() or (left[-1].isdigit() and right.startswith(r"\frac"))
    return _Piece(rf"{left} \cdot {right}" if joined_up else f"{left} {right}", _PRODUCT)


def _power(base: _Piece, exponent: _Piece, of: Node, to: Node) -> _Piece:
    if of.kind == "call" and "{}" not in FUNCTIONS[of.name].latex and to.kind == "number" and to.number > 1:
        name, arguments = base.latex.split(r"\left(", 1)
        return _Piece(rf"{name}^{{{exponent.latex}}}\left({arguments}", _POWER)
    return _Piece(f"{base.inside(_ATOM)}^{{{exponent.latex}}}", _POWER)


def _call(latex: str, arguments: str) -> _Piece:
    if "{}" in latex:
        return _Piece(latex.format(arguments), _POWER if latex.startswith("e^") else _ATOM)
    return _Piece(rf"{latex}\left({arguments}\right)", _POWER)
