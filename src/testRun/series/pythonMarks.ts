import { ENTERED } from '../../syntax/mutants/enteredFile.ts';
import { ENTERED_OF } from './enteredLines.ts';

/**
 * Has blocks of functions tell that they are entered, in the file that `enteredLines.ts` reads: the first
 * time at all, and of each case the first time again.
 */
export const PYTHON_MARKS = `entered_in = os.environ.get('${ENTERED}')
class Marks(ast.NodeTransformer):
    # Each block of a function tells its first line when it is entered.
    def __init__(self):
        self.depth = 0
    def visit_function(self, node):
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        self.depth += 1
        body = [self.visit(one) for one in node.body]
        self.depth -= 1
        first = body[0]
        says = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
        node.body = body[:1] + self.marked(body[1:]) if says else self.marked(body)
        return node
    visit_FunctionDef = visit_AsyncFunctionDef = visit_function
    def generic_visit(self, node):
        super().generic_visit(node)
        if self.depth > 0 and not isinstance(node, ast.ClassDef):
            for name in ('body', 'orelse', 'finalbody'):
                block = getattr(node, name, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    setattr(node, name, self.marked(block))
        return node
    def marked(self, block):
        if not block:
            return block
        line = min([block[0].lineno] + [one.lineno for one in getattr(block[0], 'decorator_list', [])])
        call = ast.Call(ast.Name('__tierwise__', ast.Load()), [ast.Constant(line)], [])
        mark = ast.Expr(call)
        for one in (mark, call, call.func, call.args[0]):
            ast.copy_location(one, block[0])
        return [mark] + block
def with_marks(path, text):
    return compile(Marks().visit(ast.parse(text, path)), path, 'exec', dont_inherit=True)
def write_entered(word):
    out = os.open(entered_in, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(out, b'%s\\n' % word.encode())
    os.close(out)
begin_case = lambda at: None
def teller():
    global begin_case
    out = os.open(entered_in, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    seen, write = set(), os.write
    def tell(line):
        if line not in seen:
            seen.add(line)
            write(out, b'%d\\n' % line)
    def begin(at):
        seen.clear()
        write(out, b'case %d\\n' % at)
    builtins.__tierwise__, begin_case = tell, begin
    return tell
def entered_of(order):
    path = order['env'].get('${ENTERED_OF}')
    return os.path.realpath(path) if path and entered_in else None
def look_at_loading(path):
    # The module is told to tell before it is run; what was compiled before does not.
    tell = teller()
    loader = importlib.machinery.SourceFileLoader
    get_code = loader.get_code
    def marked_code(self, name):
        file = self.get_filename(name)
        if os.path.realpath(file) != path:
            return get_code(self, name)
        code = with_marks(file, self.get_data(file))
        tell(0)
        return code
    loader.get_code = marked_code
`;
