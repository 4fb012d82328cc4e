import type { DemoTask } from '../prompt.ts';
import type { ScannedDeclaration, ScannedParameter } from '../scan.ts';
import { bodyLines, inTarget, scan } from '../scan.ts';
import type { Source } from '../source.ts';
import { sourceOf } from '../source.ts';
import { nounOf } from './english.ts';
import { GO_SAMPLES, PYTHON_SAMPLES } from './sampleCases.ts';
import { typeTests } from './typeTests.ts';

/** The answer of the tests task: a whole file, or what goes into one that exists. */
export type TestsAnswer =
  { readonly code: string } | { readonly imports: string; readonly cases: string };

interface Draft {
  /** Import lines, without those of the subject where the language needs none. */
  readonly imports: readonly string[];
  /** What stands before the cases in a new file. */
  readonly head: readonly string[];
  readonly cases: readonly string[];
  readonly foot: readonly string[];
}

const MOST_SUBJECTS = 8;
const LONGEST_CALL = 60;

/** Tests of what the subject exports, in the framework asked for. */
export function testsAnswer(task: DemoTask): TestsAnswer {
  const source = sourceOf(task);
  const all = scan(source);
  const subjects = subjectsOf(source, all);
  const framework = task.framework.toLowerCase();
  const draft =
    source.family === 'python' || /pytest|unittest/.test(framework)
      ? pythonTests(source, task, subjects, all, framework.includes('unittest'))
      : source.family === 'go'
        ? goTests(task, subjects)
        : source.family === 'rust'
          ? rustTests(task, subjects)
          : source.family === 'ts'
            ? scriptTests(source, task, subjects, all, framework)
            : (typeTests(source, task) ?? otherTests(source, task, subjects));
  if (task.insert) {
    return {
      imports: draft.imports.filter((line) => !task.sibling.includes(line)).join('\n'),
      cases: draft.cases.join('\n\n'),
    };
  }
  return {
    code: `${[
      draft.imports.join('\n'),
      draft.head.join('\n'),
      draft.cases.join('\n\n'),
      draft.foot.join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n')}\n`,
  };
}

/** What a test can reach: top-level and exported, in the target where it names any. */
function subjectsOf(
  source: Source,
  all: readonly ScannedDeclaration[],
): readonly ScannedDeclaration[] {
  const reachable = (declaration: ScannedDeclaration): boolean =>
    declaration.container === '' &&
    declaration.exported &&
    ['function', 'class', 'constant', 'enum'].includes(declaration.kind);
  const wanted = inTarget(source, all).map((declaration) =>
    declaration.container === ''
      ? declaration
      : all.find((other) => other.name === declaration.container && other.container === ''),
  );
  const asked = [...new Set(wanted)].filter(
    (declaration) => declaration !== undefined && reachable(declaration),
  );
  const usual = asked.length > 0 ? asked : all.filter(reachable);
  const functions = usual.filter((declaration) => declaration?.kind !== 'constant');
  return (functions.length > 0 ? functions : usual)
    .filter((declaration) => declaration !== undefined)
    .slice(0, MOST_SUBJECTS);
}

interface Assertions {
  readonly equal: (actual: string, expected: string) => string;
  readonly deepEqual: (actual: string, expected: string) => string;
  readonly throws: (call: string) => string;
}

function scriptTests(
  source: Source,
  task: DemoTask,
  subjects: readonly ScannedDeclaration[],
  all: readonly ScannedDeclaration[],
  framework: string,
): Draft {
  const expecting = /vitest|jest|jasmine|bun|playwright/.test(framework);
  const assertions: Assertions = expecting
    ? {
        equal: (actual, expected) => `expect(${actual}).toBe(${expected});`,
        deepEqual: (actual, expected) => `expect(${actual}).toEqual(${expected});`,
        throws: (call) => `expect(() => ${call}).toThrow();`,
      }
    : {
        equal: (actual, expected) => `assert.equal(${actual}, ${expected});`,
        deepEqual: (actual, expected) => `assert.deepEqual(${actual}, ${expected});`,
        throws: (call) => `assert.throws(() => ${call});`,
      };
  const names = subjects.map((subject) => subject.name);
  const commonJs = source.masked.some((line) => /\bmodule\.exports\b/.test(line));
  const imports = [
    ...(framework.includes('vitest')
      ? ["import { describe, expect, it } from 'vitest';"]
      : framework.includes('bun')
        ? ["import { describe, expect, it } from 'bun:test';"]
        : /node/.test(framework)
          ? [
              "import assert from 'node:assert/strict';",
              "import { describe, it } from 'node:test';",
            ]
          : expecting
            ? []
            : ["import assert from 'node:assert/strict';"]),
    ...(names.length === 0
      ? [`import * as subject from '${task.subject}';`]
      : commonJs && expecting && !framework.includes('vitest')
        ? [`const { ${names.join(', ')} } = require('${task.subject}');`]
        : [`import { ${names.join(', ')} } from '${task.subject}';`]),
  ];
  return {
    imports,
    head: [],
    cases:
      names.length === 0
        ? [`it('loads', () => {\n  ${assertions.equal('typeof subject', "'object'")}\n});`]
        : subjects.map((subject) => scriptCases(source, subject, all, assertions)),
    foot: [],
  };
}

