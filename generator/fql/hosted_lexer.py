"""Trigger text to tokens as the hosted destination's lexer makes them, its oddities included.

The rules are the observed behaviour of the published package `@segment/fql-ts` (1.10). Like the
original it works on UTF-16 code units.
"""

from __future__ import annotations

from generator.fql.lexer import MAX_TOKENS, too_long
from generator.record import Record

#: What the original hands out for the end of the text. Two characters, and sometimes taken as such.
END = "-1"

#: A text, name or number of this length is refused.
_MAX_LENGTH = 100_000

_BLANKS = (" ", "\t", "\n")
_TERMINATORS = (END, *_BLANKS, ",", "]", ")")
_SINGLE = {
    ".": "dot",
    "[": "brackleft",
    "]": "brackright",
    ",": "comma",
    "(": "parenleft",
    ")": "parenright",
}
#: Words by their first letter.
_WORDS = {"a": ("nd", "conditional"), "o": ("r", "conditional"), "n": ("ull", "null")}


class HostedToken(Record):
    """A token of the hosted lexer: `kind` and `text` as it names and keeps them."""

    kind: str
    text: str


class HostedError(Exception):
    """Where the hosted parser gives up; the trigger then never fires."""


def hosted_tokens(text: str) -> list[HostedToken]:
    """The tokens of a trigger. Raises HostedError where the hosted lexer does.

    Raises FqlError for more tokens than we take.
    """
    lexer = _Lexer(utf16_units(text))
    tokens: list[HostedToken] = []
    while (token := lexer.token()) is not None:
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise too_long(0)
    tokens.append(HostedToken("eos", "eos"))
    return tokens


def utf16_units(text: str) -> str:
    """The text with every character beyond U+FFFF as two surrogates, as JavaScript has it."""
    data = text.encode("utf-16-be", "surrogatepass")
    return "".join(chr(data[at] << 8 | data[at + 1]) for at in range(0, len(data), 2))


def from_utf16_units(units: str) -> str:
    """The text whose code units these are; a surrogate without its other half stays as it is."""
    return units.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


class _Lexer:
    def __init__(self, units: str) -> None:
        self._units = units
        self._at = 0

    def token(self) -> HostedToken | None:
        """The next token, None at the end."""
        char = self._forward()
        while char in _BLANKS:
            char = self._forward()
        if char == END:
            return None
        if char == "!" and (_is_alpha(self._peek()) or self._peek() == "("):
            return HostedToken("operator", "!")
        if _is_alpha(char) or char in ("!", "=", ">", "<", "\\", "_"):
            return self._operator_or_word(char)
        if _is_digit(char) or char in ("-", "+"):
            return self._number(char)
        if char in ('"', "'"):
            return self._string(char)
        if char in _SINGLE:
            return HostedToken(_SINGLE[char], char)
        raise HostedError(f"invalid character {char!a}")

    def _forward(self) -> str:
        if self._at == len(self._units):
            return END
        self._at += 1
        return self._units[self._at - 1]

    def _peek(self) -> str:
        return END if self._at == len(self._units) else self._units[self._at]

    def _accept(self, word: str) -> bool:
        """Take a word that a terminator follows; at the end of the text nothing is put back."""
        taken = ""
        for _ in word:
            char = self._forward()
            taken += char
            if char == END:
                return False
            if char in _TERMINATORS:
                break
        if taken == word and self._peek() in _TERMINATORS:
            return True
        self._at = max(0, self._at - len(taken))
        return False

    def _grown(self, text: str, char: str) -> str:
        if len(text) + len(char) >= _MAX_LENGTH:
            raise HostedError("unreasonable length")
        return text + char

    def _string(self, quote: str) -> HostedToken:
        end = self._units.find(quote, self._at)
        if end < 0 or end - self._at >= _MAX_LENGTH:
            raise HostedError("a text that is not closed, or is too long")
        text = self._units[self._at : end]
        self._at = end
        # Where no terminator follows it, the closing quote is left to open another text.
        self._accept(quote)
        return HostedToken("string", quote + text + quote)

    def _number(self, text: str) -> HostedToken:
        is_decimal = False
        while _is_digit(coming := self._peek()) or coming == ".":
            text = self._grown(text, self._forward())
            if coming == ".":
                if self._peek() in _TERMINATORS or is_decimal:
                    raise HostedError("a stray decimal point")
                is_decimal = True
        return HostedToken("number", text)

    def _operator_or_word(self, char: str) -> HostedToken:
        if char == "=":
            return HostedToken("operator", "=")
        if char == "!":
            if self._accept("="):
                return HostedToken("operator", "!=")
            raise HostedError('expected "=" after "!"')
        if char in _WORDS:
            rest, kind = _WORDS[char]
            if self._accept(rest):
                return HostedToken(kind, char + rest)
        elif char in ("<", ">"):
            return HostedToken("operator", char + "=" if self._accept("=") else char)
        return self._identifier(char)

    def _identifier(self, char: str) -> HostedToken:
        text = ""
        while True:
            if char == "\\":
                char = self._forward()
                if char == END:
                    raise HostedError("nothing after a backslash")
            text = self._grown(text, char)
            if not _is_identifier(self._peek()):
                break
            char = self._forward()
        if self._peek() not in (*_TERMINATORS, ".", "(", "=", "!"):
            raise HostedError(f"unexpected {self._peek()!a} after a name")
        return HostedToken("ident", text)


def _is_alpha(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_digit(char: str) -> bool:
    return char.isascii() and char.isdigit()


def _is_identifier(char: str) -> bool:
    return _is_alpha(char) or _is_digit(char) or char in ("_", "-", "\\")
