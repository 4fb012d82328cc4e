"""Says of Python files what CPython says of them: see judge.ts for what is read and written."""

import ast
import hashlib
import sys
import types
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(10_000)


def without_docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, documented) and body and ast.get_docstring(node, clean=False) is not None:
            node.body = body[1:] or [ast.Pass(lineno=1, col_offset=0)]
    return tree


def instructions(code):
    """A code object without lines and columns."""
    consts = tuple(instructions(one) if isinstance(one, types.CodeType) else repr(one) for one in code.co_consts)
    return (
        code.co_name, code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars,
        code.co_cellvars, code.co_flags, code.co_argcount, code.co_posonlyargcount,
        code.co_kwonlyargcount, code.co_exceptiontable,
    )


def read(path, wants_code):
    with open(path, "rb") as file:
        source = file.read()
    try:
        compile(source, "file", "exec", dont_inherit=True)
        if not wants_code:
            return "", []
        tree = without_docstrings(ast.parse(source))
        bare = instructions(compile(tree, "file", "exec", dont_inherit=True))
        return hashlib.sha256((repr(bare) + ast.dump(tree)).encode("utf8", "surrogatepass")).hexdigest(), []
    except (SyntaxError, ValueError, RecursionError) as error:
        return "", ["h" + type(error).__name__ + ": " + str(error).replace("\t", " ").replace("\n", " ")]


for line in sys.stdin:
    path, _name, _folder, wants_code = line.rstrip("\n").split("\t")
    code, errors = read(path, wants_code == "1")
    print("\t".join([path, code, *errors]), flush=True)