function scriptCases(
  source: Source,
  subject: ScannedDeclaration,
  all: readonly ScannedDeclaration[],
  assertions: Assertions,
): string {
  const cases: string[] = [];
  const prelude: string[] = [];
  const add = (title: string, lines: readonly string[]): void => {
    cases.push(
      [`  it('${title}', () => {`, ...lines.map((line) => `    ${line}`), '  });'].join('\n'),
    );
  };
  if (subject.kind === 'class') {
    add('can be constructed with new', [assertions.equal(`typeof ${subject.name}`, "'function'")]);
    const methods = all.filter(
      (member) =>
        member.container === subject.name &&
        member.kind === 'method' &&
        member.exported &&
        !member.accessor &&
        member.name !== 'constructor',
    );
    for (const method of methods) {
      const owner = method.static ? subject.name : `${subject.name}.prototype`;
      add(`offers ${method.name}`, [
        assertions.equal(`typeof ${owner}.${method.name}`, "'function'"),
      ]);
    }
    const maker = all.find(
      (member) => member.container === subject.name && member.name === 'constructor',
    );
    const values = argumentsFor(maker?.parameters ?? [], 'ts', source);
    if (values !== undefined && (maker === undefined || passesGuards(source, maker, values))) {
      add('makes objects of its own', [
        `const made = new ${subject.name}(${values.join(', ')});`,
        assertions.equal(`made instanceof ${subject.name}`, 'true'),
      ]);
    }
  } else if (subject.kind === 'function') {
    add('is a function', [assertions.equal(`typeof ${subject.name}`, "'function'")]);
    const required = arity(subject);
    add(`takes ${required === 1 ? 'one argument' : `${required} arguments`}`, [
      assertions.equal(`${subject.name}.length`, String(required)),
    ]);
    const values = argumentsFor(subject.parameters, 'ts', source);
    if (values !== undefined) {
      callCases(source, subject, values, assertions, add, prelude);
    }
  } else {
    add('is defined', [assertions.equal(`${subject.name} === undefined`, 'false')]);
  }
  return [`describe('${subject.name}', () => {`, ...prelude, cases.join('\n\n'), '});'].join('\n');
}

function callCases(
  source: Source,
  subject: ScannedDeclaration,
  values: readonly string[],
  assertions: Assertions,
  add: (title: string, lines: readonly string[]) => void,
  prelude: string[],
): void {
  const direct = `${subject.name}(${values.join(', ')})`;
  const isLong = direct.length > LONGEST_CALL;
  const call = isLong ? 'answer()' : direct;
  const result = subject.result.trim();
  const kind = /^(?:number|string|boolean|bigint)$/.exec(result)?.[0];
  if (passesGuards(source, subject, values) && !subject.async && isSelfContained(source, subject)) {
    const fields = fieldsOf(source, result)?.filter((field) => !field.optional) ?? [];
    const shape =
      kind !== undefined
        ? { title: `returns a ${kind}`, line: assertions.equal(`typeof ${call}`, `'${kind}'`) }
        : /\[\]$|^(?:readonly\s|Array<|ReadonlyArray<)/.test(result)
          ? { title: 'returns a list', line: assertions.equal(`Array.isArray(${call})`, 'true') }
          : /^(?:Date|Map|Set)\b(?!.*\|)/.test(result)
            ? {
                title: `returns a ${/^\w+/.exec(result)?.[0] ?? ''}`,
                line: assertions.equal(
                  `${call} instanceof ${/^\w+/.exec(result)?.[0] ?? ''}`,
                  'true',
                ),
              }
            : fields.length > 0
              ? {
                  title: `returns ${fields.map((field) => field.name).join(', ')}`,
                  line: assertions.deepEqual(
                    `Object.keys(${call}).sort()`,
                    `[${fields
                      .map((field) => `'${field.name}'`)
                      .toSorted()
                      .join(', ')}]`,
                  ),
                }
              : undefined;
    if (shape !== undefined) {
      if (isLong) {
        prelude.push(`  const answer = () =>`, `    ${direct};`, '');
      }
      add(shape.title, [shape.line]);
      add('gives the same answer twice', [assertions.deepEqual(call, call)]);
    }
  }
  const refused = refusedArguments(source, subject, values);
  if (refused !== undefined && !subject.async) {
    add(`refuses ${refused.why}`, [
      assertions.throws(`${subject.name}(${refused.values.join(', ')})`),
    ]);
  }
}

