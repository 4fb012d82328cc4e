import type { CodeLensProvider, TextDocument, Uri } from 'vscode';
import { CodeLens, Disposable, EventEmitter, languages, Range } from 'vscode';
import { areAiFeaturesOff } from '../aiFeatures.ts';
import { COMMANDS, INTERNAL_COMMANDS } from '../ids.ts';
import { say } from '../wording/messages.ts';
import type { OpenResult } from './shownResult.ts';
import { NO_RUN } from './withoutRun.ts';

/** A result as it stands in an editor. */
export interface ShownResult extends OpenResult {
  /** Its first change, from 0. */
  readonly line: number;
  /** It is settled with others, and not gone on with. */
  readonly isOneOfSeveral: boolean;
}

/** What can be done with a result, in words above its first change: icons alone are easily overlooked. */
export class ResultLenses implements CodeLensProvider, Disposable {
  readonly #shownAt: (uri: Uri) => ShownResult | undefined;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  /** `shownAt` gives the result that a document shows; `scheme` is that of proposals. */
  constructor(scheme: string, shownAt: (uri: Uri) => ShownResult | undefined) {
    this.#shownAt = shownAt;
    this.#subscriptions = Disposable.from(
      this.#changed,
      languages.registerCodeLensProvider([{ scheme }, { scheme: 'untitled' }], this),
    );
  }

  /** To be called when other results are shown. */
  refresh(): void {
    this.#changed.fire();
  }

  provideCodeLenses({ uri }: TextDocument): CodeLens[] {
    const shown = this.#shownAt(uri);
    if (shown === undefined) return [];
    const { result, origin, line, isOneOfSeveral } = shown;
    const lens = (title: string, command: string, ...args: readonly unknown[]): CodeLens =>
      new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: [...args] });
    const isOfRun = result.runId !== NO_RUN;
    const asking =
      areAiFeaturesOff() || !isOfRun || isOneOfSeveral
        ? []
        : [
            lens(say('lens.refine'), COMMANDS.refineResult),
            ...(result.finalTier === 'opus'
              ? []
              : [lens(say('lens.escalate'), COMMANDS.escalateResult)]),
            ...origin.offers.map(({ title }, index) =>
              lens(title, INTERNAL_COMMANDS.takeOffer, uri, index),
            ),
          ];
    const about = say('lens.about', { place: origin.place, about: origin.title });
    return [
      lens(say('lens.accept'), COMMANDS.acceptResult, uri),
      lens(say('lens.discard'), COMMANDS.discardResult, uri),
      ...asking,
      lens(about, isOfRun && !isOneOfSeveral ? COMMANDS.explainRoute : ''),
    ];
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
