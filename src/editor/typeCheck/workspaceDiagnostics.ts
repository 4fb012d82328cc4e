import { workspace } from 'vscode';
import type { Diagnostics, GivenDiagnostic } from '../../tasks/task.ts';
import type { DocumentPlace } from '../documentPlace.ts';
import type { NeverSend } from '../neverSend.ts';
import type { TypeCheckClient } from './typeCheckClient.ts';

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
  #first: { readonly text: string; readonly errors: Promise<Errors> } | undefined;

  constructor(client: TypeCheckClient, place: DocumentPlace, rules: NeverSend) {
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
    if (path !== this.#place.path || !this.#isChecked(language)) return undefined;
    const asked = this.#first?.text === text ? this.#first.errors : this.#ask(path, text);
    return this.#client.inTime(asked, signal);
  }

  /** Begins with the text as it is, so that the check of an answer finds the project read already. */
  begin(language: string, text: string): void {
    const { path } = this.#place;
    if (path === undefined || !this.#isChecked(language)) return;
    this.#first = { text, errors: this.#ask(path, text) };
  }

  #isChecked(language: string): boolean {
    return CHECKED.has(language) && this.#place.root?.scheme === 'file';
  }

  #ask(path: string, text: string): Promise<Errors> {
    const root = this.#place.root?.fsPath ?? '';
    const unsaved = workspace.textDocuments
      .filter(({ isDirty, isClosed, uri }) => isDirty && !isClosed && uri.scheme === 'file')
      .map((document) => [document.uri.fsPath, document.getText()] as const);
    return this.#client.ask({
      root,
      path: `${root}/${path}`,
      text,
      unsaved: Object.fromEntries(unsaved),
      neverSend: this.#rules.patterns,
    });
  }
}
