"""Surfaces in numbers of any precision, which those in floats are held to."""

from itertools import product

import mpmath
from mpmath import mp
from sympy import lambdify

from surfaces import x, y

LOGADDEXP = {"logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b))}


def in_high_precision(expression, symbols=(x, y)):
    """The expression as a function of mpmath numbers."""
    return lambdify(symbols, expression, modules=[LOGADDEXP, "mpmath"])


def derivatives(f, point):
    """f at a point (x, y), its gradient and its Hessian, to about the digits in force: by differences."""
    h = mpmath.mpf(10) ** (-mp.dps // 2)
    with mp.workdps(2 * mp.dps):
        x, y = map(mpmath.mpf, point)
        at = {(i, j): f(x + i * h, y + j * h) for i, j in product((-1, 0, 1), repeat=2)}
        by_x, by_y = ((at[i, j] - at[-i, -j]) / (2 * h) for i, j in ((1, 0), (0, 1)))
        xx, yy = ((at[i, j] - 2 * at[0, 0] + at[-i, -j]) / h**2 for i, j in ((1, 0), (0, 1)))
        xy = (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / (4 * h**2)
    return at[0, 0], mpmath.matrix([by_x, by_y]), mpmath.matrix([[xx, xy], [xy, yy]])
