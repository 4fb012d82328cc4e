import type { Git } from './gitProgram.ts';

/** Plain files of a commit by their path from a folder of the repository, each with the id of its text. */
export type Tree = ReadonlyMap<string, string>;

/** Bytes of all texts that are read at once. */
const MOST_BYTES = 64_000_000;

/** How a text begins that stands for a file which Git LFS keeps elsewhere. */
const ELSEWHERE = 'version https://git-lfs.github.com/spec/v1\n';

/** The plain files of a commit below a prefix, which is left out of their paths. */
export async function treeOf(
  git: Git,
  commit: string,
  prefix: string,
  signal: AbortSignal,
): Promise<Tree> {
  const said = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit], signal);
  const files = new Map<string, string>();
  for (const line of said.toString('utf8').split('\0')) {
    const [about = '', path] = line.split('\t');
    const [mode = '', , id = ''] = about.split(' ');
    if (path === undefined || !mode.startsWith('100') || !path.startsWith(prefix)) continue;
    files.set(path.slice(prefix.length), id);
  }
  return files;
}

/**
 * Paths below a prefix that are not as the last commit has them: changed, staged, deleted or not known to Git. What
 * Git is told to ignore is not among them, and no submodule is looked into. No filter is run, so a file that has one
 * may be among them though it has not changed.
 */
export async function uncommitted(
  git: Git,
  prefix: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const said = await git.run(
    [
      'status',
      '--porcelain=v1',
      '-z',
      '--untracked-files=all',
      '--ignore-submodules=all',
      '--no-renames',
    ],
    signal,
  );
  const paths = said
    .toString('utf8')
    .split('\0')
    .filter((line) => line.length > 3)
    .map((line) => line.slice(3));
  return new Set(
    paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)),
  );
}

/**
 * Texts by their ids, line ends as they are; those that are no text, stand for what lies elsewhere, or are not there
 * are left out.
 * @throws when they are too much
 */
export async function textsOf(
  git: Git,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids)];
  const texts = new Map<string, string>();
  if (asked.length === 0) return texts;
  const sizes = await git.run(['cat-file', '--batch-check'], signal, `${asked.join('\n')}\n`);
  const total = sizes
    .toString('utf8')
    .split('\n')
    .reduce((sum, line) => sum + (Number(line.split(' ')[2]) || 0), 0);
  if (total > MOST_BYTES) throw new Error('The texts of a commit are too much to be read.');
  const said = await git.run(['cat-file', '--batch'], signal, `${asked.join('\n')}\n`);
  for (let at = 0; at < said.length;) {
    const end = said.indexOf(10, at);
    if (end < 0) break;
    const [id = '', type, size = ''] = said.subarray(at, end).toString('utf8').split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    const bytes = said.subarray(at, at + Number(size));
    at += Number(size) + 1;
    const text = bytes.toString('utf8');
    // On the disk there is the file itself.
    if (text.startsWith(ELSEWHERE)) continue;
    // What is no text would be another one when it is written.
    if (!text.includes('\0') && Buffer.byteLength(text) === bytes.length) texts.set(id, text);
  }
  return texts;
}
