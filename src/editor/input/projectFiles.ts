import { RelativePattern, Uri, workspace } from 'vscode';
import type { PathRules } from '../../models/paths/pathRules.ts';
import { pathBelow } from '../../models/paths/pathRules.ts';
import { nearestFirst } from '../../tasks/pathDistance.ts';
import type { ProjectFiles } from '../../tasks/task.ts';
import type { DocumentPlace } from '../documents/documentPlace.ts';
import { bytesOf, entriesOf, isMissing, isThere, statOf } from '../documents/filePresence.ts';
import { realPathOf } from '../documents/realPath.ts';
import { isProjectsOwnInstructions } from '../settings/instructionFiles.ts';

const MAX_BYTES = 512_000;
const MAX_FOUND = 2000;
/**
 * Searches of the whole root that one run may make, beside those of the package around its file: in a
 * large repository each of them walks tens of thousands of files.
 */
const MOST_WHOLE_SEARCHES = 16;
/** What marks the folder of a package. */
const MANIFESTS = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'Gemfile',
  'composer.json',
];
/** Paths whose links are followed at a time. */
const AT_ONCE = 50;
const NOT_SOURCE = '**/{node_modules,.git,dist,build,out,target,vendor,.venv,venv,__pycache__}/**';

/** The user's files around one document: read only, bounded, and never those not to be sent. */
export class WorkspaceFiles implements ProjectFiles {
  readonly #root: Uri | undefined;
  readonly #isInWorkspace: boolean;
  readonly #rules: PathRules;
  #realRoot: Promise<string | undefined> | undefined;
  /** Searches of the whole root that are still allowed. */
  #wholeSearches = MOST_WHOLE_SEARCHES;
  readonly #packages = new Map<string, Promise<string>>();

  constructor(place: Pick<DocumentPlace, 'root' | 'isInWorkspace'>, rules: PathRules) {
    this.#root = place.root;
    this.#isInWorkspace = place.isInWorkspace;
    this.#rules = rules;
  }

  async read(path: string): Promise<string | undefined> {
    // What tells a model what to do is not read in a folder that is not trusted.
    if (isProjectsOwnInstructions(path) && !workspace.isTrusted) return undefined;
    const uri = await this.#allowed(path);
    if (uri === undefined) return undefined;
    const open = workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (open !== undefined) return open.getText().replace(/\r\n?/g, '\n');
    try {
      const { kind, isLink, size } = await statOf(uri);
      // A link may lead anywhere, to a file that must not be sent too.
      if (kind !== 'file' || isLink || size > MAX_BYTES) return undefined;
      return decoded(await bytesOf(uri, MAX_BYTES));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async exists(path: string): Promise<boolean> {
    const uri = await this.#allowed(path);
    return uri !== undefined && (await isThere(uri));
  }

  async find(glob: string, near: string, limit: number): Promise<readonly string[]> {
    // Without an open folder the root is just where the file lies, maybe a whole home folder.
    if (this.#root === undefined || !this.#isInWorkspace) return [];
    const own = await this.#packageOf(near);
    const inPackage = own === '' ? [] : await this.#search(this.#root, own, glob);
    const paths = nearestFirst(
      inPackage.length > 0 ? inPackage : await this.#searchRoot(this.#root, glob),
      near,
    );
    const kept: string[] = [];
    for (let at = 0; at < paths.length && kept.length < limit; at += AT_ONCE) {
      const some = paths.slice(at, at + AT_ONCE);
      const allowed = await Promise.all(some.map((path) => this.#allowed(path)));
      kept.push(...some.filter((_, index) => allowed[index] !== undefined));
    }
    return kept.slice(0, limit);
  }

  /**
   * Files below a folder of the root, at most `limit`, sorted; links are not followed. Of a folder that
   * is not there, or is small, much sooner than a search.
   */
  async below(folder: string, limit: number): Promise<readonly string[]> {
    if (!this.#isInWorkspace) return [];
    const found: string[] = [];
    const folders = [folder];
    for (let at = 0; at < Math.min(folders.length, limit) && found.length < limit; at++) {
      const path = folders[at] ?? '';
      const uri = await this.#allowed(path);
      for (const { name, kind } of uri === undefined ? [] : await entriesOf(uri)) {
        if (kind === 'file') found.push(`${path}/${name}`);
        if (kind === 'folder') folders.push(`${path}/${name}`);
      }
    }
    return found.sort().slice(0, limit);
  }

  /** In the whole root, which may be a repository of many packages: a few times, and then never again. */
  async #searchRoot(root: Uri, glob: string): Promise<readonly string[]> {
    if (this.#wholeSearches === 0) return [];
    this.#wholeSearches -= 1;
    return this.#search(root, '', glob);
  }

  /** Paths below a folder of the root, relative to the root. */
  async #search(root: Uri, folder: string, glob: string): Promise<readonly string[]> {
    const within = folder === '' ? root : Uri.joinPath(root, folder);
    const pattern = new RelativePattern(within, glob);
    const found = await workspace.findFiles(pattern, NOT_SOURCE, MAX_FOUND);
    const base = root.path.endsWith('/') ? root.path : `${root.path}/`;
    return found.map(({ path }) => path.slice(base.length));
  }

  /** The innermost package around a path; '' where that is the root. */
  async #packageOf(path: string): Promise<string> {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folder === '') return '';
    const known = this.#packages.get(folder);
    if (known !== undefined) return known;
    const found = this.#hasManifest(folder).then((is) => (is ? folder : this.#packageOf(folder)));
    this.#packages.set(folder, found);
    return found;
  }

  async #hasManifest(folder: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const looks = MANIFESTS.map(async (name) => {
      const uri = this.#uri(`${folder}/${name}`);
      if (uri !== undefined && (await isThere(uri).catch(() => false))) resolve(true);
    });
    void Promise.all(looks).then(() => resolve(false));
    return promise;
  }

  /**
   * The place of a path, where neither it nor what its links lead to is on the list or outside of
   * the root; undefined otherwise: such a file does not exist here.
   */
  async #allowed(path: string): Promise<Uri | undefined> {
    const uri = this.#uri(path);
    if (uri === undefined || this.#root === undefined || this.#rules.matches(path)) {
      return undefined;
    }
    this.#realRoot ??= realPathOf(this.#root);
    // A folder on the way may be a link, to a place outside or to what must not be sent.
    const [realRoot, real] = await Promise.all([this.#realRoot, realPathOf(uri)]);
    if (realRoot === undefined || real === undefined) return undefined;
    const below = pathBelow(realRoot, real);
    return below === undefined || this.#rules.matches(below) ? undefined : uri;
  }

  /** The place of a path inside the root; undefined for one that leads out of it. */
  #uri(path: string): Uri | undefined {
    const parts = path.split(/[/\\]/);
    const isInside = parts.every((part) => part !== '..' && part !== '');
    return this.#root === undefined || !isInside ? undefined : Uri.joinPath(this.#root, ...parts);
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  return text.includes('\0') ? undefined : text.replace(/\r\n?/g, '\n');
}
