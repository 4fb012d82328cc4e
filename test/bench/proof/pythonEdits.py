"""Writes functions of Python otherwise so that they do the same: one JSON request a line in, one answer out."""

import ast
import json
import sys


def offsets(text):
    starts, at = [0], 0
    for line in text.split("\n"):
        at += len(line) + 1
        starts.append(at)
    return starts


class Scene:
    def __init__(self, text, first, last):
        self.text = text
        self.lines = text.split("\n")
        self.starts = offsets(text)
        self.tree = ast.parse(text)
        self.node = next(
            (
                one
                for one in ast.walk(self.tree)
                if isinstance(one, ast.FunctionDef)
                and one.lineno >= first
                and one.end_lineno == last
            ),
            None,
        )

    def at(self, line, column):
        # Columns of the tree are bytes.
        whole = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(whole)

    def span(self, node):
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def source(self, node):
        start, end = self.span(node)
        return self.text[start:end]

    def first(self):
        """The first statement that is no docstring."""
        body = self.node.body
        is_doc = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        return body[1] if is_doc and len(body) > 1 else None if is_doc else body[0]

    def indent(self, node):
        return " " * node.col_offset

    def splice(self, pieces):
        text = self.text
        for start, end, new in sorted(pieces, reverse=True):
            text = text[:start] + new + text[end:]
        return text


def starts_line(scene, node):
    return scene.lines[node.lineno - 1][: node.col_offset].strip() == ""


def before_first(scene, new):
    first = scene.first()
    if first is None or not starts_line(scene, first):
        return None
    if getattr(first, "decorator_list", None):
        return None
    at = scene.at(first.lineno, 0)
    return [(at, at, scene.indent(first) + new + "\n")]


def comment_added(scene):
    return before_first(scene, "# What follows does the work.")


def nothing_done(scene):
    return before_first(scene, "pass")


def local_renamed(scene):
    names = {"eval", "exec", "locals", "vars", "globals"}
    if any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(scene.tree)):
        return None
    taken = {one.id for one in ast.walk(scene.tree) if isinstance(one, ast.Name)}
    arguments = {one.arg for one in ast.walk(scene.node) if isinstance(one, ast.arg)}
    inner = [
        one
        for one in ast.walk(scene.node)
        if one is not scene.node
        and isinstance(one, (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.AsyncFunctionDef))
    ]
    outer = {n for one in ast.walk(scene.node) if isinstance(one, (ast.Global, ast.Nonlocal)) for n in one.names}
    strange = {
        name
        for one in ast.walk(scene.node)
        for name in [getattr(one, "name", None), getattr(one, "asname", None)]
        if isinstance(name, str)
    }
    inside = {id(n) for one in inner for n in ast.walk(one)}
    for one in ast.walk(scene.node):
        if not (isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)):
            continue
        name = one.id
        fresh = name + "_kept"
        if name in arguments | outer | strange or fresh in taken or id(one) in inside:
            continue
        same = [n for n in ast.walk(scene.node) if isinstance(n, ast.Name) and n.id == name]
        # A decorator or default is evaluated outside; texts in f-strings have no place of their own.
        outside = scene.node.decorator_list + scene.node.args.defaults + scene.node.args.kw_defaults
        if any(n in list(ast.walk(o)) for o in outside if o is not None for n in same):
            continue
        joined = {id(n) for j in ast.walk(scene.node) if isinstance(j, ast.JoinedStr) for n in ast.walk(j)}
        if any(id(n) in joined for n in same):
            continue
        if any(id(n) in inside and isinstance(n.ctx, ast.Store) for n in same):
            continue
        return [(*scene.span(n), fresh) for n in same]
    return None


def declarations_reordered(scene):
    body = scene.tree.body
    if scene.node not in body or body.index(scene.node) + 1 >= len(body):
        return None
    one, other = scene.node, body[body.index(scene.node) + 1]
    if not isinstance(other, ast.FunctionDef):
        return None
    for each in (one, other):
        if each.decorator_list or each.args.defaults or any(each.args.kw_defaults) or each.returns:
            return None
        if any(a.annotation for a in ast.walk(each) if isinstance(a, ast.arg)):
            return None
    if one.name == other.name:
        return None
    return [(*scene.span(one), scene.source(other)), (*scene.span(other), scene.source(one))]


