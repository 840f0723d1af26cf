"""Teaches where another practice begins when nothing that can be seen says so (`parsers/practices/borders.py`).

The practices of a writer's labelled replies are put one behind the other in letters: a paragraph each, all in one
paragraph, and as they were written. `python -m tests.learning.borders` says how well borders are told of the writers of
development.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from parsers.lines.readings import read_blocks
from parsers.lines.roles import judge
from parsers.lines.units import lines_of
from parsers.model import Block
from parsers.practices.borders import SHIPPED, traits
from parsers.weights import chance, odds
from tests.accuracy.labelled import DEVELOPMENT, TAUGHT, TERSE
from tests.accuracy.replies import replies
from tests.learning.weights import teach, written

#: Of those who tell a practice in a sentence nearly every sentence is a border: they would teach doubt of the others.
WRITERS = tuple(writer for writer in TAUGHT if writer not in TERSE)
LAYOUTS = ("paragraphs", "one paragraph", "as written")
#: Practices of fewer words are no prose; so many stand in a letter.
LEAST_WORDS, IN_A_LETTER = 20, (1, 1, 2, 2, 3, 4)
#: How often each practice stands in a letter of each layout.
_TIMES = 2
OPENING, CLOSING = "In riscontro alla circolare in oggetto si rappresenta quanto segue.", "Il dirigente"
#: In one paragraph so many practices go on behind a semicolon.
_SEMICOLONS = 0.2
#: Words that begin few sentences teach nothing that carries over.
_RARE, _RIDGE = 12, 8.0


@dataclass(frozen=True, slots=True)
class Letter:
    """Paragraphs that tell some practices, and these one by one."""

    paragraphs: tuple[str, ...]
    practices: tuple[str, ...]


def letters(writer: str, layout: str, *, times: int = 1) -> Iterator[Letter]:
    """A writer's practices put together at random, the same at each call."""
    random = Random(f"{writer} {layout}")
    texts = list(dict.fromkeys(map(_ended, _texts(writer))))
    for _ in range(times):
        random.shuffle(texts)
        at = 0
        while at < len(texts):
            count = random.choice(IN_A_LETTER)
            told = texts[at : at + count]
            yield Letter(_laid_out(told, layout, random), tuple(told))
            at += count


def _texts(writer: str) -> Iterator[str]:
    for reply in replies([writer]):
        for gold in reply.gold:
            if len(gold.text.split()) >= LEAST_WORDS:
                yield gold.text.replace("\t", " ")


def _ended(text: str) -> str:
    text = text.rstrip()
    return text if text[-1] in ".!?" else f"{text.rstrip(' ;,:')}."


def _laid_out(texts: Sequence[str], layout: str, random: Random) -> tuple[str, ...]:
    if layout == "as written":
        return tuple(line for text in texts for line in text.split("\n") if line.strip())
    whole = [" ".join(text.split()) for text in texts]
    if layout == "paragraphs":
        return tuple(whole)
    told = whole[0]
    for text in whole[1:]:
        told = f"{told[:-1]}; {text[0].lower()}{text[1:]}" if random.random() < _SEMICOLONS else f"{told} {text}"
    return (told,)


def examples(writer: str, layout: str, *, times: int = _TIMES) -> Iterator[tuple[frozenset[str], bool]]:
    """The lines of a writer's letters that could begin another practice, each with whether it does."""
    for letter in letters(writer, layout, times=times):
        blocks = [Block(n, text) for n, text in enumerate((OPENING, *letter.paragraphs, CLOSING))]
        told = judge(lines_of(blocks), read_blocks(blocks, None), body=True)[1:-1]
        begins, place = set(), 0
        for text in letter.practices:
            begins.add(place)
            place += _letters(text)
        place = 0
        for at, one in enumerate(told):
            if at:
                yield frozenset(traits(told, at)), place in begins
            place += _letters(one.line.text)


def _letters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def taught(writers: Sequence[str] = WRITERS) -> str:
    """The weights as a table."""
    told = [one for writer in writers for layout in LAYOUTS for one in examples(writer, layout)]
    return written(teach(told, rare=_RARE, ridge=_RIDGE))


def main() -> None:
    """Writes the weights, and says how many borders are found and how many are none."""
    SHIPPED.write_text(taught(), encoding="utf-8")
    show()


def show() -> None:
    """Prints what the weights as they are say of the writers of development."""
    from parsers.practices.borders import _table

    for layout in LAYOUTS:
        told = [
            (chance(odds(_table(), seen)), answer)
            for writer in DEVELOPMENT
            for seen, answer in examples(writer, layout, times=1)
        ]
        shares = []
        for least in (0.6, 0.3, 0.05):
            right, wrong = ([p for p, is_border in told if is_border is answer] for answer in (True, False))
            shares.append(
                f"from {least}: {sum(p >= least for p in right)} of {len(right)}, and "
                f"{sum(p >= least for p in wrong)} of {len(wrong)} that are none"
            )
        print(f"{layout}: {'; '.join(shares)}")


if __name__ == "__main__":
    main()
