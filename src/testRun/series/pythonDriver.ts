import { ENTERED } from '../../syntax/mutants/enteredFile.ts';
import { ENTERED_OF } from './enteredLines.ts';

/** The name by which the runner is told of the plugin that keeps its tests loaded. */
const PLUGIN = 'tierwise_loaded';

/** Command lines of the processes that keep tests loaded: they are forks of the driver. */
export const PYTHON_OWN = new RegExp(`\\b${PLUGIN}\\b`);

/**
 * Runs a module of Python by orders, as `drivers.ts` has them. Each run is a fork. Where the tests of an
 * order are loaded already it is a fork of the process that has loaded them, with the functions in it
 * that are others now: that is as good as loading anew when nothing else in their files has changed,
 * none of them was called while the tests were loaded, and no other file that was read then has
 * changed. Else it is a fork that has loaded the runner and nothing of the project.
 */
export const PYTHON_DRIVER = `import ast, builtins, dis, gc, importlib, importlib.machinery, inspect, json, os, runpy, sys, tempfile, threading, types
module = sys.argv[1]
orders = os.fdopen(os.dup(0), 'r')
null = os.open(os.devnull, os.O_RDONLY)
os.dup2(null, 0)
os.close(null)
here = os.getcwd()
sys.path[0] = here
def answer(order, word):
    for stream in (1, 2):
        os.write(stream, ('\\n%s %s\\n' % (order['id'], word)).encode())
def load():
    importlib.import_module(module)
    if module == 'pytest':
        from _pytest.config import default_plugins
        for name in default_plugins:
            importlib.import_module('_pytest.' + name)
        shorten()
    root = os.environ.get('PYTHONPATH', here).split(os.pathsep)[0]
    files = [getattr(each, '__file__', None) or '' for each in list(sys.modules.values())]
    return hasattr(os, 'fork') and not any(
        one.startswith(root + os.sep) and 'site-packages' not in one for one in files
    )
def shorten():
    # On what it takes for a server it compares at length what two lists have, which can take seconds.
    for name in ('_pytest.compat', '_pytest.assertion.util', '_pytest.assertion.truncate'):
        found = sys.modules.get(name)
        if hasattr(found, 'running_on_ci'):
            found.running_on_ci = lambda: False
def ended(child):
    status = os.waitpid(child, 0)[1]
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 'ended'
entered_in = os.environ.get('${ENTERED}')
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
def teller():
    out = os.open(entered_in, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    seen, write = set(), os.write
    def tell(line):
        if line not in seen:
            seen.add(line)
            write(out, b'%d\\n' % line)
    builtins.__tierwise__ = tell
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
def start(order, extra, looks=False):
    os.environ.update(order['env'])
    path = entered_of(order) if looks else None
    if path:
        look_at_loading(path)
    tempfile.tempdir = None
    sys.path[0] = os.getcwd()
    sys.argv = [module] + extra + order['args']
    runpy.run_module(module, run_name='__main__', alter_sys=True)
    sys.exit(0)
def text_of(path):
    with open(path, 'rb') as file:
        return file.read()
def without_inner(code):
    consts = [None if isinstance(one, types.CodeType) else (type(one), repr(one)) for one in code.co_consts]
    return (code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars,
            code.co_flags, code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount, code.co_name,
            getattr(code, 'co_exceptiontable', None))
def inner(code):
    return [one for one in code.co_consts if isinstance(one, types.CodeType)]
def same(old, new):
    return without_inner(old) == without_inner(new) and all(map(same, inner(old), inner(new)))
def functions_apart(old, new, is_called):
    if without_inner(old) != without_inner(new):
        raise ValueError
    for one, other in zip(inner(old), inner(new)):
        if same(one, other):
            continue
        if not one.co_flags & inspect.CO_NEWLOCALS:
            yield from functions_apart(one, other, is_called)
        elif is_called(one):
            raise ValueError
        else:
            yield one, other
class Loaded:
    def __init__(self, order):
        self.order, self.called, self.opened, self.changed = order, set(), [], set()
        self.texts, self.is_loading, self.unwatch = {}, True, lambda: False
        self.pending = set()
        self.of, to_us = os.pipe()
        from_them, self.to = os.pipe()
        self.child = os.fork()
        if self.child != 0:
            os.close(to_us)
            os.close(from_them)
            return
        os.close(self.of)
        os.close(self.to)
        orders.close()
        self.answers, self.waits = os.fdopen(to_us, 'w'), os.fdopen(from_them, 'r')
        self.watch()
        if module == 'pytest':
            import pytest
            class Plugin:
                'PYTEST_DONT_REWRITE'
                @staticmethod
                @pytest.hookimpl(tryfirst=True)
                def pytest_runtestloop(session):
                    is_whole = session.testsfailed == 0 and not session.config.option.collectonly
                    if is_whole and not session.config.pluginmanager.has_plugin('dsession'):
                        self.serve()
            sys.modules['${PLUGIN}'] = Plugin
            start(order, ['-p', '${PLUGIN}'])
        import unittest
        run = unittest.TestProgram.runTests
        def run_tests(program):
            self.serve()
            run(program)
        unittest.TestProgram.runTests = run_tests
        start(order, [])
    def watch(self):
        def hook(event, args):
            if self.is_loading and event == 'open' and isinstance(args[0], str):
                self.opened.append(os.path.realpath(args[0]))
        if not hasattr(sys, 'addaudithook'):
            return
        sys.addaudithook(hook)
        if hasattr(sys, 'monitoring'):
            watch = sys.monitoring
            def called(code, _):
                self.called.add(code)
                return watch.DISABLE
            try:
                watch.use_tool_id(watch.PROFILER_ID, '${PLUGIN}')
            except ValueError:
                return
            watch.register_callback(watch.PROFILER_ID, watch.events.PY_START, called)
            watch.set_events(watch.PROFILER_ID, watch.events.PY_START)
            def stop():
                watch.set_events(watch.PROFILER_ID, 0)
                watch.free_tool_id(watch.PROFILER_ID)
                return True
            self.unwatch = stop
        else:
            def trace(frame, event, _):
                self.called.add(frame.f_code)
            sys.settrace(trace)
            threading.settrace(trace)
            def stop():
                is_ours = sys.gettrace() is trace
                sys.settrace(None)
                threading.settrace(None)
                return is_ours
            self.unwatch = stop
    def serve(self):
        is_first, self.is_loading = self.is_loading, False
        if not is_first:
            return
        if not self.unwatch() or threading.active_count() > 1:
            self.answers.close()
            self.waits.close()
            return
        root = os.path.realpath(here) + os.sep
        files = (getattr(each, '__file__', None) or '' for each in list(sys.modules.values()))
        self.modules = {path for path in map(os.path.realpath, files) if path.endswith('.py')}
        for path in self.modules.union(self.opened):
            if path.startswith(root) and os.path.isfile(path):
                self.texts[path] = text_of(path)
        order = self.order
        while True:
            child = os.fork()
            if child == 0:
                os.environ.update(order['env'])
                tempfile.tempdir = None
                try:
                    self.renew()
                    path = entered_of(order)
                    if path:
                        self.look(path)
                except BaseException:
                    os._exit(1)
                os.write(self.answers.fileno(), b'running\\n')
                self.answers.close()
                self.waits.close()
                return
            code = ended(child)
            os.write(self.answers.fileno(), ('%s\\n' % code).encode())
            line = self.waits.readline()
            if not line:
                os._exit(0)
            order = json.loads(line)
            self.changed.update(order['changed'])
    def renew(self):
        for path in map(os.path.realpath, self.changed):
            if path in self.texts:
                text = text_of(path)
                if text != self.texts[path]:
                    self.swap(path, text)
            elif any(one == path or one.startswith(path + os.sep) for one in self.opened):
                raise ValueError
    def swap(self, path, text):
        if path not in self.modules or self.opened.count(path) > 1:
            raise ValueError
        of = lambda one: compile(one, path, 'exec', dont_inherit=True)
        self.put(path, list(functions_apart(of(self.texts[path]), of(text), self.called.__contains__)))
    def look(self, path):
        # What was called while the tests were loaded may have been entered wherever it was.
        text = self.texts.get(path)
        if path not in self.modules or self.opened.count(path) > 1 or text != text_of(path):
            return
        tell, pairs = teller(), []
        def tell_all(code):
            for _, line in dis.findlinestarts(code):
                if line:
                    tell(line)
            for one in inner(code):
                tell_all(one)
        def apart(one, other):
            for old, new in zip(inner(one), inner(other)):
                if same(old, new):
                    continue
                if not old.co_flags & inspect.CO_NEWLOCALS:
                    apart(old, new)
                elif old in self.called:
                    tell_all(old)
                else:
                    pairs.append((old, new))
        apart(compile(text, path, 'exec', dont_inherit=True), with_marks(path, text))
        # What nobody holds any more is not called.
        self.put(path, pairs, lambda found, old: found.get(old, ()))
        tell(0)
    def put(self, path, pairs, held=lambda found, old: found[old]):
        codes = {old for old, _ in pairs}
        found = {}
        name = os.path.basename(path)
        for one in gc.get_objects():
            if type(one) is not types.FunctionType or not one.__code__.co_filename.endswith(name):
                continue
            if one.__code__ in codes and os.path.realpath(one.__code__.co_filename) == path:
                found.setdefault(one.__code__, []).append(one)
        for old, new in pairs:
            for one in held(found, old):
                one.__code__ = new
    def run(self, order):
        try:
            if order is not self.order:
                os.write(self.to, (json.dumps(order) + '\\n').encode())
            word = self.line()
            return (self.line() if word == 'running' else None), word != ''
        except OSError:
            return None, False
    def line(self):
        got = b''
        while not got.endswith(b'\\n'):
            one = os.read(self.of, 1)
            if not one:
                return ''
            got += one
        return got.decode().strip()
    def end(self):
        os.close(self.to)
        os.close(self.of)
        return ended(self.child)
loaded = {}
def run(order):
    key = json.dumps(order['args'])
    for one in loaded.values():
        one.pending.update(order['changed'])
    one = loaded.get(key)
    is_first = one is None
    if is_first:
        one = loaded[key] = Loaded(order)
    else:
        order = dict(order, changed=list(one.pending))
    one.pending = set()
    word, stays = one.run(order)
    if stays:
        if word is not None:
            return word
    else:
        del loaded[key]
        code = one.end()
        if is_first:
            return code
    child = os.fork()
    if child == 0:
        orders.close()
        start(order, [], True)
    return ended(child)
hello = json.loads(orders.readline())
try:
    can = load()
except BaseException:
    can = False
answer(hello, os.getpid() if can else 'cannot')
while True:
    line = orders.readline()
    if not line:
        break
    order = json.loads(line)
    os.chdir(order['cwd'])
    answer(order, run(order))
`;
