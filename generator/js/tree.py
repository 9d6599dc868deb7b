"""The JavaScript tree: all the code that a settings file can bring about is made of these nodes.

No node holds code as text. Text from outside enters as a `Literal`, a property key or a
`Comment`, and each of these is escaped where it is printed.
"""

from __future__ import annotations

from typing import Literal as OneOf

from generator.js.names import identifier
from generator.record import Record

JsonScalar = str | int | float | bool | None

UnaryOperator = OneOf["!", "typeof"]
BinaryOperator = OneOf["===", "!==", "==", "!=", "<", "<=", ">", ">="]
ChainOperator = OneOf["||", "&&", "+"]


class Literal(Record):
    """A constant."""

    value: JsonScalar


class Undefined(Record):
    """The value undefined, whatever a page calls by that name."""


class Name(Record):
    """A variable."""

    text: str

    def __post_init__(self) -> None:
        identifier(self.text)


class Read(Record):
    """A value below a variable; something falsy on the way is the result.

    The optimiser turns it into members and shared constants; nothing else may print it.
    """

    root: str
    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        identifier(self.root)


class Member(Record):
    """A property of a value; any text is a key."""

    object: Expression
    key: str


class Call(Record):
    """A function called with arguments."""

    function: Expression
    arguments: tuple[Expression, ...]


class Unary(Record):
    """`!x`, `typeof x`"""

    operator: UnaryOperator
    operand: Expression


class Binary(Record):
    """`a === b`"""

    operator: BinaryOperator
    left: Expression
    right: Expression


class Chain(Record):
    """`a && b && c`: flat, however long it is."""

    operator: ChainOperator
    operands: tuple[Expression, ...]


class Conditional(Record):
    """`test ? then : otherwise`"""

    test: Expression
    then: Expression
    otherwise: Expression


class Array(Record):
    """An array literal."""

    items: tuple[Expression, ...]


class Object(Record):
    """An object literal whose keys are all its own, `__proto__` among them.

    It first takes over what `base` has.
    """

    entries: tuple[tuple[str, Expression], ...]
    base: Name | None = None


class Function(Record):
    """An arrow function with a body of statements."""

    parameters: tuple[str, ...]
    body: tuple[Statement, ...]

    def __post_init__(self) -> None:
        for parameter in self.parameters:
            identifier(parameter)


class Do(Record):
    """An expression evaluated for what it does."""

    expression: Expression


class Const(Record):
    """`const name = value;`"""

    name: str
    value: Expression

    def __post_init__(self) -> None:
        identifier(self.name)


class Return(Record):
    """`return value;`"""

    value: Expression


class If(Record):
    """`if (test) { ... } else { ... }`"""

    test: Expression
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()


class Try(Record):
    """`try { ... } catch (name) { ... }`"""

    body: tuple[Statement, ...]
    name: str
    handler: tuple[Statement, ...]

    def __post_init__(self) -> None:
        identifier(self.name)


class Comment(Record):
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
