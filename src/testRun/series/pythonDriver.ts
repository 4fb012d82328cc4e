import { PLUGIN, PYTHON_CASES } from './pythonCases.ts';
import { PYTHON_MARKS } from './pythonMarks.ts';
import { PYTHON_STATE } from './pythonState.ts';

/** Command lines of the processes that keep tests loaded: they are forks of the driver. */
export const PYTHON_OWN = new RegExp(`\\b${PLUGIN}\\b`);

/**
 * Runs a module of Python by orders, as `drivers.ts` has them. Each run is a fork. Where the tests of an
 * order are loaded already it is a fork of the process that has loaded them, with the functions in it
 * that are others now: that is as good as loading anew when nothing else in their files has changed,
 * none of them was called while the tests were loaded, and no other file that was read then has
 * changed. Else it is a fork that has loaded the runner and nothing of the project.
 */
export const PYTHON_DRIVER = `import ast, atexit, builtins, collections, dis, functools, gc, hashlib, importlib, importlib.machinery, inspect
import json, os, random, re, runpy, sys, tempfile, threading, time, traceback, types, weakref
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
${PYTHON_MARKS}${PYTHON_STATE}${PYTHON_CASES}def start(args, extra):
    sys.path[0] = os.getcwd()
    sys.argv = [module] + extra + args
    code = 0
    try:
        runpy.run_module(module, run_name='__main__', alter_sys=True)
    except SystemExit as error:
        code = error.code
    except BaseException:
        traceback.print_exc()
        code = 1
    if not isinstance(code, int):
        if code is not None:
            print(code, file=sys.stderr)
        code = 0 if code is None else 1
    # As Python ends, but for taking to pieces what ends with the process.
    for end in (threading._shutdown, atexit._run_exitfuncs, lambda: sys.stdout.flush(), lambda: sys.stderr.flush()):
        try:
            end()
        except BaseException:
            pass
    os._exit(code & 255)
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
    # A process in which the tests of one file or several are loaded, and from which runs are forked.
    def __init__(self, order, args, files):
        self.order, self.called, self.opened, self.changed = order, set(), [], set()
        self.args, self.files, self.places = args, files, {}
        self.texts, self.compiled, self.is_loading, self.unwatch = {}, {}, True, lambda: False
        self.pending, self.has_written = set(), False
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
        os.environ.update(order['env'])
        tempfile.tempdir = None
        (load_pytest if module == 'pytest' else load_unittest)(self)
    def watch(self):
        def hook(event, args):
            if self.is_loading:
                if event == 'open' and isinstance(args[0], str):
                    self.opened.append(os.path.realpath(args[0]))
            elif not self.has_written and is_written(event, args):
                self.has_written = True
        if not hasattr(sys, 'addaudithook'):
            self.has_written = True
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
            rewriting = sys.modules.get('_pytest.assertion.rewrite')
            rewrite = getattr(rewriting, '_rewrite_test', None)
            def untraced(*args):
                # It calls nothing of the project, and much of its own.
                sys.settrace(None)
                try:
                    return rewrite(*args)
                finally:
                    sys.settrace(trace)
            if rewrite:
                rewriting._rewrite_test = untraced
            def stop():
                if rewrite:
                    rewriting._rewrite_test = rewrite
                is_ours = sys.gettrace() is trace
                sys.settrace(None)
                threading.settrace(None)
                return is_ours
            self.unwatch = stop
    def refuse(self):
        # What can be loaded one file at a time alone is loaded so.
        if len(self.files) > 1 and self.is_loading:
            os._exit(0)
    def serve(self):
        # Whether this is a process that runs an order.
        is_first, self.is_loading = self.is_loading, False
        if not is_first:
            return False
        if not self.unwatch() or threading.active_count() > 1:
            self.is_loading = True
            self.refuse()
            self.is_loading = False
            self.answers.close()
            self.waits.close()
            return False
        self.root = os.path.realpath(here)
        inside = self.root + os.sep
        files = (getattr(each, '__file__', None) or '' for each in list(sys.modules.values()))
        self.modules = {path for path in map(os.path.realpath, files) if path.endswith('.py')}
        for path in self.modules.union(self.opened):
            if path.startswith(inside) and os.path.isfile(path):
                self.texts[path] = text_of(path)
        self.find_functions()
        self.before = None
        if hasattr(gc, 'freeze'):
            gc.collect()
            gc.freeze()
        order = self.order
        while True:
            if order.get('left') and self.before is None:
                self.before = state_of(self.root) or ''
            child = os.fork()
            if child == 0:
                self.order = order
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
                self.has_written = False
                note_random()
                return True
            code = ended(child)
            os.write(self.answers.fileno(), ('%s\\n' % code).encode())
            line = self.waits.readline()
            if not line:
                os._exit(0)
            order = json.loads(line)
            self.changed.update(order['changed'])
    def tell_left(self):
        # Whether the cases have left anything that others could see, where that is asked for.
        if not self.order.get('left') or self.has_written or not self.before or not entered_in:
            return
        left = state_of(self.root)
        if left:
            write_entered('left %s' % ('nothing' if left == self.before else left))
    def find_functions(self):
        # By their code, in files of the project.
        self.functions, real = {}, {}
        inside = self.root + os.sep
        for one in gc.get_objects():
            if type(one) is types.FunctionType:
                name = one.__code__.co_filename
                if name not in real:
                    real[name] = os.path.realpath(name)
                if real[name].startswith(inside):
                    self.functions.setdefault((real[name], one.__code__), []).append(one)
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
        self.put(path, pairs, lambda found, old: found.get((path, old), ()))
        tell(0)
    def put(self, path, pairs, held=None):
        for old, new in pairs:
            for one in held(self.functions, old) if held else self.functions[path, old]:
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
loaded, refused = {}, set()
def by_loaded(order, args, files):
    key = json.dumps(args)
    one = loaded.get(key)
    is_first = one is None
    if is_first:
        one = loaded[key] = Loaded(order, args, files)
    else:
        order = dict(order, changed=list(one.pending))
    one.pending = set()
    word, stays = one.run(order)
    if not stays:
        del loaded[key]
        code = one.end()
        if len(files) > 1:
            refused.add(key)
        elif is_first:
            return code
    return word
def run(order):
    for one in loaded.values():
        one.pending.update(order['changed'])
    files = order.get('files') or []
    args = order['args'][:-1] + files
    word = None
    if len(files) > 1 and json.dumps(args) not in refused:
        word = by_loaded(order, args, files)
        if word is None and json.dumps(args) not in refused:
            return anew(order)
    if word is None:
        word = by_loaded(order, order['args'], order['args'][-1:])
    return anew(order) if word is None else word
def anew(order):
    # Loads all of it, as it is now.
    child = os.fork()
    if child == 0:
        orders.close()
        os.environ.update(order['env'])
        tempfile.tempdir = None
        path = entered_of(order)
        if path:
            look_at_loading(path)
        start(order['args'], [])
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
