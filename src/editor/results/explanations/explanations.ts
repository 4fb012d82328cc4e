import type { TextDocumentContentProvider } from 'vscode';
import {
  commands,
  Disposable,
  EventEmitter,
  l10n,
  languages,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { Log } from '../../../models/ports.ts';
import type { NamePlace } from '../../../tasks/task.ts';
import { safeText } from '../../wording/safeText.ts';
import type { MarkdownRenderer } from '../markdown/markdownRenderer.ts';

/** Scheme of the read-only documents in which explanations stand. */
export const EXPLANATION_SCHEME = 'tierwise-explanation';

/** The preview of markdown as an editor of its own, as the built-in extension contributes it. */
const PREVIEW_EDITOR = 'vscode.markdown.preview.editor';

/** Explanations that stay readable, say when their tab is split. */
const KEPT = 20;

/** Time between two looks at what has come in, in ms: each one is rendered anew. */
const STREAM_MS = 250;

/** An explanation that is being written. */
export interface ExplanationStream {
  /** A model begins: what an earlier one wrote is dropped. */
  restart(model: string): void;
  add(text: string): void;
  /** There will be no whole answer. */
  breakOff(): void;
}

/** A model's markdown about a document. The names in it become links, the only ones there are. */
export interface Explanation {
  readonly id: string;
  readonly about: Uri;
  readonly title: string;
  readonly markdown: string;
  /** Where names stand in the document. */
  readonly lines: ReadonlyMap<string, number>;
  /** Where others are declared in the project. */
  readonly places?: ReadonlyMap<string, NamePlace> | undefined;
}

/** Shows explanations beside the code, while they are written and then whole, from an allow-list. */
export class Explanations implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #streams = new Map<string, Stream>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #subscriptions: Disposable;
  readonly #log: Log;
  readonly #markdown: Pick<MarkdownRenderer, 'render'>;
  #made = 0;

  /** Fires when an explanation has more to say. */
  readonly onDidChange = this.#changed.event;

  constructor(log: Log, markdown: Pick<MarkdownRenderer, 'render'>) {
    this.#log = log;
    this.#markdown = markdown;
    this.#subscriptions = Disposable.from(
      this.#changed,
      workspace.registerTextDocumentContentProvider(EXPLANATION_SCHEME, this),
    );
  }

  /** Begins an explanation of a document; its editor opens with the first words. */
  stream(about: Uri): ExplanationStream {
    const key = about.toString();
    this.#streams.get(key)?.end();
    this.#made += 1;
    const uri = this.#address(`stream-${this.#made}`, about);
    const render = async (model: string, text: string) =>
      `*${safeText(model)}*\n\n${await this.#markdown.render(text)}`;
    const stream = new Stream(render, (text, isFirst) => this.#put(uri, text, isFirst), uri);
    this.#streams.set(key, stream);
    return stream;
  }

  /** Shows an explanation, in place of what was streamed. */
  async open({ id, about, title, markdown, ...names }: Explanation): Promise<void> {
    const key = about.toString();
    const stream = this.#streams.get(key);
    this.#streams.delete(key);
    stream?.end();
    const isOpen = stream?.isShown === true;
    const uri = isOpen ? stream.uri : this.#address(id, about);
    const shown = await this.#markdown.render(markdown, linksTo({ about, ...names }));
    await this.#put(uri, `*${safeText(title)}*\n\n${shown}`, !isOpen);
  }

  provideTextDocumentContent(uri: Uri): string | undefined {
    return this.#texts.get(uri.path);
  }

  dispose(): void {
    for (const stream of this.#streams.values()) stream.end();
    this.#subscriptions.dispose();
  }

  #address(id: string, about: Uri): Uri {
    const name = about.path.split('/').at(-1) ?? '';
    const title = l10n.t('Explanation of {0}', name);
    return Uri.from({ scheme: EXPLANATION_SCHEME, path: `/${id}/${title}` });
  }

  async #put(uri: Uri, text: string, isFirst: boolean): Promise<void> {
    this.#texts.set(uri.path, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > KEPT && oldest !== undefined) this.#texts.delete(oldest);
    // An earlier answer of the run may still stand in its tab.
    this.#changed.fire(uri);
    if (!isFirst) return;
    try {
      await showPreview(uri);
    } catch (error) {
      // The preview is an extension of its own, which a user may have switched off.
      this.#log.warn(`No markdown preview: ${error instanceof Error ? error.name : 'unknown'}`);
      const opened = await workspace.openTextDocument(uri);
      const document = await languages.setTextDocumentLanguage(opened, 'markdown');
      const beside = { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true };
      await window.showTextDocument(document, beside);
    }
  }
}

/** Shows the editor's own preview beside the code, which keeps the keyboard. */
async function showPreview(uri: Uri): Promise<void> {
  // The preview's own commands take the keyboard.
  await commands.executeCommand('vscode.openWith', uri, PREVIEW_EDITOR, {
    viewColumn: ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  });
}

/** Collects what comes in and shows it at most every quarter of a second. */
class Stream implements ExplanationStream {
  readonly uri: Uri;
  readonly #rendered: (model: string, text: string) => Promise<string>;
  readonly #show: (text: string, isFirst: boolean) => Promise<void>;
  #model = '';
  #text = '';
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;
  isShown = false;

  constructor(
    render: (model: string, text: string) => Promise<string>,
    show: (text: string, isFirst: boolean) => Promise<void>,
    uri: Uri,
  ) {
    this.#rendered = render;
    this.#show = show;
    this.uri = uri;
  }

  restart(model: string): void {
    this.#model = model;
    this.#text = '';
  }

  add(text: string): void {
    this.#text += text;
    if (!this.#isEnded) this.#timer ??= setTimeout(() => void this.#render(), STREAM_MS);
  }

  breakOff(): void {
    if (!this.isShown) return this.end();
    this.#model = l10n.t('{0}: not complete', this.#model);
    void this.#render().then(() => this.end());
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
  }

  async #render(): Promise<void> {
    const text = await this.#rendered(this.#model, this.#text);
    this.#timer = undefined;
    if (this.#isEnded) return;
    const isFirst = !this.isShown;
    this.isShown = true;
    await this.#show(text, isFirst);
  }
}

/** Addresses of lines by the name that stands there; what the explained file has comes first. */
function linksTo({
  about,
  lines,
  places,
}: Pick<Explanation, 'about' | 'lines' | 'places'>): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  const put = (name: string, uri: Uri, line: number): void => {
    const link = linkTo(uri, line);
    if (link !== undefined) links.set(name, link);
  };
  for (const [name, { address, line }] of places ?? []) put(name, Uri.parse(address), line);
  for (const [name, line] of lines) put(name, about, line);
  return links;
}

/**
 * A line's address for the preview, which follows no `file:` link and takes a path for one from the
 * first folder that is open: files elsewhere have none.
 */
function linkTo(uri: Uri, line: number): string | undefined {
  const [first] = workspace.workspaceFolders ?? [];
  if (first === undefined || workspace.getWorkspaceFolder(uri)?.index !== first.index) {
    return undefined;
  }
  const path = uri.path.slice(first.uri.path.length).replace(/^\/*/, '/');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${encoded.replaceAll('(', '%28').replaceAll(')', '%29')}#L${line}`;
}
