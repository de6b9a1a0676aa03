"""The vocabulary ready for reading: terms indexed by their first word, found in a text (R5.18, R5.19)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.rules.notes.reading import Gap, Word, spelt_out
from backoffice.rules.notes.terms import PLACEHOLDER, NoteTerm, Piece, pieces_of

MAX_CHARS = 500
"""Length of a note when the database gives none (R5.17)."""

_INDEXED = 4
# In a harmless turn of phrase these may stand between the words and need not be written.
_SMALL_WORDS = frozenset((
    "a", "ai", "ait", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "d", "dans", "de", "des",
    "du", "elle", "en", "est", "et", "etait", "etaient", "ete", "etre", "il", "l", "la", "le", "les",
    "leur", "mes", "mon", "ne", "nos", "notre", "ont", "par", "pas", "plus", "qu", "que", "qui", "s",
    "sa", "se", "ses", "soit", "son", "sont", "sur", "tres", "trop", "un", "une", "vos", "votre",
))  # fmt: skip
_REACH = 8
_Form = tuple[NoteTerm, tuple[Piece, ...]]


@dataclass(frozen=True)
class Match:
    """A term found, from its first to its last word."""

    term: NoteTerm
    first: int
    last: int


class Vocabulary:
    """The terms in force; made once, read at every key typed."""

    def __init__(self, terms: tuple[NoteTerm, ...], max_chars: int = MAX_CHARS) -> None:
        self.terms = terms
        self.max_chars = max_chars
        self._by_word: dict[str, list[_Form]] = defaultdict(list)
        self._by_beginning: dict[str, list[_Form]] = defaultdict(list)
        self._harmless = {term: tuple(_harmless_phrases(term)) for term in terms}
        for term in terms:
            for written in term.forms:
                self._index((term, pieces_of(written)))

    def find(self, words: tuple[Word, ...]) -> tuple[Match, ...]:
        """Every term in ``words`` that no harmless turn of phrase explains, in order of place."""
        found = dict.fromkeys(match for match in self._matches(words) if not self._is_harmless(match, words))
        return tuple(sorted(found, key=lambda match: (match.first, -match.last)))

    def _index(self, form: _Form) -> None:
        first = form[1][0]
        for word in first.words:
            self._by_word[word].append(form)
        if first.prefix:
            self._by_beginning[first.prefix[:_INDEXED]].append(form)

    def _beginning_with(self, word: str) -> Iterator[_Form]:
        yield from self._by_word.get(word, ())
        for form in self._by_beginning.get(word[:_INDEXED], ()):
            if form[1][0].fits(word):
                yield form

    def _matches(self, words: tuple[Word, ...]) -> Iterator[Match]:
        for place, word in enumerate(words):
            for variant in word.variants:
                for term, pieces in self._beginning_with(variant):
                    last = place + len(pieces) - 1
                    if _follows(words, pieces, place):
                        yield Match(term, place, last)
        for joined, first, last in spelt_out(words):
            for term, pieces in self._beginning_with(joined):
                if len(pieces) == 1:
                    yield Match(term, first, last)

    def _is_harmless(self, match: Match, words: tuple[Word, ...]) -> bool:
        return any(
            _covers(phrase, match, words, start)
            for phrase in self._harmless[match.term]
            for start in range(max(0, match.first - _REACH), match.last + 1)
        )


def _harmless_phrases(term: NoteTerm) -> Iterator[tuple[Piece | None, ...]]:
    """The turns of phrase as pieces; ``None`` stands for the term."""
    for phrase in term.harmless:
        yield tuple(None if written == PLACEHOLDER else pieces_of(written)[0] for written in phrase.split())


def _follows(words: tuple[Word, ...], pieces: tuple[Piece, ...], place: int) -> bool:
    """Whether the words after ``place`` are the rest of the form, without a stop between them."""
    rest = words[place + 1 : place + len(pieces)]
    if len(rest) < len(pieces) - 1:
        return False
    return all(
        word.gap is not Gap.STOP and any(map(piece.fits, word.variants))
        for word, piece in zip(rest, pieces[1:], strict=True)
    )


def _covers(phrase: tuple[Piece | None, ...], match: Match, words: tuple[Word, ...], start: int) -> bool:
    """Whether the phrase begins at ``start`` and holds the whole match; small words may stand between."""
    place, waited, touched, linked = start, list(phrase), False, False
    while waited and place < len(words):
        if place > start and words[place].gap is Gap.STOP:
            return False
        piece, text = waited[0], words[place].text
        if piece is None and place == match.first:
            place, touched = match.last + 1, True
            waited.pop(0)
        elif piece is not None and piece.fits(text):
            place += 1
            # After a small word of the phrase itself (« à l’ ~ ») the next one follows at once.
            linked = text in _SMALL_WORDS
            waited.pop(0)
        elif place > start and not linked and text in _SMALL_WORDS:
            place += 1
        else:
            return False
    return not waited and (touched or (start <= match.first and match.last < place))
