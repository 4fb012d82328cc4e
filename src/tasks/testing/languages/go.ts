import type { ProjectFiles } from '../../task.ts';
import type { Framework } from '../framework.ts';
import type { ImportReader } from '../imports/importParts.ts';
import { ofParts } from '../imports/importParts.ts';
import { word } from '../mentions.ts';
import { stemOf } from '../places/testPlace.ts';
import { completePlan } from '../planParts.ts';
import { folderOf, joinPath } from '../projectPath.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const GO_TEST: Framework = {
  name: 'go test',
  // Methods belong to suites; a benchmark measures and need not assert.
  cases:
    /^func\s+(?:\(\w+\s+\*?\w+\)\s*)?(?:Test|Fuzz|Example)(?![a-z])\w*\s*\(|^[ \t]+[FPX]?(?:It|Specify)\(/gm,
  extent: 'braces',
  assertion:
    /\b(?:t|tb|b|f|c|tt)\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow|Assert|Check)\b|\b(?:assert|require|is|qt|g|check|be)\.\w+\s*\(|\b(?:Expect|Eventually|Consistently|So)\w*\s*\(|\bΩ\(|\.(?:Require|Assert|Expect)\(\)|\.(?:Assert|ExpectationsWereMet)\w*\s*\(|\b(?:rapid|quick)\.Check\w*\s*\(|^func\s+\((\w+)\s[^]*?\b\1\.(?:Equal|Exactly|NotEqual|True|False|Nil|NotNil|NoError|Error|Panics|NotPanics|Len|Empty|NotEmpty|Contains|NotContains|ElementsMatch|Subset|Greater|Less|Zero|NotZero|InDelta|InEpsilon|JSONEq|YAMLEq|Regexp|Eventually|Never|IsType|Implements|Same|NotSame|WithinDuration|FileExists|DirExists|Positive|Negative|Fail|Condition)\w*\(|\bpanic\s*\(|\w\((?:t|tb|c)(?:,|\))/,
  skipped:
    /\b(?:t|tb|T\(\))\.Skip(?:f|Now)?\s*\(|^[ \t]+[PX](?:It|Specify|Describe|Context|When)\(/gm,
  focused: /^[ \t]+F(?:It|Specify|Describe|Context|When)\(/gm,
  example: /^func\s+Example/,
  group: undefined,
  guide: 'package testing, table-driven where it helps, same package as the subject',
  collecting: { by: 'go' },
  runsFolders: true,
};

/** Go: beside the subject, in its package. */
async function planGo(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const folder = folderOf(subject.path);
  const path = joinPath(folder, `${stemOf(subject.path)}_test.go`);
  const near = await files.find(joinPath(folder, '*_test.go'), path, 5);
  const others = near.length > 0 ? near : await files.find('**/*_test.go', path, 5);
  const name = /^package\s+(\w+)/m.exec(subject.code ?? subject.source)?.[1] ?? 'main';
  return completePlan({ path, sibling: others.find((one) => one !== path) }, files, {
    framework: GO_TEST,
    isDefault: false,
    subject: name,
    // Everything in the package is in reach.
    mentions: subject.declarations.map((one) => one.name),
    reached: [new RegExp(`^package\\s+${word(name)}(?:_test)?\\b`, 'm')],
  });
}

const readImport: ImportReader = (text) => {
  const [, inside] = /^import\s*\(([^]*)\)$/.exec(text) ?? [];
  // Specs stand on lines, or between semicolons.
  const list = inside?.split(/\n|;/) ?? [text.replace(/^import\s*/, '')];
  const parts = list.flatMap((line) => {
    const [spec, alias, path = ''] = /^\s*(?:([\w.]+)\s*)?["`]([^"`\n]+)["`]/.exec(line) ?? [];
    if (spec === undefined) return [];
    const last = path.split('/').filter((one) => !/^v\d+$/.test(one));
    const bare = (last.at(-1) ?? path).replace(/\.v\d+$/, '').replace(/^go-|-go$/, '');
    // Those two are no names: what they do is done once for each path.
    const local = alias === '.' || alias === '_' ? `${alias} ${path}` : (alias ?? bare);
    return [{ text: spec.trim(), local, source: path }];
  });
  if (!text.startsWith('import')) return undefined;
  return ofParts(text, parts, (kept) => kept.map((one) => `import ${one.text}`).join('\n'));
};

/** Go. */
export const go: TestLanguage = {
  plan: planGo,
  testFiles: ['**/*_test.go'],
  throwing: '{ panic("emptied");',
  keepsBodies: true,
  caseHomes: [],
  head: /^[ \t]*package[ \t]+\w+[ \t]*(?:;[ \t]*)?$/m,
  beforeImports: [/^package[ \t]+\w/m],
  readImport,
  oneMethodAName: true,
};
