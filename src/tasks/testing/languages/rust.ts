import type { ProjectFiles } from '../../task.ts';
import { withoutComments } from '../commentsOut.ts';
import type { Framework } from '../framework.ts';
import type { ImportReader } from '../imports/importParts.ts';
import { ofParts } from '../imports/importParts.ts';
import { stemOf } from '../places/testPlace.ts';
import { completePlan } from '../planParts.ts';
import { fileOf, folderOf, joinPath } from '../projectPath.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const CARGO_TEST: Framework = {
  name: 'cargo test',
  inSubject: true,
  cases: /#\[\s*(?:\w+::)*(?:test|rstest|test_case|proptest|tokio_test)\b/g,
  extent: 'braces',
  assertion:
    /\b(?:debug_)?(?:assert|panic|unreachable|prop_assert|matches|expect|verify|check|require|fail|ensure)\w*!|\bshould_panic\b|\.unwrap(?:_err)?\s*\(|\.expect(?:_err)?\s*\(|\?;|->\s*(?:\w+::)*Result\b|\bassert\w*\s*\(|\b(?:quickcheck|QuickCheck|proptest)\b/,
  skipped: /#\[\s*(?:cfg_attr\s{0,9}\([^()[\]]{0,300},\s{0,20})?ignore\b/g,
  focused: undefined,
  group: /\bmod[ \t]+(?:\w+_)?(?:unit_?)?tests?[ \t]*\{/g,
  guide: 'cases for a #[cfg(test)] mod tests at the end of the same file, which has use super::*',
};

/** `#[cfg(test)] mod tests;`: the module is a file of its own, which another attribute may name. */
const DECLARED =
  /^[ \t]*(?:pub(?:\([^()\n]*\))?[ \t]+)?mod[ \t]+((?:\w+_)?(?:unit_?)?tests?)[ \t]*;/m;

/** Rust: unit tests live at the end of the file they test, or in the file of its module of tests. */
async function planRust(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const plan = {
    framework: CARGO_TEST,
    isDefault: false,
    subject: 'super::*',
    // Everything in the file is in reach.
    mentions: subject.declarations.map(({ name }) => name),
    reached: [/\buse\s+(?:super|crate)\b/, /\bsuper::/, /\bcrate::/],
  } as const;
  const path = await moduleFile(subject, files);
  if (path !== undefined) return completePlan({ path, sibling: undefined }, files, plan);
  return { ...plan, path: subject.path, existing: subject.source, sibling: undefined };
}

/** The file of the module of tests that a file declares. */
async function moduleFile(subject: Subject, files: ProjectFiles): Promise<string | undefined> {
  const code = withoutComments(subject.source);
  const found = DECLARED.exec(code);
  const name = found?.[1];
  if (found === null || name === undefined) return undefined;
  const folder = folderOf(subject.path);
  const attributes = code.slice(Math.max(0, found.index - 400), found.index);
  const given = /#\[\s{0,20}path\s{0,20}=\s{0,20}"([^"\n]+)"\s{0,20}\](?:\s|#\[[^\]]*\])*$/.exec(
    attributes,
  )?.[1];
  if (given !== undefined) return joined(folder, given);
  const stem = stemOf(subject.path);
  // Roots of crates and modules that are folders have theirs beside them.
  const isRoot =
    ['lib', 'main', 'mod', 'build'].includes(stem) ||
    /(?:^|\/)(?:bin|examples|tests|benches)$/.test(folder);
  const own = isRoot ? folder : joinPath(folder, stem);
  const inFolder = joinPath(own, name, 'mod.rs');
  return (await files.exists(inFolder)) ? inFolder : joinPath(own, `${name}.rs`);
}

/** A path below a folder, or undefined where it leads out of the project. */
function joined(folder: string, path: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  const found = parts.join('/');
  return fileOf(found).endsWith('.rs') ? found : undefined;
}

const EXTERN_CRATE = /^(?:pub(?:\([^()]*\))?\s+)?extern\s+crate\s+(\w+)(?:\s+as\s+(\w+))?\s*;/;

const readImport: ImportReader = (text) => {
  const [, crate, called = crate] = EXTERN_CRATE.exec(text) ?? [];
  if (crate !== undefined && called !== undefined) {
    return ofParts(text, [{ text, local: called, source: crate }], () => '');
  }
  const [, lead = '', tree = ''] =
    /^((?:pub(?:\([^()]*\))?\s+)?use\s+)([^\s;][^;]*);/.exec(text) ?? [];
  const parts = leavesOf(tree.replace(/\s+/g, ' ').trim()).map((path) => {
    const [whole = path, alias] = path.split(' as ');
    const source = whole.replace(/::self$/, '');
    const last = source.slice(source.lastIndexOf(':') + 1);
    const local = alias === '_' || last === '*' ? path : (alias ?? last);
    return { text: `${lead}${source}${alias === undefined ? '' : ` as ${alias}`};`, local, source };
  });
  return ofParts(text, parts, (kept) => kept.map((one) => one.text).join('\n'));
};

/** `a::{b, c::{d}}` as `a::b` and `a::c::d`. */
function leavesOf(tree: string): readonly string[] {
  const leaves: string[] = [];
  const prefixes: string[] = [''];
  let piece = '';
  const flush = (): void => {
    const found = piece.trim();
    if (found !== '') leaves.push(`${prefixes.at(-1)}${found}`);
    piece = '';
  };
  for (const sign of tree) {
    if (sign === '{') {
      prefixes.push(`${prefixes.at(-1)}${piece.trim()}`);
      piece = '';
    } else if (sign === '}') {
      flush();
      if (prefixes.length > 1) prefixes.pop();
    } else if (sign === ',') flush();
    else piece += sign;
  }
  flush();
  return leaves;
}

/** Rust. */
export const rust: TestLanguage = {
  plan: planRust,
  testFiles: ['**/tests/*.rs', '**/tests.rs'],
  throwing: '{ panic!("emptied") }',
  caseHomes: ['module'],
  hasTestModules: true,
  fileAttributes: /^(?:\s{0,99}#!\[[^\]\n]{0,400}\][ \t]{0,9}\n)+/,
  readImport,
  // Cases are in a module, whose names are others.
  partsNames: true,
};
