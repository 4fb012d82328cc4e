import type { FileChangeEvent, FileStat, FileSystemProvider } from 'vscode';
import {
  Disposable,
  EventEmitter,
  FileChangeType,
  FilePermission,
  FileSystemError,
  FileType,
  Uri,
  workspace,
} from 'vscode';

/** Scheme of the documents in which proposals stand. */
export const PROPOSAL_SCHEME = 'tierwise-proposal';

/** With this mark the editor reads bytes as UTF-8, whatever the settings say. */
const MARK = '\uFEFF';

interface ProposalFile {
  bytes: Uint8Array;
  readonly isReadOnly: boolean;
  readonly ctime: number;
  mtime: number;
}

/**
 * Files in memory: for each proposal the text that it starts from, read-only, and the proposal,
 * which the user may change. Nothing can be made, moved or deleted here but by Tierwise.
 */
export class ProposalFiles implements FileSystemProvider, Disposable {
  readonly #files = new Map<string, ProposalFile>();
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #registration: Disposable;
  readonly #scheme: string;
  readonly #now: () => number;

  readonly onDidChangeFile = this.#changed.event;

  constructor(scheme: string, now: () => number) {
    this.#scheme = scheme;
    this.#now = now;
    this.#registration = workspace.registerFileSystemProvider(scheme, this, {
      isCaseSensitive: true,
    });
  }

  /**
   * Makes a file and returns its address. `owner` tells proposals apart; `path` is what a person sees
   * above the editor, and its ending tells the editor the language.
   */
  add(owner: string, path: string, text: string, isReadOnly: boolean): Uri {
    const uri = Uri.from({ scheme: this.#scheme, authority: owner, path: `/${path}` });
    const now = this.#now();
    const bytes = encoded(uri, text);
    this.#files.set(uri.toString(), { bytes, isReadOnly, ctime: now, mtime: now });
    return uri;
  }

  /** The text that was last saved, or undefined when there is no such file. */
  text(uri: Uri): string | undefined {
    const file = this.#files.get(uri.toString());
    return file === undefined ? undefined : new TextDecoder().decode(file.bytes);
  }

  remove(uri: Uri): void {
    if (!this.#files.delete(uri.toString())) return;
    this.#changed.fire([{ type: FileChangeType.Deleted, uri }]);
  }

  stat(uri: Uri): FileStat {
    const { bytes, isReadOnly, ctime, mtime } = this.#file(uri);
    const stat = { type: FileType.File, size: bytes.length, ctime, mtime };
    return isReadOnly ? { ...stat, permissions: FilePermission.Readonly } : stat;
  }

  readFile(uri: Uri): Uint8Array {
    return this.#file(uri).bytes;
  }

  writeFile(uri: Uri, content: Uint8Array): void {
    const file = this.#file(uri);
    if (file.isReadOnly) throw FileSystemError.NoPermissions(uri);
    file.bytes = content;
    file.mtime = Math.max(this.#now(), file.mtime + 1);
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): void {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
    this.#files.clear();
  }

  #file(uri: Uri): ProposalFile {
    const file = this.#files.get(uri.toString());
    if (file === undefined) throw FileSystemError.FileNotFound(uri);
    return file;
  }
}

function encoded(uri: Uri, text: string): Uint8Array {
  const settings = workspace.getConfiguration('files', uri);
  const isRead =
    settings.get('encoding', 'utf8') === 'utf8' && !settings.get('autoGuessEncoding', false);
  return new TextEncoder().encode(isRead ? text : MARK + text);
}