/** A guard such as `if (size <= 0) throw` tells an argument that must be refused. */
function refusedArguments(
  source: Source,
  subject: ScannedDeclaration,
  values: readonly string[],
): { readonly values: readonly string[]; readonly why: string } | undefined {
  const body = bodyLines(source, subject).join('\n');
  const guard =
    /if\s*\(?\s*(\w+)\s*(<=|<|>=|>|===?)\s*(-?\d+)\s*\)?\s*[{:]?\s*(?:throw|raise)\b/.exec(body);
  const index = subject.parameters.findIndex((parameter) => parameter.name === guard?.[1]);
  const limit = Number(guard?.[3]);
  if (guard === null || index < 0 || !Number.isFinite(limit)) {
    return undefined;
  }
  const wrong: Readonly<Record<string, number>> = {
    '<': limit - 1,
    '<=': limit,
    '>': limit + 1,
    '>=': limit,
    '==': limit,
    '===': limit,
  };
  const value = wrong[guard[2] ?? ''];
  const padded = subject.parameters
    .slice(0, Math.max(index + 1, values.length))
    .map((parameter, at) =>
      at === index ? String(value) : (values[at] ?? valueOf(parameter, 'ts') ?? 'undefined'),
    );
  const why = `${nounOf(guard[1] ?? '')} ${String(value)}`;
  if (source.family !== 'python') {
    return { values: padded, why };
  }
  const required = values.slice(0, Math.min(index, values.length));
  return { values: [...required, `${guard[1] ?? ''}=${String(value)}`], why };
}

function pythonTests(
  source: Source,
  task: DemoTask,
  subjects: readonly ScannedDeclaration[],
  all: readonly ScannedDeclaration[],
  unittest: boolean,
): Draft {
  const names = subjects.map((subject) => subject.name);
  const cases: string[] = [];
  let inspects = false;
  let expects = false;
  const add = (title: string, lines: readonly string[]): void => {
    cases.push(
      [
        `${unittest ? '    ' : ''}def test_${title}(${unittest ? 'self' : ''}):`,
        ...lines.map(
          (line) => `${unittest ? '        ' : '    '}${unittest ? inUnittest(line) : line}`,
        ),
      ].join('\n'),
    );
  };
  const samples = subjects.flatMap(({ name }) => PYTHON_SAMPLES[name] ?? []);
  for (const { name, lines } of samples) add(name, lines);
  for (const subject of subjects) {
    const title = snake(subject.name);
    if (subject.kind === 'constant') {
      add(`${title}_is_defined`, [`assert ${subject.name} is not None`]);
      continue;
    }
    add(`${title}_can_be_called`, [`assert callable(${subject.name})`]);
    if (subject.kind === 'class') {
      for (const method of all.filter(
        (member) =>
          member.container === subject.name &&
          member.exported &&
          member.kind === 'method' &&
          !member.accessor,
      )) {
        add(`${title}_offers_${snake(method.name)}`, [
          `assert callable(getattr(${subject.name}, "${method.name}"))`,
        ]);
      }
      continue;
    }
    inspects = true;
    add(`${title}_names_its_parameters`, [
      `assert list(inspect.signature(${subject.name}).parameters) == [${subject.parameters
        .map((parameter) => `"${parameter.name}"`)
        .join(', ')}]`,
    ]);
    const values = argumentsFor(subject.parameters, 'python');
    if (values === undefined || subject.async) {
      continue;
    }
    const call = `${subject.name}(${values.join(', ')})`;
    const type = /^(?:int|float|str|bool|list|dict)\b/.exec(subject.result)?.[0];
    if (
      passesGuards(source, subject, values) &&
      type !== undefined &&
      isSelfContained(source, subject)
    ) {
      add(`${title}_returns_${type}`, [
        `assert isinstance(${call}, ${type === 'float' ? '(int, float)' : type})`,
      ]);
      add(`${title}_gives_the_same_answer_twice`, [`assert ${call} == ${call}`]);
    }
    const refused = refusedArguments(source, subject, values);
    if (refused !== undefined) {
      expects = true;
      add(
        `${title}_refuses_${snake(refused.why.replace('-', 'minus_'))}`,
        unittest
          ? [
              `with self.assertRaises(Exception):`,
              `    ${subject.name}(${refused.values.join(', ')})`,
            ]
          : [`with pytest.raises(Exception):`, `    ${subject.name}(${refused.values.join(', ')})`],
      );
    }
  }
  return {
    imports: [
      ...samples.flatMap((sample) => sample.imports),
      ...(inspects ? ['import inspect'] : []),
      ...(unittest ? ['import unittest'] : expects ? ['', 'import pytest'] : []),
      ...(names.length === 0 ? [] : ['', `from ${task.subject} import ${names.join(', ')}`]),
    ],
    head: unittest
      ? [
          '',
          `class ${subjects[0]?.name.replace(/^./, (first) => first.toUpperCase()) ?? 'Subject'}Test(unittest.TestCase):`,
        ]
      : [],
    cases: unittest || task.insert ? cases : cases.map((text) => `\n${text}`),
    foot: unittest && !task.insert ? ['', 'if __name__ == "__main__":', '    unittest.main()'] : [],
  };
}

function inUnittest(line: string): string {
  const equality = /^assert (.+) == (.+)$/.exec(line);
  return equality === null
    ? line.replace(/^assert (.+)$/, 'self.assertTrue($1)')
    : `self.assertEqual(${equality[1] ?? ''}, ${equality[2] ?? ''})`;
}

function goTests(task: DemoTask, subjects: readonly ScannedDeclaration[]): Draft {
  const name = task.subject.split('/').at(-1) ?? 'main';
  const cases = subjects.map((subject) => {
    if (subject.kind !== 'function') {
      return [
        `func Test${subject.name}HasAZeroValue(t *testing.T) {`,
        `\tvar zero ${subject.name}`,
        `\tif got := fmt.Sprintf("%T", zero); got == "" {`,
        `\t\tt.Errorf("type of the zero value = %q, want a name", got)`,
        '\t}',
        '}',
      ].join('\n');
    }
    const values = argumentsFor(subject.parameters, 'go');
    const result = subject.result.replace(/^\(|\)$/g, '').trim();
    if (values !== undefined && /^(?:u?int\d*|string|bool|byte|rune)$/.test(result)) {
      const call = `${subject.name}(${values.join(', ')})`;
      return [
        `func Test${subject.name}GivesTheSameAnswerTwice(t *testing.T) {`,
        `\tfirst := ${call}`,
        `\tif second := ${call}; second != first {`,
        `\t\tt.Errorf("${subject.name} = %v, then %v", first, second)`,
        '\t}',
        '}',
      ].join('\n');
    }
    return [
      `func Test${subject.name}IsAFunction(t *testing.T) {`,
      `\tif got := fmt.Sprintf("%T", ${subject.name}); got[:4] != "func" {`,
      `\t\tt.Errorf("${subject.name} is a %s, want a func", got)`,
      '\t}',
      '}',
    ].join('\n');
  });
  const samples = subjects.flatMap((subject) => GO_SAMPLES[subject.name] ?? []);
  const known = samples.map((sample) =>
    [
      `func Test${sample.name}(t *testing.T) {`,
      ...sample.lines.map((line) => `\t${line}`),
      '}',
    ].join('\n'),
  );
  const modules = [
    ...samples.flatMap((sample) => sample.imports),
    ...(cases.some((text) => text.includes('fmt.')) ? ['fmt'] : []),
    'testing',
  ].toSorted();
  return {
    imports: [
      ...(task.insert ? [] : [`package ${name.replace(/\W/g, '') || 'main'}`, '']),
      ...(modules.length > 1
        ? ['import (', ...modules.map((module) => `\t"${module}"`), ')']
        : ['import "testing"']),
    ],
    head: [],
    cases: [...known, ...cases],
    foot: [],
  };
}

function rustTests(task: DemoTask, subjects: readonly ScannedDeclaration[]): Draft {
  const isInside = task.subject.startsWith('super');
  const names = subjects.map((subject) => subject.name).join(', ');
  return {
    // The module of the tests has all of its file already.
    imports: isInside || subjects.length === 0 ? [] : [`use ${task.subject}::{${names}};`],
    head: [],
    cases: [
      ...subjects.map((subject) =>
        [
          '#[test]',
          `fn ${snake(subject.name)}_has_a_name() {`,
          subject.kind === 'function'
            ? `    assert!(std::any::type_name_of_val(&${subject.name}).contains("${subject.name}"));`
            : `    assert!(std::any::type_name::<${subject.name}>().contains("${subject.name}"));`,
          '}',
        ].join('\n'),
      ),
      ...(subjects.length > 0
        ? []
        : ['#[test]\nfn module_has_a_path() {\n    assert!(module_path!().contains("test"));\n}']),
    ],
    foot: [],
  };
}

function otherTests(
  source: Source,
  task: DemoTask,
  subjects: readonly ScannedDeclaration[],
): Draft {
  if (source.language === 'java' || source.language === 'kotlin') {
    const subject = subjects[0]?.name ?? 'Subject';
    return {
      imports: [
        'import static org.junit.jupiter.api.Assertions.assertEquals;',
        '',
        'import org.junit.jupiter.api.Test;',
        ...(task.subject.includes('.') ? [`import ${task.subject};`] : []),
      ],
      head: [`class ${subject}Test {`],
      cases: subjects.map((each) =>
        [
          '    @Test',
          `    void ${each.name.replace(/^./, (first) => first.toLowerCase())}KeepsItsName() {`,
          `        assertEquals("${each.name}", ${each.name}.class.getSimpleName());`,
          '    }',
        ].join('\n'),
      ),
      foot: ['}'],
    };
  }
  return {
    imports: [],
    head: [],
    cases: subjects.map((subject) => `test ${subject.name}`),
    foot: [],
  };
}

/** Arguments that a caller may pass, or undefined where a type is none of the simple ones. */
function argumentsFor(
  parameters: readonly ScannedParameter[],
  language: 'ts' | 'python' | 'go',
  source?: Source,
): readonly string[] | undefined {
  const values: string[] = [];
  for (const parameter of parameters) {
    if (parameter.optional || parameter.rest) {
      break;
    }
    const value =
      source === undefined || parameter.destructured
        ? valueOf(parameter, language)
        : scriptValue(source, parameter.type);
    if (value === undefined) {
      return undefined;
    }
    values.push(value);
  }
  return values;
}

/**
 * A value of a written type: literals, lists, and objects of the interfaces that the file
 * declares, their required fields filled. undefined where nothing simple fits.
 */
function scriptValue(source: Source, written: string, depth = 0): string | undefined {
  const type = written.trim().replace(/^readonly\s+/, '');
  const simple = valueOf(
    { name: '', type, optional: false, hasDefault: false, rest: false, destructured: false },
    'ts',
  );
  if (simple !== undefined) {
    return simple;
  }
  const literal = /^('[^']*'|"[^"]*"|-?\d+|true|false|null)\s*(?:\||$)/.exec(type)?.[1];
  if (literal !== undefined) {
    return literal;
  }
  if (type === 'Date') {
    return 'new Date(0)';
  }
  if (type === 'unknown') {
    return "'sample'";
  }
  if (/^Record<string, (?:string|unknown)>$/.test(type)) {
    return "{ name: '1' }";
  }
  if (/^\{[^}]*\}\[\]$/.test(type)) {
    return '[]';
  }
  const element = /^(.+)\[\]$/.exec(type)?.[1];
  if (element !== undefined) {
    const value = scriptValue(source, element, depth + 1);
    return value === undefined ? undefined : `[${value}]`;
  }
  const fields = fieldsOf(source, type);
  if (fields === undefined || depth > 3) {
    return undefined;
  }
  const parts = fields
    .filter((field) => !field.optional)
    .map((field) => {
      const value = scriptValue(source, field.type, depth + 1);
      return value === undefined ? undefined : `${field.name}: ${value}`;
    });
  return parts.includes(undefined) ? undefined : `{ ${parts.join(', ')} }`;
}

