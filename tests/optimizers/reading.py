"""Reads the LaTeX of rules and schedules as a reader would, and computes what it says."""

import re

import numpy as np

_END = re.compile(r"[+\-)}&<>=/,]|\\\\|\\right|\\rangle|\\rfloor|\\le |\\ge |\\bmod")
"""What no factor begins with."""

_RELATIONS = {r"\le": np.less_equal, r"\ge": np.greater_equal, "<": np.less, ">": np.greater, "=": np.equal}

_AROUND = {
    r"e^{": ("}", np.exp),
    r"\sqrt[3]{": ("}", np.cbrt),
    r"\sqrt{": ("}", np.sqrt),
    r"\cos\left(": (r"\right)", np.cos),
    r"\max(": (")", np.maximum),
    r"\min(": (")", np.minimum),
    r"\langle": (r"\rangle", lambda a, b: (a * b).sum()),
    r"\left(": (r"\right)", lambda value: value),
    "(": (")", lambda *values: values[0] if len(values) == 1 else np.array(values)),
}
"""What begins a group → what ends it, and what is made of the values in it."""


class Reader:
    """Computes expressions. known: symbols → numbers or arrays; functions: symbols with an index → what it calls."""

    def __init__(self, known, functions=None, gradient=None):
        self.known, self.functions, self.gradient = dict(known), functions or {}, gradient
        self.closing = []

    def follow(self, lines):
        """Carry out lines in their order; return all that is known after them."""
        for line in lines:
            left, arrow, right = re.fullmatch(r"(.+?) (\\leftarrow|=) (.+)", line).groups()
            value = self.value(right)
            if arrow == r"\leftarrow":
                self.known[f"{left}_{{t-1}}"], self.known[f"{left}_t"] = self.known.get(left), value
            self.known[left] = value
        return self.known

    def value(self, text):
        self.text = text
        result = self._condition()
        assert not self.text.strip(), self.text
        return result

    def _takes(self, *starts):
        self.text = self.text.lstrip()
        for start in starts if self.text.startswith(starts) else ():
            if self.text.startswith(start):
                self.text = self.text[len(start) :]
                return start
        return None

    def _needs(self, start):
        assert self._takes(start), (start, self.text)

    def _condition(self):
        left = self._sum()
        relation = self._takes(*_RELATIONS)
        return _RELATIONS[relation](left, self._sum()) if relation else left

    def _sum(self):
        result = -self._product() if self._takes("-") else self._product()
        while sign := self._takes("+", "-"):
            result = result + self._product() if sign == "+" else result - self._product()
        return np.remainder(result, self._product()) if self._takes(r"\bmod") else result

    def _product(self):
        result = self._power()
        while True:
            self.text = self.text.lstrip()
            if self._takes(r"\cdot"):
                result = result * self._power()
            elif not self.text or _END.match(self.text) or self.text.startswith(tuple(self.closing)):
                return result
            else:
                result = result * self._power()

    def _power(self):
        base = self._atom()
        if not self._takes("^"):
            return base
        if self._takes("{"):
            exponent = self._condition()
            self._needs("}")
        else:
            exponent, self.text = self._known_or_digit()
        return base**exponent

    def _known_or_digit(self):
        if self.text[0].isdigit():
            return int(self.text[0]), self.text[1:]
        return self.known[self.text[0]], self.text[1:]

    def _group(self, end):
        values = [self._condition()]
        while self._takes(","):
            values.append(self._condition())
        self._needs(end)
        return values

    def _atom(self):
        self.text = self.text.lstrip()
        if self.text.startswith(r"\begin{cases}"):
            return self._cases()
        for start, (end, function) in _AROUND.items():
            if self._takes(start):
                return function(*self._group(end))
        if self._takes(r"\frac{"):
            above = self._group("}")[0]
            self._needs("{")
            below = self._group("}")[0]
            with np.errstate(all="ignore"):
                return np.where(above == 0, 0 * above, above / below) if np.ndim(above) else above / below
        if found := re.match(r"\\operatorname\{(\w+)\}\(", self.text):
            self.text = self.text[found.end() :]
            return getattr(np, found[1])(*self._group(")"))
        if self._takes(r"\nabla f("):
            return self.gradient(self._group(")")[0])
        if self._takes(r"\lfloor"):
            above = self._product()
            self._needs("/")
            return above // self._group(r"\rfloor")[0]
        if self._takes(r"\|"):
            return np.sqrt((np.array(self._between(r"\|")) ** 2).sum())
        if self._takes("|"):
            return np.abs(self._between("|"))
        if found := re.match(r"\d+(\.\d+)?", self.text):
            self.text = self.text[found.end() :]
            return float(found[0]) if "." in found[0] else int(found[0])
        for name, function in self.functions.items():
            if self._takes(name + "_{"):
                return function(self._group("}")[0])
        names = [name for name in self.known if self.text.startswith(name)]
        assert names, self.text
        name = max(names, key=len)
        self.text = self.text[len(name) :]
        return self.known[name]

    def _between(self, bar):
        self.closing.append(bar)
        value = self._group(bar)[0]
        self.closing.pop()
        return value

    def _cases(self):
        self._needs(r"\begin{cases}")
        yes = self._condition()
        self._needs(r"& \text{if }")
        condition = self._condition()
        self._needs(r"\\")
        no = self._condition()
        self._needs(r"& \text{otherwise} \end{cases}")
        return np.where(condition, yes, no) if np.ndim(condition) else yes if condition else no
