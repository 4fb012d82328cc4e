import { FileType, RelativePattern, Uri, workspace } from 'vscode';
import type { ProjectFiles } from '../tasks/task.ts';
import type { DocumentPlace } from './documentPlace.ts';
import { isMissing, isThere } from './filePresence.ts';
import { pathBelow, type PathRules } from './pathRules.ts';
import { nearestFirst } from './pathDistance.ts';
import { realPathOf } from './realPath.ts';

const MAX_BYTES = 512_000;
const MAX_FOUND = 2000;
/** Paths whose links are followed at a time. */
const AT_ONCE = 50;
const NOT_SOURCE = '**/{node_modules,.git,dist,build,out,target,vendor,.venv,venv,__pycache__}/**';

/** Files that tell a model what to do; those of a folder that is not trusted are not read. */
const INSTRUCTIONS: ReadonlySet<string> = new Set([
  'agents.md',
  'claude.md',
  '.github/copilot-instructions.md',
]);

/** The user's files around one document: read only, bounded, and never those not to be sent. */
export class WorkspaceFiles implements ProjectFiles {
  readonly #root: Uri | undefined;
  readonly #isInWorkspace: boolean;
  readonly #rules: PathRules;
  #realRoot: Promise<string | undefined> | undefined;

  constructor(place: Pick<DocumentPlace, 'root' | 'isInWorkspace'>, rules: PathRules) {
    this.#root = place.root;
    this.#isInWorkspace = place.isInWorkspace;
    this.#rules = rules;
  }

  async read(path: string): Promise<string | undefined> {
    if (INSTRUCTIONS.has(path.toLowerCase()) && !workspace.isTrusted) return undefined;
    const uri = await this.#allowed(path);
    if (uri === undefined) return undefined;
    const open = workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (open !== undefined) return open.getText().replace(/\r\n?/g, '\n');
    try {
      const { type, size } = await workspace.fs.stat(uri);
      // A link may lead anywhere, to a file that must not be sent too.
      if (type !== FileType.File || size > MAX_BYTES) return undefined;
      return decoded(await workspace.fs.readFile(uri));
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
    const pattern = new RelativePattern(this.#root, glob);
    const found = await workspace.findFiles(pattern, NOT_SOURCE, MAX_FOUND);
    const base = this.#root.path.endsWith('/') ? this.#root.path : `${this.#root.path}/`;
    const paths = nearestFirst(
      found.map(({ path }) => path.slice(base.length)),
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
