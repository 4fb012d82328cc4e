/**
 * What calls two versions of a module of Python. The clock and what is random stand still, coroutines
 * are awaited, of what is generated a hundred are looked at, and results are compared by what is in them.
 */
export const PYTHON_HARNESS = `import asyncio
import datetime
import importlib
import importlib.util
import inspect
import itertools
import os
import random
import re
import sys
import time
import types
import unittest
import uuid

MOST = 100
HERE = os.path.dirname(os.path.abspath(__file__))
NAME = re.compile(r'tierwise_(?:before_[12]|now)')
PLACE = re.compile(r' at 0x[0-9a-fA-F]+')
NOW = 1_000_000_000.0
# In two parts: what shows a line of this file is not to be taken for what it says.
NOW_IS = ' before, ' + 'and now '


class StillDate(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(NOW)


class StillTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(NOW, tz)

    @classmethod
    def utcnow(cls):
        return cls.utcfromtimestamp(NOW)

    @classmethod
    def today(cls):
        return cls.fromtimestamp(NOW)


for still in ('time', 'monotonic', 'perf_counter', 'process_time'):
    setattr(time, still, lambda: NOW)
    setattr(time, still + '_ns', lambda: int(NOW * 10**9))
time.sleep = lambda seconds: None
datetime.date = StillDate
datetime.datetime = StillTime
uuid.uuid1 = uuid.uuid4 = lambda *of: uuid.UUID(int=random.getrandbits(128))


def package():
    parts, folder = [], HERE
    while os.path.exists(os.path.join(folder, '__init__.py')):
        folder, last = os.path.split(folder)
        parts.insert(0, last)
    if parts and folder not in sys.path:
        sys.path.insert(0, folder)
    return '.'.join(parts)


# What is imported by dots is looked for in the package that the module stands in.
PACKAGE = package()
if PACKAGE:
    importlib.import_module(PACKAGE)


def load(name, path):
    name = PACKAGE + '.' + name if PACKAGE else name
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def plain(value, depth=0, around=()):
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, bytearray)):
        return repr(value)[:5000]
    if depth > 8 or id(value) in around:
        return '...'
    inner = around + (id(value),)

    def of(one):
        return plain(one, depth + 1, inner)

    name = type(value).__name__
    if isinstance(value, dict):
        rows = ['%s: %s' % (of(key), of(each)) for key, each in itertools.islice(value.items(), 200)]
        text = '{' + ', '.join(rows) + '}'
        return text if type(value) is dict else name + text
    if isinstance(value, (list, tuple)):
        rows = ', '.join(of(each) for each in value[:200])
        if type(value) is list:
            return '[' + rows + ']'
        return '(' + rows + ')' if type(value) is tuple else name + '(' + rows + ')'
    if isinstance(value, (set, frozenset)):
        return name + '{' + ', '.join(sorted(of(each) for each in value)) + '}'
    if isinstance(value, type):
        return 'class ' + value.__name__
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
        return 'function'
    if isinstance(value, types.ModuleType):
        return 'module'
    if isinstance(value, BaseException):
        return said(value)
    if hasattr(type(value), '__next__'):
        return name + '[' + ', '.join(of(each) for each in itertools.islice(value, MOST)) + ']'
    held = getattr(value, '__dict__', None)
    if held is not None and type(value).__repr__ is object.__repr__:
        return name + of(dict(held))
    return NAME.sub('module', PLACE.sub('', repr(value)))[:5000]


def said(error):
    return type(error).__name__ + ': ' + NAME.sub('module', PLACE.sub('', str(error)))[:2000]


async def gathered(many):
    items = []
    async for each in many:
        items.append(each)
        if len(items) == MOST:
            break
    return items


def given(*args, **named):
    return args, named


def called(module, name, make):
    args, named = make()
    random.seed(7)
    own = False
    try:
        result = getattr(module, name)(*args, **named)
        if inspect.isawaitable(result):
            result = asyncio.run(asyncio.wait_for(result, 5))
        elif inspect.isasyncgen(result):
            result = asyncio.run(gathered(result))
        told = 'returns ' + plain(result)
    except Exception as error:
        own = type(error) in (TypeError, AttributeError, NameError, UnboundLocalError, RecursionError)
        told = 'throws ' + said(error)
    return told, plain(list(args)) + plain(named), own


def probes(subject, before, calls):
    versions = []
    for name in ('tierwise_before_1', 'tierwise_before_2'):
        path = os.path.join(HERE, name + '.py')
        with open(path, 'w', encoding='utf-8', newline='') as file:
            file.write(before)
        versions.append(load(name, path))
    versions.append(load('tierwise_now', os.path.join(HERE, subject)))
    told = []
    for at, (name, text, make) in enumerate(calls):
        first, again, now = [called(module, name, make) for module in versions]
        # What a function was never made for, or does another way each time, says nothing.
        if first[2] or first[:2] != again[:2]:
            continue
        told.append((at, name, name + '(' + text + ')', first, now))
    # Nor does one that comes to the same whatever it is called with.
    kinds = {}
    for _, name, _, first, _ in told:
        kinds.setdefault(name, set()).add(first[:2])
    shown = [one for one in told if one[3][:2] != one[4][:2] or len(kinds[one[1]]) > 1]
    cases = {}

    def case(call, first, now):
        def run(self):
            if first[0] != now[0]:
                self.fail(call + ' ' + first[0] + NOW_IS + now[0])
            if first[1] != now[1]:
                self.fail(call + ' leaves its arguments as ' + first[1] + NOW_IS + 'as ' + now[1])

        return run

    for at, _, call, first, now in shown:
        cases['test_probe_%d' % at] = case(call, first, now)
    return type('Probes', (unittest.TestCase,), cases)
`;
