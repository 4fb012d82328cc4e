import type { SymbolInformation } from 'vscode';
import { commands, Uri } from 'vscode';
import { abortable } from '../../models/abortable.ts';
import type { Log } from '../../models/ports.ts';
import type { NameLookup, NamePlace, ProjectFiles } from '../../tasks/task.ts';
import type { DocumentPlace } from '../documents/documentPlace.ts';
import { linesDeclaring } from '../results/explanations/explainedNames.ts';

/** Names that are looked up for one explanation. */
const MOST_NAMES = 30;
/** Files of the same language that are looked through, the nearest first. */
const MOST_FILES = 100;
/** Places of one name that are looked at. */
const MOST_PLACES = 20;
/** Language servers may be busy: what is not known by then stays unknown, in ms. */
const LIMIT_MS = 3_000;

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** Where names are declared in the opened folders: by the language's own tools, else by the looks of lines. */
export class ProjectNames implements NameLookup {
  readonly #files: ProjectFiles;
  readonly #place: DocumentPlace;
  readonly #mayBeSeen: (uri: Uri) => Promise<boolean>;
  readonly #log: Log;

  /** `mayBeSeen` says whether a file that a language server names is none of those never sent. */
  constructor(
    files: ProjectFiles,
    place: DocumentPlace,
    mayBeSeen: (uri: Uri) => Promise<boolean>,
    log: Log,
  ) {
    this.#files = files;
    this.#place = place;
    this.#mayBeSeen = mayBeSeen;
    this.#log = log;
  }

  async declared(
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, NamePlace>> {
    const found = new Map<string, NamePlace>();
    if (!this.#place.isInWorkspace) return found;
    const wanted = names.slice(0, MOST_NAMES);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    try {
      for (const name of wanted) {
        const place = await this.#bySymbols(name, limit);
        if (place !== undefined) found.set(name, place);
      }
      const others = wanted.filter((name) => !found.has(name));
      for (const [name, place] of await this.#byLines(others, limit)) found.set(name, place);
    } catch (error) {
      signal.throwIfAborted();
      if (!limit.aborted) this.#log.error('Names could not be looked up.', error);
    }
    return found;
  }

  /** In files that nobody's tools may have read. */
  async #byLines(
    names: readonly string[],
    limit: AbortSignal,
  ): Promise<ReadonlyMap<string, NamePlace>> {
    const found = new Map<string, NamePlace>();
    const { root, path } = this.#place;
    const extension = /\.\w+$/.exec(path ?? '')?.[0];
    if (root === undefined || path === undefined || extension === undefined) return found;
    if (names.length === 0) return found;
    for (const other of await this.#files.find(`**/*${extension}`, path, MOST_FILES)) {
      limit.throwIfAborted();
      const open = names.filter((name) => !found.has(name));
      if (open.length === 0) break;
      const text = other === path ? undefined : await this.#files.read(other);
      if (text === undefined) continue;
      const address = Uri.joinPath(root, ...other.split('/')).toString();
      for (const [name, line] of linesDeclaring(text, open)) found.set(name, { address, line });
    }
    return found;
  }

  /** What a language server knows of the opened folders; a container that fits counts more. */
  async #bySymbols(name: string, limit: AbortSignal): Promise<NamePlace | undefined> {
    limit.throwIfAborted();
    const words = name.match(WORD) ?? [];
    const last = words.at(-1);
    if (last === undefined) return undefined;
    const asked = Promise.resolve(
      commands.executeCommand<readonly SymbolInformation[] | undefined>(
        'vscode.executeWorkspaceSymbolProvider',
        last,
      ),
    );
    const container = words.at(-2);
    const fitting = ((await abortable(asked, limit)) ?? [])
      .filter((symbol) => symbol.name.replace(/\([^]*/, '') === last)
      .sort((one, other) => rank(one, container) - rank(other, container))
      .slice(0, MOST_PLACES);
    for (const { location } of fitting) {
      limit.throwIfAborted();
      const { uri, range } = location;
      if (await this.#mayBeSeen(uri)) {
        return { address: uri.toString(), line: range.start.line + 1 };
      }
    }
    return undefined;
  }
}

/** What is in the container that was named comes first. */
function rank({ containerName }: SymbolInformation, container: string | undefined): number {
  return container !== undefined && containerName === container ? 0 : 1;
}
