"""Formulas on a page without a server: what was LaTeX says the same as MathML, and is well formed."""

import re
from xml.etree import ElementTree

import pytest

import optimizers
import surfaces
from optimizers import schedules
from player.mathml import mathml, typeset
from racing import filled_formula, formulas, race


def lines(rule):
    """All lines that a page can show of a rule, under noise and in mini-batches."""
    finished = race(surfaces.get("cars_scaled"), {"a": rule}, steps=3, noise=0.1, batch_size=4)
    return [line for formula in formulas(finished) for line in formula.lines] + [
        *sum(filled_formula(finished["a"], 2), ())
    ]


def test_every_line_of_every_rule_is_well_formed_and_has_the_same_numbers():
    rules = [rule() for rule in optimizers.CATALOGUE.values()]
    rules += [optimizers.GradientDescent(kind(0.1)) for name, kind in schedules.CATALOGUE.items() if name != "WarmUp"]
    for line in {line for rule in rules for line in lines(rule)}:
        tree = ElementTree.fromstring(mathml(line))
        numbers = re.findall(r"\d+(?:\.\d+)?", re.sub(r"\\text\{[^}]*\}", "", line))
        assert [number.text for number in tree.iter("mn")] == numbers, line
        assert "\\" not in "".join(tree.itertext()), line


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\hat m_t^2", '<msubsup><mover accent="true"><mi>m</mi><mo>^</mo></mover><mi>t</mi><mn>2</mn></msubsup>'),
        (r"\frac{1}{-2}", '<mfrac><mrow><mn>1</mn></mrow><mrow><mo form="prefix">−</mo><mn>2</mn></mrow></mfrac>'),
        (r"3 (-2) - 1", '<mn>3</mn><mo>(</mo><mo form="prefix">−</mo><mn>2</mn><mo>)</mo><mo>−</mo><mn>1</mn>'),
        (r"\theta \leftarrow \|x\|", "<mi>θ</mi><mo>←</mo><mo>‖</mo><mi>x</mi><mo>‖</mo>"),
        (
            r"\begin{cases} 1 & \text{if } a < b \\ 0 & \text{otherwise} \end{cases}",
            "<mrow><mo>{</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mtext>if\xa0</mtext>"
            "<mi>a</mi><mo>&lt;</mo><mi>b</mi></mtd></mtr>"
            "<mtr><mtd><mn>0</mn></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>",
        ),
    ],
)
def test_a_formula_is_built_as_it_is_read(latex, expected):
    assert mathml(latex) == f'<math displaystyle="true">{expected}</math>'


def test_a_command_that_is_none_is_shown_by_its_name():
    assert mathml(r"x \unheard") == '<math displaystyle="true"><mi>x</mi><mi>unheard</mi></math>'


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("η", "<math><mi>η</mi></math>"),
        ("−½", '<math><mo form="prefix">−</mo><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></math>'),
        ("g₁²", "<math><msubsup><mi>g</mi><mn>1</mn><mn>2</mn></msubsup></math>"),
        (
            "√(v\u0302 + ε)",
            '<math><msqrt><mrow><mover accent="true"><mrow><mi>v</mi></mrow><mo>^</mo></mover><mo>+</mo><mi>ε</mi>'
            "</mrow></msqrt></math>",
        ),
        ("η · 곡률", "<math><mi>η</mi><mo>·</mo><mtext>곡률</mtext></math>"),
    ],
)
def test_a_formula_in_a_text_is_typeset_where_it_stands(formula, expected):
    typed = f'<math alttext="{formula}">'
    assert typeset(f"At ${formula}$, and on.") == f"At ${expected.replace('<math>', typed)}$, and on."


def test_a_long_formula_in_a_text_can_be_broken_where_sides_are_equal():
    assert typeset("$0.9 · m + 0.1 · g / 2 = 0.9 g = g$").count('$ $<math alttext="= ') == 2
