import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files by their path; null removes one. */
type Files = Readonly<Record<string, string | null>>;

/** A real repository in a folder. */
export class GitRepository {
  readonly folder: string;

  /** A new one in a folder of its own, or in one that is there. */
  constructor(folder = mkdtempSync(join(tmpdir(), 'tw-git-'))) {
    this.folder = folder;
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...args: readonly string[]): string {
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
    const options = { cwd: this.folder, encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('git', [...author, '-c', 'protocol.file.allow=always', ...args], options);
  }

  write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      const name = join(this.folder, path);
      if (text === null) rmSync(name);
      else {
        mkdirSync(dirname(name), { recursive: true });
        writeFileSync(name, text);
      }
    }
  }

  /** Writes files and commits all that has changed; gives the commit's id. */
  commit(message: string, files: Files): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', `--message=${message}`);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** What every file in it holds, Git's own too: the same for two looks where nothing was written between. */
  fingerprint(isSeen: (path: string) => boolean = () => true): string {
    return fingerprintOf(this.folder, isSeen);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What every file below a folder holds, and when it was written. */
export function fingerprintOf(folder: string, isSeen: (path: string) => boolean): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (!isSeen(name)) continue;
      const whole = join(folder, name);
      const { mode, mtimeMs } = lstatSync(whole);
      hash.update(`${name}\0${mode}\0`);
      if (entry.isDirectory()) add(name);
      else if (entry.isSymbolicLink()) hash.update(readlinkSync(whole));
      else hash.update(`${mtimeMs}\0`).update(readFileSync(whole));
    }
  };
  add('');
  return hash.digest('hex');
}
