"""Words of the trade are explained where they are first read, in lessons and challenges, whoever begins with which."""

import re

import pytest

import lessons
from lessons import CATALOGUE, CHALLENGES
from lessons.terms import explained
from words import LANGUAGES, speaking

JARGON = {
    "en": (
        r"learning rate|gradient descent|gradient|momentum|NAG|adaptive rules?|AdaGrad|RMSProp|Adadelta|Adam|weights"
        r"|curvature|loss|saddle point|local minimum|noise|batch|feature|schedule|ravine|running mean|diverges?"
        r"|Hessians"
    ),
    "ko": (
        "학습률|경사 하강법|모멘텀|NAG|적응형 옵티마이저|AdaGrad|RMSProp|Adadelta|Adam|가중치|곡률|손실|안장점"
        "|지역 최솟값|잡음|배치|특성|스케줄|이동 평균|헤세 행렬"
    ),
}
_FORMULA = re.compile(r"\$[^$]*\$")


def unexplained(read, code):
    """What of the jargon is read before it is explained."""
    text = _FORMULA.sub("", "\n".join(read))
    words = re.compile(rf"(\[)?(?<!\w)({JARGON[code]})s?(?![A-Za-z])(?(1)[^]]*\])", re.IGNORECASE)
    marked, missing = set(), []
    for found in words.finditer(text):
        word = found[2].casefold()
        if found[1]:
            marked.add(word)
        elif word not in marked:
            missing.append(word)
    return missing


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("lesson", CATALOGUE.values(), ids=CATALOGUE)
def test_words_of_the_trade_are_explained_before_they_are_answered_with(lesson, code):
    with speaking(code):
        told = lessons.panel(lesson, (1, 1), 0, lesson.tried)
    read = [*told["text"], told["question"], *told["choices"], *told["reveal"], told["attempt"], told["tried"]]
    assert unexplained(read, code) == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("challenge", CHALLENGES.values(), ids=CHALLENGES)
def test_a_challenge_explains_its_words_too(challenge, code):
    setup = challenge.setup
    with speaking(code):
        told = lessons.challenge_panel(challenge, (1, 1), setup, setup.race())
    assert unexplained([told["goal"], told["allowed"]], code) == []


def test_a_term_is_explained_once_and_formulas_are_left_alone():
    once = [*explained(["Adam's $Adam$ and NAdam.", "Gradient descent, a [gradient|two slopes], no Adam, at a rate."])]
    assert re.sub(r"\|[^]]*\]", "|…]", "\n".join(once)) == (
        "[Adam|…]'s $Adam$ and NAdam.\n[Gradient descent|…], a [gradient|…], no Adam, at a [rate|…]."
    )
