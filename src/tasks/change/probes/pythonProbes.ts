import { partsIn } from './listedParts.ts';
import type { Plain } from './plain.ts';
import type { Calls, ProbeFile, ProbeLanguage, ProbeValues } from './probeLanguage.ts';
import { PYTHON_HARNESS } from './pythonHarness.ts';
import { pythonImports } from './pythonImports.ts';

const NUMBERS = ['0', '1', '-1', '2', '10', '0.5', '100'];
const STRINGS = ["'abc'", "''", "'A quick Brown fox, 12!'", "'a'", "'A b, c'", "'12'", "' x\\n'"];
const WHOLE_LISTS = ['[]', '[1]', '[3, 1, 2, 2]', '[-1, 0, 5]'];
const STRING_LISTS = ['[]', "['a']", "['b', 'a', 'a', '']"];
const MAPS = ['{}', "{'a': 1}", "{'b': 2, 'a': 0}"];

const VALUES: ProbeValues = {
  numbers: NUMBERS,
  strings: STRINGS,
  number: ['int', 'float'],
  string: ['str'],
  byType: {
    bool: ['True', 'False'],
    bytes: ["b''", "b'abc'", "b'\\x00\\xff'"],
    complex: ['0j', '1+2j'],
    'list[int]': WHOLE_LISTS,
    'list[float]': [...WHOLE_LISTS, '[0.5, -2.5]'],
    'list[str]': STRING_LISTS,
    'list[bool]': ['[]', '[True]', '[False, True]'],
    'tuple[int, ...]': ['()', '(1,)', '(3, 1, 2, 2)'],
    'tuple[str, ...]': ['()', "('a',)", "('b', 'a')"],
    'tuple[int, int]': ['(0, 0)', '(1, 2)', '(3, -1)'],
    'tuple[float, float]': ['(0.0, 0.0)', '(1.5, 2)', '(3, -1)'],
    'set[int]': ['set()', '{1}', '{1, 2, 3}'],
    'set[str]': ['set()', "{'a'}", "{'a', 'b'}"],
    'dict[str, int]': MAPS,
    'dict[str, str]': ['{}', "{'a': 'b'}", "{'b': '', 'a': 'c'}"],
    'dict[str, float]': MAPS,
    'dict[int, int]': ['{}', '{1: 2}', '{2: 0, 1: 5}'],
    list: [...WHOLE_LISTS, ...STRING_LISTS],
    tuple: ['()', '(1,)', "('a', 2)"],
    dict: MAPS,
    set: ['set()', '{1}', '{1, 2}'],
    object: ['0', '1', '-1', "'abc'", "''", 'None', '[]', '{}'],
    None: ['None'],
  },
  typeNamed,
  literal: /^(?:'[^'\\]*'|"[^"\\]*"|-?\d+(?:\.\d+)?|True|False)$/,
  byDefault: [
    [/^(?:True|False)\b/, 'bool'],
    [/^-?\d+\s*[,)]/, 'int'],
    [/^[\d.-]/, 'float'],
    [/^b['"]/, 'bytes'],
    [/^[rf]?['"]/, 'str'],
    [/^\[/, 'list'],
    [/^\{/, 'dict'],
    [/^\(/, 'tuple'],
  ],
  uses: [
    [
      'str',
      /^\s*\.\s*(?:lower|upper|strip|lstrip|rstrip|split|rsplit|replace|startswith|endswith|join|encode|isdigit|isalpha|isalnum|isspace|title|capitalize|splitlines|partition|rpartition|zfill|casefold|ljust|rjust|center)\b/,
      /\bre\.\w{3,9}\([^()\n]{0,9}$/,
    ],
    ['dict[str, int]', /^\s*\.\s*(?:items|keys|values|get|setdefault|update)\b/, /(?!)/],
    [
      'list[int] | list[str]',
      /^\s*\.\s*(?:append|extend|pop|sort|reverse|insert|remove)\b/,
      /\b(?:sorted|sum|min|max|reversed|any|all)\(\s*$/,
    ],
    [
      'str | list[int] | list[str]',
      /^\s*(?:\.\s*(?:index|count|find|copy)\b|\[)/,
      /\b(?:in|len\(|list\(|tuple\(|set\(|enumerate\(|iter\(|zip\()\s*$/,
    ],
    ['float', /^\s*(?:[-*/%<]|>|\*\*)/, /[-*/%<]\s*$/],
  ],
  anything: 'float | str | list[int] | list[str] | None',
};

/** Other names of the same: those of `typing`, and what any list is as well. */
const NAMES: readonly (readonly [name: RegExp, is: string])[] = [
  [/^(['"])(.*)\1$/, '$2'],
  [/\b(?:typing|collections\.abc|t)\./g, ''],
  [/\b(?:List|Sequence|MutableSequence|Iterable|Collection|Container)\b/g, 'list'],
  [/\b(?:Dict|Mapping|MutableMapping)\b/g, 'dict'],
  [/\b(?:Set|FrozenSet|AbstractSet|frozenset)\b/g, 'set'],
  [/\bTuple\b/g, 'tuple'],
  [/\bAny\b/g, 'object'],
  [/\bText\b|\bAnyStr\b/g, 'str'],
];

function typeNamed(type: string): string {
  const named = NAMES.reduce((text, [name, is]) => text.replace(name, is), type);
  const optional = /^Optional\[(.*)\]$/.exec(named)?.[1];
  if (optional !== undefined) return `${optional} | None`;
  const union = /^(?:Union|Literal)\[(.*)\]$/.exec(named)?.[1];
  return union === undefined ? named : partsIn(union).join(' | ');
}

/** The parameters of a signature as they stand there, without what is said of them. */
function parametersOf(signature: string): readonly string[] {
  const inside = signature.slice(signature.indexOf('(') + 1);
  return partsIn(inside).map((each) => /^[*\w/]*/.exec(each)?.[0] ?? '');
}

/** What is gathered from the rest is left out; behind that each has to be named. */
function passing(name: string, signature: string): ((value: string) => string) | undefined {
  const all = parametersOf(signature);
  const at = all.indexOf(name);
  if (at < 0) return undefined;
  const isNamed = all.slice(0, at).some((one) => one.startsWith('*'));
  return (value) => (isNamed ? `${name}=${value}` : value);
}

const FRAMEWORKS = new Set(['pytest', 'unittest']);

/**
 * A test file that calls functions of a module as it was, twice, and as it is, and has a case for each
 * call that says something.
 */
function pythonProbe(
  framework: string,
  subject: { readonly path: string; readonly before: string },
  calls: readonly Calls[],
): ProbeFile | undefined {
  if (!FRAMEWORKS.has(framework) || !subject.path.endsWith('.py')) return undefined;
  const slash = subject.path.lastIndexOf('/') + 1;
  const rows = calls.flatMap(({ name, lists }) =>
    lists.map((list) => {
      const given = list.join(', ');
      return `    (${JSON.stringify(name)}, ${JSON.stringify(given)}, lambda: given(${given})),`;
    }),
  );
  const text = `${PYTHON_HARNESS}
SUBJECT = ${JSON.stringify(subject.path.slice(slash))}
BEFORE = ${JSON.stringify(subject.before)}
CALLS = [
${rows.join('\n')}
]
Probes = probes(SUBJECT, BEFORE, CALLS)
`;
  return { path: `${subject.path.slice(0, slash)}test_tierwise_probe.py`, text };
}

function plain(value: Plain): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one: Plain) => plain(one)).join(', ')}]`;
  const rows = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${plain(one)}`);
  return `{${rows.join(', ')}}`;
}

/** Python: functions of a module that others can use, each module loaded by its file. */
export const pythonProbes: ProbeLanguage = {
  values: VALUES,
  importsOf: pythonImports,
  passing,
  plain,
  write: pythonProbe,
};
