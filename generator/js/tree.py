"""The JavaScript tree: all the code that a settings file can bring about is made of these nodes.

No node holds code as text. Text from outside enters as a `Literal`, a property key or a
`Comment`, and each of these is escaped where it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from generator.js.names import identifier

JsonScalar = str | int | float | bool | None

UnaryOperator = OneOf["!", "typeof"]
BinaryOperator = OneOf["===", "!==", "==", "!=", "<", "<=", ">", ">="]
ChainOperator = OneOf["||", "&&", "+"]


@dataclass(frozen=True)
class Literal:
    """A constant."""

    value: JsonScalar


@dataclass(frozen=True)
class Undefined:
    """The value undefined, whatever a page calls by that name."""


@dataclass(frozen=True)
class Name:
    """A variable."""

    text: str

    def __post_init__(self) -> None:
        identifier(self.text)


@dataclass(frozen=True)
class Read:
    """A value below a variable; something falsy on the way is the result.

    The optimiser turns it into members and shared constants; nothing else may print it.
    """

    root: str
    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        identifier(self.root)


@dataclass(frozen=True)
class Member:
    """A property of a value; any text is a key."""

    object: Expression
    key: str


@dataclass(frozen=True)
class Call:
    """A function called with arguments."""

    function: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Unary:
    """`!x`, `typeof x`"""

    operator: UnaryOperator
    operand: Expression


@dataclass(frozen=True)
class Binary:
    """`a === b`"""

    operator: BinaryOperator
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Chain:
    """`a && b && c`: flat, however long it is."""

    operator: ChainOperator
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Conditional:
    """`test ? then : otherwise`"""

    test: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True)
class Array:
    """An array literal."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Object:
    """An object literal whose keys are all its own, `__proto__` among them."""

    entries: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Function:
    """An arrow function with a body of statements."""

    parameters: tuple[str, ...]
    body: tuple[Statement, ...]

    def __post_init__(self) -> None:
        for parameter in self.parameters:
            identifier(parameter)


@dataclass(frozen=True)
class Do:
    """An expression evaluated for what it does."""

    expression: Expression


@dataclass(frozen=True)
class Const:
    """`const name = value;`"""

    name: str
    value: Expression

    def __post_init__(self) -> None:
        identifier(self.name)


@dataclass(frozen=True)
class Return:
    """`return value;`"""

    value: Expression


@dataclass(frozen=True)
class If:
    """`if (test) { ... } else { ... }`"""

    test: Expression
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Try:
    """`try { ... } catch (name) { ... }`"""

    body: tuple[Statement, ...]
    name: str
    handler: tuple[Statement, ...]

    def __post_init__(self) -> None:
        identifier(self.name)


@dataclass(frozen=True)
class Comment:
    """A line of comment; any text."""

    text: str


Expression = (
    Literal
    | Undefined
    | Name
    | Read
    | Member
    | Call
    | Unary
    | Binary
    | Chain
    | Conditional
    | Array
    | Object
    | Function
)
Statement = Do | Const | Return | If | Try | Comment
