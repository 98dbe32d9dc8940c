"""What of a question is looked for, how words are stemmed, and how a snippet marks them."""

from __future__ import annotations

import sqlite3

import pytest

from system_control.search_stems import stem
from system_control.search_words import MOST_WORDS, snippet, words_of


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did Alice go to the pottery class?", ["alice", "go", "pottery", "class"]),
        ("What did Alice's sister give her for her birthday?", ["alice", "sister", "give", "birthday"]),
        ("How long was the flight?", ["flight"]),
        ("how old is Bob's dog", ["bob", "dog"]),
        ("what did I say about the dentist?", ["dentist"]),
        ("Did you ever mention a good café?", ["good", "cafe"]),
        ("what did I tell you", ["tell"]),
        ("How long?", ["long"]),
        ("to be or not to be", ["to", "be", "or", "not"]),
        ("tea, tea and TEA", ["tea"]),
        ("🎂?!", []),
    ],
)
def test_what_tells_something_is_looked_for(question, words):
    assert words_of(question) == words


def test_a_very_long_question_is_cut():
    assert len(words_of(" ".join(f"word{n}" for n in range(2000)))) == MOST_WORDS


# Each line of Porter's paper (1980) that gives an example: word, stem.
PAPER = """
caresses caress, ponies poni, ties ti, caress caress, cats cat, feed feed, agreed agre, plastered plaster, bled bled,
motoring motor, sing sing, conflated conflat, troubled troubl, sized size, hopping hop, tanned tan, falling fall,
hissing hiss, fizzed fizz, failing fail, filing file, happy happi, sky sky, relational relat, conditional condit,
rational ration, valenci valenc, hesitanci hesit, digitizer digit, conformabli conform, radicalli radic,
differentli differ, vileli vile, analogousli analog, vietnamization vietnam, predication predic, operator oper,
feudalism feudal, decisiveness decis, hopefulness hope, callousness callous, formaliti formal, sensitiviti sensit,
sensibiliti sensibl, triplicate triplic, formative form, formalize formal, electriciti electr, electrical electr,
hopeful hope, goodness good, revival reviv, allowance allow, inference infer, airliner airlin, gyroscopic gyroscop,
adjustable adjust, defensible defens, irritant irrit, replacement replac, adjustment adjust, dependent depend,
adoption adopt, homologou homolog, communism commun, activate activ, angulariti angular, homologous homolog,
effective effect, bowdlerize bowdler, probate probat, rate rate, cease ceas, controll control, roll roll
"""
EXAMPLES = [tuple(pair.split()) for pair in PAPER.replace("\n", " ").split(",")]


@pytest.mark.parametrize(("word", "root"), EXAMPLES)
def test_a_stem_is_that_of_the_paper(word, root):
    assert stem(word) == root


def test_a_stem_is_that_of_the_index():
    endings = [
        "",
        "s",
        "es",
        "ed",
        "ing",
        "er",
        "y",
        "ies",
        "ational",
        "ization",
        "fully",
        "ness",
        "ogy",
        "ibly",
        "ion",
    ]
    roots = [
        "run",
        "hop",
        "possib",
        "relat",
        "organ",
        "sky",
        "agree",
        "tr",
        "technol",
        "happi",
        "adopt",
        "press",
        "cell",
    ]
    words = [root + ending for root in roots for ending in endings if len(root + ending) > 3]
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create virtual table texts using fts5(body, tokenize='porter unicode61')")
        connection.execute("create virtual table terms using fts5vocab(texts, instance)")
        connection.executemany("insert into texts (rowid, body) values (?, ?)", enumerate(words))
        indexed = dict(connection.execute("select doc, term from terms").fetchall())
    connection.close()
    assert {w: stem(w) for w in words} == {w: indexed[n] for n, w in enumerate(words)}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("I saw a Café, and cafes", "I saw a **Café**, and **cafes**"),
        ("nothing of it", "nothing of it"),
        ("", ""),
        ("cafe" * 100, "cafe" * 100),
    ],
)
def test_a_snippet_marks_what_was_looked_for(text, marked):
    assert snippet(text, words_of("the café")).startswith(marked[:150])


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("happy", "what happiness", "what **happiness**"),
        ("organise", "she organises it", "she **organises** it"),
        ("promotion", "I was promoted", "I was **promoted**"),
        ("Москва", "еду в Москва", "еду в **Москва**"),
        ("universe", "the uni", "the uni"),
    ],
)
def test_a_word_is_marked_by_its_stem(question, text, marked):
    assert snippet(text, words_of(question)) == marked