/** Fields of an interface of the file; undefined where it is none or holds more than fields. */
function fieldsOf(
  source: Source,
  name: string,
):
  | readonly { readonly name: string; readonly type: string; readonly optional: boolean }[]
  | undefined {
  const declaration = scan(source).find(
    (candidate) => candidate.name === name && candidate.kind === 'interface',
  );
  if (declaration === undefined) {
    return undefined;
  }
  const fields = bodyLines(source, declaration)
    .slice(1, -1)
    .filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/.test(line))
    .map((line) => /^\s*(?:readonly\s+)?(\w+)(\?)?:\s*(.+?);?\s*$/.exec(line));
  return fields.some((field) => field === null)
    ? undefined
    : fields.map((field) => ({
        name: field?.[1] ?? '',
        type: field?.[3] ?? '',
        optional: field?.[2] !== undefined,
      }));
}

function valueOf(
  parameter: ScannedParameter,
  language: 'ts' | 'python' | 'go',
): string | undefined {
  const type = parameter.type.replace(/\s+/g, ' ');
  if (parameter.destructured) {
    return undefined;
  }
  if (/^(?:number|int|u?int\d*|float|float\d*)$/.test(type)) {
    return '2';
  }
  if (/^(?:string|str)$/.test(type)) {
    return language === 'ts' ? "'sample'" : '"sample"';
  }
  if (/^(?:boolean|bool)$/.test(type)) {
    return language === 'python' ? 'True' : 'true';
  }
  if (
    /^(?:readonly )?number\[\]$|^(?:ReadonlyArray|Array)<number>$|^list\[(?:int|float)\]$/i.test(
      type,
    )
  ) {
    return '[1, 2, 3]';
  }
  if (/^(?:readonly )?string\[\]$|^(?:ReadonlyArray|Array)<string>$|^list\[str\]$/i.test(type)) {
    return language === 'ts' ? "['a', 'b']" : '["a", "b"]';
  }
  if (/^\[\](?:u?int\d*|float\d*)$/.test(type)) {
    return `${type}{1, 2, 3}`;
  }
  return type === '[]string' ? '[]string{"a", "b"}' : undefined;
}

