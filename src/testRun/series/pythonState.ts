/**
 * What later cases could see of what earlier ones have done: all that the modules of the project reach,
 * and what of the process tests use to change. Two texts that are the same say that it is the same;
 * None: something was written to the disk or sent, or holds what cannot be looked into.
 */
export const PYTHON_STATE = `class Unknown(Exception):
    pass
PLAIN = {int, float, complex, bool, str, bytes, type(None), type(Ellipsis), type(NotImplemented), range, slice}
NAMED = {types.BuiltinFunctionType, types.WrapperDescriptorType, types.MethodDescriptorType, types.MethodWrapperType,
         types.GetSetDescriptorType, types.MemberDescriptorType, types.ClassMethodDescriptorType, types.CodeType}
SAID = {'datetime', 'decimal', '_decimal', 'uuid', 'ipaddress', 'zoneinfo', '_struct', 'operator'}
HELD = (dict, list, tuple, set, frozenset, collections.deque, str, int, float, bytes, BaseException)
WRITES = {'os.remove', 'os.rename', 'os.mkdir', 'os.rmdir', 'os.link', 'os.symlink', 'os.truncate', 'os.chmod', 'os.utime',
          'sqlite3.connect', 'subprocess.Popen', 'os.system', 'os.posix_spawn', 'os.fork', 'socket.connect', 'socket.bind'}
MOST_SEEN = 400000
def is_written(event, args):
    if event == 'open':
        return bool(args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) and args[0] != os.devnull
    return event in WRITES
def is_of_python(kind, own):
    # What is written in C may hold what nobody can look at.
    if kind.__module__ in own:
        return True
    file = getattr(sys.modules.get(kind.__module__), '__file__', None) or ''
    return file.endswith('.py') and ('__dict__' in vars(kind) or '__slots__' in vars(kind))
def parts_of_object(one, kind, own):
    parts = []
    for base in kind.__mro__:
        if base is property:
            parts.extend((one.fget, one.fset, one.fdel))
            continue
        if base is object or base in HELD or base.__module__ in ('abc', 'typing', 'enum', 'datetime'):
            continue
        if not is_of_python(base, own) and not issubclass(base, BaseException):
            raise Unknown(kind)
        slots = vars(base).get('__slots__', ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots):
            if name not in ('__dict__', '__weakref__'):
                parts.append(getattr(one, '_%s%s' % (base.__name__.lstrip('_'), name) if name[:2] == '__' != name[-2:] else name, None))
    if isinstance(one, BaseException):
        return parts + [one.args, getattr(one, '__dict__', None)]
    for held in HELD:
        if isinstance(one, held):
            parts.append(dict(one) if held is dict else one.__str__() if held is str else held(one))
            break
    return parts + [getattr(one, '__dict__', None)]
def parts_of(one, kind, own):
    # What it is, as plain values, and what else it reaches.
    if kind is dict:
        return (len(one),), [part for pair in list(one.items()) for part in pair]
    if kind in (list, tuple, collections.deque):
        return (len(one),), list(one)
    if kind in (set, frozenset):
        if all(type(part) in PLAIN for part in one):
            return (sorted(map(repr, one)),), ()
        return (len(one),), list(one)
    if kind is types.ModuleType or isinstance(one, types.ModuleType):
        return (one.__name__,), ()
    if isinstance(one, type):
        names = (one.__module__, one.__qualname__)
        if one.__module__ not in own:
            return names, ()
        left_out = ('__dict__', '__weakref__', '_abc_impl', '__doc__', 'tearDown_exceptions', '_classSetupFailed', '_class_cleanups')
        return names, [part for pair in list(vars(one).items()) if pair[0] not in left_out for part in pair]
    if type(kind).__name__ in ('EnumMeta', 'EnumType'):
        return (kind.__module__, kind.__qualname__, one.name), ()
    if isinstance(one, tuple) and kind.__module__ not in own:
        return (len(one),), list(one)
    if kind is types.FunctionType:
        return (one.__module__, one.__qualname__), [one.__defaults__, one.__kwdefaults__, one.__dict__, one.__closure__]
    if kind is types.CellType:
        try:
            return (), (one.cell_contents,)
        except ValueError:
            return (), ()
    if kind is types.MethodType:
        return (), (one.__func__, one.__self__)
    if kind in (staticmethod, classmethod):
        return (), (one.__func__,)
    if kind is property:
        return (), (one.fget, one.fset, one.fdel)
    if kind in NAMED:
        held = getattr(one, '__self__', None)
        return (one.__name__ if hasattr(one, '__name__') else one.co_name,), (() if isinstance(held, types.ModuleType) else (held,))
    if kind is types.MappingProxyType:
        return (), (dict(one),)
    if kind is functools.partial:
        return (), (one.func, one.args, one.keywords, one.__dict__)
    if kind.__module__ == 'functools' and kind.__name__ in ('_lru_cache_wrapper', '_lru_list_elem'):
        return (), gc.get_referents(one)
    if kind is re.Pattern or (kind.__module__, kind.__name__) == ('_regex', 'Pattern'):
        return (one.pattern, one.flags), ()
    if kind is weakref.ref:
        return (), (one(),)
    if kind in (collections.OrderedDict, collections.defaultdict):
        return (), (dict(one), getattr(one, 'default_factory', None))
    if isinstance(one, random.Random):
        return (repr(one.getstate()),), ()
    if kind.__module__ in SAID or kind is bytearray:
        return (repr(one),), ()
    if kind.__module__ == 'logging' and kind.__name__ in ('Logger', 'RootLogger'):
        return (one.name, one.level, one.disabled, one.propagate), ()
    if kind.__module__ == '_thread' and kind.__name__ in ('lock', 'RLock'):
        return (repr(one).split(' object')[0],), ()
    if kind.__module__ in ('types', 'typing') and not hasattr(one, '__dict__'):
        return (repr(one),), ()
    if kind.__flags__ & 1 << 9:
        return (kind.__module__, kind.__qualname__), parts_of_object(one, kind, own)
    if issubclass(kind, BaseException):
        return (kind.__qualname__,), (one.args, one.__dict__)
    if kind is object:
        return (), ()
    raise Unknown(kind)
random_at = None
def note_random():
    # A fork has another one each time, until somebody sets it.
    global random_at
    random_at = random.getstate()
def state_of(root):
    inside = root + os.sep
    modules = {name: one for name, one in list(sys.modules.items())
               if os.path.realpath(getattr(one, '__file__', None) or '').startswith(inside)
               and 'site-packages' not in one.__file__}
    left_out = ('__builtins__', '__cached__', '__spec__', '__loader__', '__warningregistry__', '@pytest_ar', '__doc__')
    roots = [(name, {key: value for key, value in list(vars(modules[name]).items()) if key not in left_out})
             for name in sorted(modules)]
    env = {name: value for name, value in os.environ.items() if name != 'PYTEST_CURRENT_TEST' and not name.startswith('TIERWISE_')}
    roots.append((env, os.getcwd(), list(sys.path), sys.getrecursionlimit(), sorted(modules), time.tzname))
    state = random.getstate()
    roots.append(None if random_at in (None, state) else repr(state))
    decimal = sys.modules.get('decimal')
    if decimal:
        roots.append(repr(decimal.getcontext()))
    said, seen, kept, stack = hashlib.sha256(), {}, [], [roots]
    try:
        while stack:
            one = stack.pop()
            kind = type(one)
            if kind in PLAIN:
                said.update((kind.__name__ + (hex(one) if kind is int else repr(one))).encode('utf-8', 'replace'))
                continue
            if id(one) in seen:
                said.update(b'again%d' % seen[id(one)])
                continue
            seen[id(one)] = len(seen)
            kept.append(one)
            if len(kept) > MOST_SEEN:
                return None
            says, parts = parts_of(one, kind, modules)
            said.update((kind.__name__ + repr(says)).encode('utf-8', 'replace'))
            stack.extend(reversed(parts))
    except Exception:
        return None
    return said.hexdigest()[:32]
`;
