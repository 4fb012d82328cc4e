import type { DemoTask } from '../prompt.ts';
import type { Source } from '../source.ts';
import { cppTests } from './cppTests.ts';

/** Tests of the types of a file, for languages whose values the demo does not make up. */
export interface TypeTests {
  readonly imports: readonly string[];
  readonly head: readonly string[];
  readonly cases: readonly string[];
  readonly foot: readonly string[];
}

const MOST_TYPES = 4;

/** A type with the modules around it. */
interface NamedType {
  readonly name: string;
  readonly around: readonly string[];
}

/** Types by their shape: those in the target, else all of the file. */
function typesOf(source: Source): readonly NamedType[] {
  const around: { readonly name: string; readonly indent: number }[] = [];
  const found = source.masked.flatMap((line, index) => {
    const [, indent = '', kind = '', name = ''] =
      /^(\s*)(?:[\w[\]]+\s+)*?(class|struct|interface|record|enum|trait|module)\s+([A-Z]\w*)/.exec(
        line,
      ) ?? [];
    if (name === '') {
      return [];
    }
    while ((around.at(-1)?.indent ?? -1) >= indent.length) {
      around.pop();
    }
    const type = {
      name,
      around: around.map((one) => one.name),
      number: source.firstNumber + index,
    };
    around.push({ name, indent: indent.length });
    return kind === 'module' && type.around.length > 0 ? [] : [type];
  });
  const { first, last } = source.target;
  const inside = found.filter(({ number }) => number >= first && number <= last);
  return (inside.length > 0 ? inside : found).slice(0, MOST_TYPES);
}

/** Functions at the top of a file. */
function functionsOf(source: Source): readonly string[] {
  return source.masked
    .flatMap((line) => /^(?:def|function|(?:pub\s+)?fn)\s+(\w+)/.exec(line)?.[1] ?? [])
    .slice(0, MOST_TYPES);
}

/** Such tests, or undefined for another language. */
export function typeTests(source: Source, task: DemoTask): TypeTests | undefined {
  switch (source.language) {
    case 'csharp':
      return csharpTests(source, task);
    case 'php':
      return phpTests(source, task);
    case 'ruby':
      return rubyTests(source, task);
    case 'c':
    case 'cpp':
      return cppTests(source, task);
    default:
      return undefined;
  }
}

function csharpTests(source: Source, task: DemoTask): TypeTests {
  const framework = task.framework.toLowerCase();
  const [using, mark, equal, onClass] = framework.includes('nunit')
    ? ['NUnit.Framework', 'Test', 'AreEqual', '']
    : framework.includes('mstest')
      ? ['Microsoft.VisualStudio.TestTools.UnitTesting', 'TestMethod', 'AreEqual', '[TestClass]\n']
      : ['Xunit', 'Fact', 'Equal', ''];
  const types = typesOf(source).filter(({ around }) => around.length === 0);
  const first = types[0]?.name ?? 'Subject';
  return {
    imports: [
      `using ${using};`,
      ...(/^[A-Z][\w.]*$/.test(task.subject) && task.subject !== first
        ? [`using ${task.subject};`]
        : []),
    ],
    head: [`${onClass}public class ${first}Tests\n{`],
    cases: types.map(({ name }) =>
      [
        `    [${mark}]`,
        `    public void ${name}KeepsItsName()`,
        '    {',
        `        Assert.${equal}("${name}", typeof(${name}).Name);`,
        '    }',
      ].join('\n'),
    ),
    foot: ['}'],
  };
}

function phpTests(source: Source, task: DemoTask): TypeTests {
  const types = typesOf(source);
  const functions = functionsOf(source);
  const space = task.subject.includes('\\')
    ? task.subject.slice(0, task.subject.lastIndexOf('\\'))
    : '';
  const first = types[0]?.name ?? task.subject.split('\\').at(-1) ?? 'Subject';
  const exists = (name: string) =>
    `class_exists(${name}::class) || interface_exists(${name}::class) || trait_exists(${name}::class)`;
  const inserts = task.insert
    ? []
    : ['<?php\n\ndeclare(strict_types=1);\n', 'use PHPUnit\\Framework\\TestCase;'];
  return {
    imports: [
      ...inserts,
      ...types.map(({ name }) => `use ${space === '' ? '' : `${space}\\`}${name};`),
    ],
    head: [`final class ${first}Test extends TestCase\n{`],
    cases: [
      ...types.map(({ name }) => phpCase(name, exists(name))),
      ...(types.length > 0
        ? []
        : functions.map((name) =>
            phpCase(
              name,
              `function_exists('${space === '' ? '' : `${space}\\`.replaceAll('\\', '\\\\')}${name}')`,
            ),
          )),
    ],
    foot: ['}'],
  };
}

function phpCase(name: string, condition: string): string {
  return [
    `    public function test${name.replace(/^./, (letter) => letter.toUpperCase())}IsThere(): void`,
    '    {',
    `        $this->assertTrue(${condition});`,
    '    }',
  ].join('\n');
}

function rubyTests(source: Source, task: DemoTask): TypeTests {
  const types = typesOf(source).map(({ name, around }) => [...around, name].join('::'));
  const [first = 'Subject'] = types;
  const functions = types.length > 0 ? [] : functionsOf(source);
  const load =
    task.subject.startsWith('.') || task.subject.includes('../')
      ? `require_relative '${task.subject}'`
      : `require '${task.subject}'`;
  const named = (text: string) => text.replaceAll('::', '_').toLowerCase();
  if (task.framework.toLowerCase().includes('rspec')) {
    return {
      imports: [load],
      head: [`RSpec.describe '${first}' do`],
      cases: [
        ...types.map((name) =>
          [`  it 'has ${name}' do`, `    expect(${name}.name).to eq('${name}')`, '  end'].join(
            '\n',
          ),
        ),
        ...functions.map((name) =>
          [
            `  it 'has ${name}' do`,
            `    expect(respond_to?(:${name}, true)).to be(true)`,
            '  end',
          ].join('\n'),
        ),
      ],
      foot: ['end'],
    };
  }
  return {
    imports: ["require 'minitest/autorun'", load],
    head: [`class ${first.replaceAll('::', '')}Test < Minitest::Test`],
    cases: [
      ...types.map((name) =>
        [
          `  def test_${named(name)}_is_there`,
          `    assert_equal '${name}', ${name}.name`,
          '  end',
        ].join('\n'),
      ),
      ...functions.map((name) =>
        [`  def test_${name}_is_there`, `    assert respond_to?(:${name}, true)`, '  end'].join(
          '\n',
        ),
      ),
    ],
    foot: ['end'],
  };
}