def constant_extracted(scene):
    first = scene.first()
    if first is None or not starts_line(scene, first) or getattr(first, "decorator_list", None):
        return None
    for compare in ast.walk(scene.node):
        if not isinstance(compare, (ast.Compare, ast.BinOp)) or compare.lineno < first.lineno:
            continue
        for one in ast.iter_child_nodes(compare):
            if isinstance(one, ast.Constant) and type(one.value) in (int, str) and one.lineno == one.end_lineno:
                at = scene.at(first.lineno, 0)
                new = f"{scene.indent(first)}extracted_value = {scene.source(one)}\n"
                in_text = any(
                    id(one) in {id(n) for n in ast.walk(j)}
                    for j in ast.walk(scene.node)
                    if isinstance(j, ast.JoinedStr)
                )
                if in_text:
                    continue
                return [(at, at, new), (*scene.span(one), "extracted_value")]
    return None


def branches_swapped(scene):
    for one in ast.walk(scene.node):
        if not isinstance(one, ast.If) or not one.orelse:
            continue
        if scene.lines[one.lineno - 1].strip().startswith("elif"):
            continue
        if len(one.orelse) == 1 and isinstance(one.orelse[0], ast.If):
            continue
        if not all(starts_line(scene, each) for each in (one, one.body[0], one.orelse[0])):
            continue
        test = one.test
        negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        condition = scene.source(test.operand) if negated else f"not ({scene.source(test)})"
        part = lambda body: (
            scene.at(body[0].lineno, 0),
            scene.at(body[-1].end_lineno, body[-1].end_col_offset),
        )
        then, other = part(one.body), part(one.orelse)
        return [
            (*scene.span(test), condition),
            (*then, scene.text[other[0] : other[1]]),
            (*other, scene.text[then[0] : then[1]]),
        ]
    return None


def conditional_to_branches(scene):
    for one in ast.walk(scene.node):
        if isinstance(one, ast.Return) and isinstance(one.value, ast.IfExp) and starts_line(scene, one):
            pad, value = scene.indent(one), one.value
            if one.lineno != one.end_lineno:
                continue
            new = (
                f"if {scene.source(value.test)}:\n{pad}    return {scene.source(value.body)}\n"
                f"{pad}return {scene.source(value.orelse)}"
            )
            return [(*scene.span(one), new)]
    return None


def negation_moved(scene):
    signs = {ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in"}
    # What `==` gives need not be the opposite of `!=`.
    safe = (ast.Is, ast.IsNot, ast.In, ast.NotIn)
    for one in ast.walk(scene.node):
        if isinstance(one, ast.Compare) and len(one.ops) == 1 and isinstance(one.ops[0], safe):
            left, right = scene.source(one.left), scene.source(one.comparators[0])
            return [(*scene.span(one), f"(not ({left} {signs[type(one.ops[0])]} {right}))")]
    return None


def result_named(scene):
    for one in ast.walk(scene.node):
        if isinstance(one, ast.Return) and one.value is not None and starts_line(scene, one):
            return [
                (
                    *scene.span(one),
                    f"named_result = ({scene.source(one.value)})\n{scene.indent(one)}return named_result",
                )
            ]
    return None


EDITS = {
    "comment added": comment_added,
    "local renamed": local_renamed,
    "declarations reordered": declarations_reordered,
    "constant extracted": constant_extracted,
    "branches swapped": branches_swapped,
    "conditional to branches": conditional_to_branches,
    "negation moved": negation_moved,
    "result named": result_named,
    "nothing done": nothing_done,
}


def edits(request):
    scene = Scene(request["text"], request["firstLine"], request["lastLine"])
    if scene.node is None:
        return []
    found = []
    for kind, edit in EDITS.items():
        pieces = edit(scene)
        if not pieces:
            continue
        text = scene.splice(pieces)
        try:
            compile(text, "edited", "exec")
        except SyntaxError:
            # An edit that does not even compile is no edit.
            continue
        found.append({"kind": kind, "text": text})
    return found


print(json.dumps(edits(json.load(sys.stdin))))
