import { folderOf, joinPath } from '../../testing/projectPath.ts';
import { GO_COMPARES, GO_HARNESS, GO_RECORDS } from './goHarness.ts';
import { goImports } from './goImports.ts';
import { goParameters } from './goParameters.ts';
import type {
  Calls,
  ProbedSubject,
  ProbeFile,
  ProbeLanguage,
  ProbeValues,
} from './probeLanguage.ts';

const WHOLE = ['0', '1', '-1', '2', '10', '100'];
const COUNTS = ['0', '1', '2', '10', '100'];
const SMALL = ['0', '1', '65', '97', '127'];
const STRINGS = [
  '"abc"',
  '""',
  '"A quick Brown fox, 12!"',
  '"a"',
  '"A b, c"',
  '"12"',
  '" x\\n"',
  '"ä€𝄞"',
];
const WHOLE_LISTS = ['[]', '[1]', '[3, 1, 2, 2]', '[0, 5]', 'null'];
const STRING_LISTS = ['[]', '["a"]', '["b", "a", "a", ""]', 'null'];
const MAPS = ['{}', '{"a": 1}', '{"b": 2, "a": 0}'];
const TEXT_MAPS = ['{}', '{"a": "b"}', '{"b": "", "a": "c"}'];

/** Values as JSON, which are read as what a parameter is; what cannot be read so is not called. */
const VALUES: ProbeValues = {
  numbers: WHOLE,
  strings: STRINGS,
  number: ['int', 'int64', 'int32'],
  string: ['string'],
  whole: ['int', 'int64', 'int32'],
  text: (literal) => JSON.stringify(literal),
  byType: {
    bool: ['true', 'false'],
    int8: SMALL,
    int16: WHOLE,
    uint: COUNTS,
    uint8: SMALL,
    uint16: COUNTS,
    uint32: COUNTS,
    uint64: COUNTS,
    byte: SMALL,
    rune: ['97', '65', '48', '32', '10', '8364', '0'],
    float32: [...WHOLE, '0.5', '-2.5'],
    float64: [...WHOLE, '0.5', '-2.5', '1e21'],
    // Bytes are in base64.
    '[]byte': ['""', '"YWJj"', '"AP8="', 'null'],
    '[]uint8': ['""', '"YWJj"', '"AP8="', 'null'],
    '[]rune': ['[]', '[97, 98]', '[8364, 32]'],
    '[]int': WHOLE_LISTS,
    '[]int64': WHOLE_LISTS,
    '[]float64': [...WHOLE_LISTS, '[0.5, -2.5]'],
    '[]string': STRING_LISTS,
    '[]bool': ['[]', '[true]', '[false, true]'],
    'map[string]int': MAPS,
    'map[string]string': TEXT_MAPS,
    'map[string]bool': ['{}', '{"a": true}', '{"a": false, "b": true}'],
    'map[string]any': ['{}', '{"a": 1}', '{"b": "x", "a": [1, null]}'],
    any: ['0', '1', '-1', '"abc"', '""', 'null', '[]', '{}', 'true'],
    // Of the package itself: which of them fits is seen when it is called.
    named: [...WHOLE, ...STRINGS.slice(0, 3), '{}', '[]', 'null'],
  },
  typeNamed,
  literal: /(?!)/,
  byDefault: [],
  uses: [],
  anything: 'any',
};

function typeNamed(type: string): string {
  const named = type.replaceAll('interface{}', 'any').replace(/^\.\.\./, '[]');
  return Object.hasOwn(VALUES.byType, named) || [...VALUES.number, ...VALUES.string].includes(named)
    ? named
    : 'named';
}

/** What the harness is written with. */
const IMPORTS = [
  'crypto/sha256',
  'encoding/json',
  'fmt',
  'reflect',
  'runtime',
  'sort',
  'strconv',
  'strings',
  'testing',
  'time',
];
const TEST = 'TestTierwiseProbe';
/** Byte by byte: as one word it would be taken for a key, and be masked. */
const RECORDED = /\btierwise ((?:[0-9a-f]{2} ?){1,20000})\./;

/** The calls, as the rows of a table. */
function head(before: string, calls: readonly Calls[]): string | undefined {
  const name = /^[ \t]*package[ \t]+(\w+)/m.exec(before)?.[1];
  if (name === undefined || name === 'main') return undefined;
  const rows = rowsOf(calls).map(
    ({ name: target, given }) =>
      `\t{${JSON.stringify(target)}, ${target}, ${JSON.stringify(given)}},`,
  );
  const imports = IMPORTS.map((one) => `\t"${one}"`).join('\n');
  return `package ${name}\n\nimport (\n${imports}\n)\n${GO_HARNESS}\nvar tierwiseCalls = []tierwiseCall{\n${rows.join('\n')}\n}\n`;
}

function rowsOf(
  calls: readonly Calls[],
): readonly { readonly name: string; readonly given: string }[] {
  return calls.flatMap(({ name, lists }) =>
    lists.map((list) => ({ name, given: `[${list.join(', ')}]` })),
  );
}

function fileOf({ path }: ProbedSubject, text: string): ProbeFile {
  return { path: joinPath(folderOf(path), 'tierwise_probe_test.go'), text, only: [TEST] };
}

/** A test file whose cases fail with what the calls come to. */
function write(
  framework: string,
  subject: ProbedSubject,
  calls: readonly Calls[],
): ProbeFile | undefined {
  if (framework !== 'go test' || subject.path.endsWith('_test.go')) return undefined;
  const start = head(subject.before, calls);
  return start === undefined ? undefined : fileOf(subject, start + GO_RECORDS);
}

/** One whose cases fail where that is another now; undefined: nothing was told. */
function compared(
  subject: ProbedSubject,
  calls: readonly Calls[],
  outputs: ReadonlyMap<number, string>,
): ProbeFile | undefined {
  const rows = rowsOf(calls);
  const told = [...outputs].flatMap(([at, output]) => {
    const hex = RECORDED.exec(output)?.[1];
    const name = rows[at]?.name;
    if (hex === undefined || name === undefined) return [];
    const [result = '', given = ''] = JSON.parse(
      Buffer.from(hex.replaceAll(' ', ''), 'hex').toString(),
    ) as string[];
    return [{ at, name, result, given }];
  });
  const start = head(subject.before, calls);
  if (told.length === 0 || start === undefined) return undefined;
  // One that comes to the same whatever it is called with says nothing as long as it does so.
  const kinds = (name: string): number =>
    new Set(told.filter((one) => one.name === name).map((one) => `${one.result}\n${one.given}`))
      .size;
  const was = told.map(
    ({ at, name, result, given }) =>
      `\t{${at}, ${JSON.stringify(result)}, ${JSON.stringify(given)}, ${kinds(name) < 2}},`,
  );
  const table = `\nvar tierwiseWas = []struct {\n\tat            int\n\tresult, given string\n\tisAlone       bool\n}{\n${was.join('\n')}\n}\n`;
  return fileOf(subject, start + table + GO_COMPARES);
}

/** Go: functions of a package, called from a test of it. Both versions are run one after the other. */
export const goProbes: ProbeLanguage = {
  values: VALUES,
  importsOf: goImports,
  besideOf: (path) => joinPath(folderOf(path), '*.go'),
  isBuilt: true,
  isOwnPackage: true,
  isTyped: true,
  typeIn: (name, signature) => goParameters(signature)?.get(name),
  passing: () => (value) => value,
  plain: (value) => JSON.stringify(value),
  write,
  compared,
};
