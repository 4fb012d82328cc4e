import { word } from '../mentions.ts';
import { fileOf, folderOf, joinPath } from '../projectPath.ts';

/** Quoted paths that start here or above. */
const RELATIVE = /['"`](\.{1,2}\/[^'"`\n]{0,300}|\.{1,2})['"`]/g;

/** Whether the text of a test names a file: by a path from where the test lies, or by its folder's name. */
export function isNamedIn(text: string, test: string, subject: string): boolean {
  const bare = subject.replace(/\.[^./]+$/, '');
  const wanted = new Set([bare, bare.replace(/(?:^|\/)(?:index|__init__|mod)$/, '')]);
  for (const [, path = ''] of text.matchAll(RELATIVE)) {
    const found = resolved(folderOf(test), path).replace(/\.[cm]?[jt]sx?$/, '');
    if (wanted.has(found)) return true;
  }
  const stem = fileOf(bare);
  const parent = fileOf(folderOf(bare));
  if (parent === '') {
    return new RegExp(`^[ \\t]*(?:from|import|require\\S*)[ \\t]+['"]?${word(stem)}\\b`, 'm').test(
      text,
    );
  }
  // `b.utils`, `b/utils`, `B\Utils`, `b::utils`, `from a.b import utils`.
  return (
    new RegExp(
      `\\b${word(parent)}(?:[./\\\\]|::|[ \\t]+import[ \\t]+(?:[^\\n]{0,200}\\b)?)${word(stem)}\\b`,
      'i',
    ).test(text) || namesPackage(text, parent)
  );
}

/** In languages whose files belong to a package or namespace that their folder is called by. */
function namesPackage(text: string, parent: string): boolean {
  return new RegExp(
    `^[ \\t]*(?:package|namespace|using|use)[ \\t]+(?:[\\w\\\\.]+[\\\\.])?${word(parent)}[ \\t]{0,20}[;{]?[ \\t]{0,20}$`,
    'im',
  ).test(text);
}

/** Whether the text of a test names another file of the same name, by a path from where the test lies. */
export function namesAnother(text: string, subject: string): boolean {
  const stem = fileOf(subject.replace(/\.[^./]+$/, ''));
  const stems = [...text.matchAll(RELATIVE)].map(([, path = '']) =>
    fileOf(path).replace(/\.[cm]?[jt]sx?$/, ''),
  );
  return stems.includes(stem);
}

function resolved(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return joinPath(...parts);
}
