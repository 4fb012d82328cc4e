import type { ProjectFiles } from '../../task.ts';
import { withoutComments } from '../commentsOut.ts';
import { completePlan } from '../planParts.ts';
import { fileOf, folderOf, joinPath } from '../projectPath.ts';
import { stemOf } from '../testPlace.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

/** `#[cfg(test)] mod tests;`: the module is a file of its own, which another attribute may name. */
const DECLARED =
  /^[ \t]*(?:pub(?:\([^()\n]*\))?[ \t]+)?mod[ \t]+((?:\w+_)?(?:unit_?)?tests?)[ \t]*;/m;

/** Rust: unit tests live at the end of the file they test, or in the file of its module of tests. */
export async function planRust(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const plan = {
    framework: 'cargo test',
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
