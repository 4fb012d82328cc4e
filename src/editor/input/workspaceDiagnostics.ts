import { Uri, workspace } from 'vscode';
import type { Diagnostics, GivenDiagnostic } from '../../tasks/task.ts';
import type { TypeCheckClient } from '../../typeCheck/typeCheckClient.ts';
import type { TypeCheckRequest } from '../../typeCheck/typeCheckMessages.ts';
import type { TypesChecked } from '../../typeCheck/typesChecked.ts';
import type { DocumentPlace } from '../documents/documentPlace.ts';
import { isThere } from '../documents/filePresence.ts';
import type { NeverSend } from './neverSend.ts';

/** Languages whose types are checked here. */
const CHECKED: ReadonlySet<string> = new Set([
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
]);

type Errors = readonly GivenDiagnostic[] | undefined;

/** The errors of one run's texts. What was asked before the model answered is remembered. */
export class WorkspaceDiagnostics implements Diagnostics {
  readonly #client: TypeCheckClient;
  readonly #place: DocumentPlace;
  readonly #rules: NeverSend;
  readonly #onLooked: (types: TypesChecked) => void;
  #hasConfig: Promise<boolean> | undefined;
  #first: { readonly text: string; readonly errors: Promise<Errors> } | undefined;

  /** `onLooked` hears how far types were looked at, each time that somebody asks. */
  constructor(
    client: TypeCheckClient,
    place: DocumentPlace,
    rules: NeverSend,
    onLooked: (types: TypesChecked) => void,
  ) {
    this.#onLooked = onLooked;
    this.#client = client;
    this.#place = place;
    this.#rules = rules;
  }

  async errorsIn(
    path: string,
    language: string,
    text: string,
    signal: AbortSignal,
  ): Promise<Errors> {
    if (!CHECKED.has(language)) return this.#unknown('noChecker');
    if (path !== this.#place.path || !this.#isChecked(language)) return this.#unknown('noFolder');
    const asked = this.#first?.text === text ? this.#first.errors : this.#ask(path, text);
    const errors = await this.#client.inTime(asked, signal);
    if (errors === undefined) return this.#unknown('notInTime');
    this.#hasConfig ??= this.#findConfig(path);
    this.#onLooked((await this.#hasConfig) ? 'checked' : 'checkedWithoutConfig');
    return errors;
  }

  async javascriptOf(
    path: string,
    language: string,
    text: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (path !== this.#place.path || !this.#isChecked(language)) return undefined;
    return this.#client.inTime(this.#client.compile(this.#request(path, text)), signal);
  }

  /** Begins with the text as it is, so that the check of an answer finds the project read already. */
  begin(language: string, text: string): void {
    const { path } = this.#place;
    if (path === undefined || !this.#isChecked(language)) return;
    this.#first = { text, errors: this.#ask(path, text) };
  }

  #unknown(types: TypesChecked): undefined {
    this.#onLooked(types);
  }

  /** Whether the project says how it has itself compiled. */
  async #findConfig(path: string): Promise<boolean> {
    const { root } = this.#place;
    if (root === undefined) return false;
    const folders = path.split('/').slice(0, -1);
    for (let depth = folders.length; depth >= 0; depth -= 1) {
      for (const name of ['tsconfig.json', 'jsconfig.json']) {
        const config = Uri.joinPath(root, ...folders.slice(0, depth), name);
        if (await isThere(config).catch(() => false)) return true;
      }
    }
    return false;
  }

  #isChecked(language: string): boolean {
    return CHECKED.has(language) && this.#place.root?.scheme === 'file';
  }

  #ask(path: string, text: string): Promise<Errors> {
    return this.#client.ask(this.#request(path, text));
  }

  #request(path: string, text: string): TypeCheckRequest {
    const root = this.#place.root?.fsPath ?? '';
    const unsaved = workspace.textDocuments
      .filter(({ isDirty, isClosed, uri }) => isDirty && !isClosed && uri.scheme === 'file')
      .map((document) => [document.uri.fsPath, document.getText()] as const);
    return {
      root,
      path: `${root}/${path}`,
      text,
      unsaved: Object.fromEntries(unsaved),
      neverSend: this.#rules.patterns,
    };
  }
}
