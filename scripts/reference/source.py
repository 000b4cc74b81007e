"""Our own code as it is written: parsed, and the calls in it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def parsed(file: Path) -> ast.Module:
    """The syntax tree of *file*."""
    return ast.parse(file.read_text(encoding="utf-8"))


def calls(node: ast.AST, name: str) -> Iterator[ast.Call]:
    """Every call of the function *name* in *node*."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == name:
            yield inner


def written(node: ast.expr) -> str:
    """A text as it stands in the code; what is filled in is shown in braces."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(written, parts))
        case ast.BinOp(left=left, right=right):
            return written(left) + written(right)
        case ast.FormattedValue(value=ast.Name(id=name)):
            return f"{{{name}}}"
        case ast.FormattedValue():
            return "{…}"
        case _:
            return f"{{{ast.unparse(node)}}}"