/** What `length` of a function says: parameters before the first with a default, or the rest. */
function arity(subject: ScannedDeclaration): number {
  const stop = subject.parameters.findIndex((parameter) => parameter.rest || parameter.hasDefault);
  return stop < 0 ? subject.parameters.length : stop;
}

/** Whether simple arguments pass every guard of a body, all of them being of the simple kind. */
function passesGuards(
  source: Source,
  declaration: ScannedDeclaration,
  values: readonly string[],
): boolean {
  const body = bodyLines(source, declaration).join('\n');
  const guards = [
    ...body.matchAll(
      /if\s*\(?\s*(\w+)\s*(<=|<|>=|>|===?)\s*(-?\d+)\s*\)?\s*[{:]?\s*(?:throw|raise)\b/g,
    ),
  ];
  return (
    guards.length === (body.match(/\b(?:throw|raise|panic)\b/g)?.length ?? 0) &&
    guards.every((guard) => {
      const index = declaration.parameters.findIndex((parameter) => parameter.name === guard[1]);
      const value = Number(values[index]);
      const limit = Number(guard[3]);
      switch (guard[2]) {
        case '<':
          return value >= limit;
        case '<=':
          return value > limit;
        case '>':
          return value <= limit;
        case '>=':
          return value < limit;
        default:
          return value !== limit;
      }
    })
  );
}

/** Neither clock, chance, files nor network: the same arguments give the same result. */
function isSelfContained(source: Source, declaration: ScannedDeclaration): boolean {
  return !bodyLines(source, declaration).some((line) =>
    /\b(?:Date|random|Math\.random|fetch|await|fs|os|open|requests?|process|time|datetime|uuid|performance|console)\b[.(]/i.test(
      line,
    ),
  );
}

function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\W+/g, '_')
    .toLowerCase();
}
