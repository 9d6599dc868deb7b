"""Numbers and texts as JavaScript turns the one into the other."""

from __future__ import annotations

import math
import re

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")
_PREFIXED = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)\Z")
#: JavaScript's white space, where it is not Python's.
_BLANK = " \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)


def number_text(value: float) -> str:
    """`String(value)`: the shortest decimal text, with an exponent from 1e21 and below 1e-6."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    mantissa, _, exponent_text = f"{value!r}".lower().partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    # The value is 0.DIGITS times ten to the power of `point`.
    point = len(whole) - leading + int(exponent_text or 0)
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        if len(digits) <= point:
            return sign + digits + "0" * (point - len(digits))
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"


def text_number(text: str) -> float:
    """`Number(text)`: NaN for what is no number, 0 for nothing."""
    text = text.strip(_BLANK)
    if not text:
        return 0.0
    if _PREFIXED.match(text):
        return float(int(text, 0))
    if _DECIMAL.match(text):
        return float(text)
    named = {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}
    return named.get(text, math.nan)
