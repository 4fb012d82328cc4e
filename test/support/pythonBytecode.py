"""Renames names in real files, and says whether two texts compile to the same bytecode but for names of locals.

Reads a JSON list of pairs of texts from standard input, or with `rename SEED` a list of paths; writes JSON.
"""
import ast
import json
import random
import sys
import types


def shape(code):
    """All that counts in a code object, locals by their places."""
    constants = []
    for constant in code.co_consts:
        constants.append(shape(constant) if isinstance(constant, types.CodeType) else repr(constant))
    is_function = bool(code.co_flags & 2)
    return [
        code.co_code.hex(),
        len(code.co_varnames) if is_function else list(code.co_varnames),
        list(code.co_names),
        len(code.co_freevars),
        constants,
        code.co_argcount,
        code.co_kwonlyargcount,
        code.co_flags,
    ]


def compiled(text):
    try:
        return shape(compile(text, "a.py", "exec", dont_inherit=True))
    except (SyntaxError, ValueError):
        return None


def renamed(text, dice):
    """The text with one local of one function called otherwise; None: there is none."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    plain = [
        node
        for node in functions
        if not any(
            isinstance(inner, (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Global, ast.Nonlocal, ast.JoinedStr))
            for inner in ast.walk(node)
            if inner is not node
        )
    ]
    if not plain:
        return None
    chosen = dice.choice(plain)
    names = [node for node in ast.walk(chosen) if isinstance(node, ast.Name)]
    stored = sorted({node.id for node in names if isinstance(node.ctx, ast.Store)})
    given = {one.arg for one in ast.walk(chosen.args) if isinstance(one, ast.arg)}
    taken = {one.asname or one.name for one in ast.walk(chosen) if isinstance(one, ast.alias)}
    taken |= {one.name for one in ast.walk(chosen) if isinstance(one, ast.ExceptHandler) and one.name}
    free = [name for name in stored if name not in given | taken]
    if not free:
        return None
    name = dice.choice(free)
    lines = text.split("\n")
    places = sorted({(node.lineno, node.col_offset) for node in names if node.id == name}, reverse=True)
    for line, column in places:
        row = lines[line - 1].encode()
        if row[column : column + len(name.encode())] != name.encode():
            return None
        lines[line - 1] = (row[:column] + b"other_name" + row[column + len(name.encode()) :]).decode()
    return "\n".join(lines)


if sys.argv[1] == "rename":
    dice = random.Random(int(sys.argv[2]))
    found = []
    for path in json.load(sys.stdin):
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read().replace("\r\n", "\n").replace("\r", "\n")
        other = renamed(text, dice)
        if other is not None:
            found.append([text, other])
    json.dump(found, sys.stdout)
else:
    json.dump([compiled(one) == compiled(other) for one, other in json.load(sys.stdin)], sys.stdout)
