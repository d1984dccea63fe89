"""LaTeX of an expression, its terms in the order a person writes them."""

from collections.abc import Mapping

from sympy import Expr, Symbol
from sympy.codegen.cfunctions import Cbrt
from sympy.codegen.numpy_nodes import logaddexp
from sympy.printing.latex import LatexPrinter


def readable_latex(expression: Expr, names: Mapping[Symbol, str] | None = None) -> str:
    """LaTeX of `expression`; `names` gives the LaTeX of symbols that are not written as they are called."""
    # Factors and terms come in alphabetical order; a data column stands after the unknown it multiplies.
    later = {symbol: Symbol(f"z_{symbol.name}", real=True) for symbol in names or {}}
    printer = _Printer({"symbol_names": {later[symbol]: name for symbol, name in (names or {}).items()}})
    return printer.doprint(expression.subs(later))


class _Printer(LatexPrinter):
    """SymPy's order of terms, with two habits added.

    A sum with a positive constant starts with it and climbs (1 - x); any other starts with a positive term (y - x²).
    """

    def _as_ordered_terms(self, expr: Expr, order: str | None = None) -> list[Expr]:
        terms = super()._as_ordered_terms(expr, order)
        if any(term.is_number and term.is_positive for term in terms):
            return sorted(terms, key=_degree)
        positive = next((term for term in terms if not term.could_extract_minus_sign()), terms[0])
        return [positive, *(term for term in terms if term is not positive)]

    def _print_Cbrt(self, expr: Cbrt) -> str:
        return rf"\sqrt[3]{{{self._print(expr.args[0])}}}"

    def _print_logaddexp(self, expr: logaddexp) -> str:
        first, second = expr.args
        start = "1" if first == 0 else f"e^{{{self._print(first)}}}"
        return rf"\log\left({start} + e^{{{self._print(second)}}}\right)"


def _degree(term: Expr) -> float:
    """The degree of a term in its symbols: 0 for a constant, infinite for what is no polynomial."""
    if not term.free_symbols:
        return 0
    return term.as_poly().total_degree() if term.is_polynomial() else float("inf")
