import type { StatusBarItem } from 'vscode';
import {
  Disposable,
  env,
  l10n,
  StatusBarAlignment,
  TextEditorRevealType,
  Uri,
  window,
} from 'vscode';
import type { AuditLabel } from '../../models/booking.ts';
import type { Clock } from '../../models/ports.ts';
import { areAiFeaturesOff } from '../aiFeatures.ts';
import type { ErrorReporter } from '../errors.ts';
import { AUDIT_ITEM_ID, INTERNAL_COMMANDS } from '../ids.ts';
import type { Runs } from '../runs/runs.ts';
import type { Configuration } from '../settings/configuration.ts';
import { say } from '../wording/messages.ts';
import { plain } from '../wording/plainLabel.ts';
import type { AuditPlaces } from './auditPlaces.ts';
import type { AskedAnswer } from './auditQueue.ts';
import { answersToAsk, auditRows } from './auditQueue.ts';
import type { UsageLedger } from './lazyLedger.ts';

/** Rows that are read at once, and how often: more accepted answers in a fortnight are looked at later. */
const PAGE_ROWS = 500;
const MOST_PAGES = 4;

/** An answer comes of age without anything else happening. */
const LOOK_EVERY_MS = 10 * 60_000;

/** What the item asks, and where what is said goes. */
export interface AuditItemParts {
  readonly ledger: Pick<UsageLedger, 'rows' | 'audit' | 'onDidChange'>;
  readonly runs: Pick<Runs, 'last' | 'onDidChange'>;
  readonly configuration: Configuration;
  readonly places: AuditPlaces;
  readonly errors: ErrorReporter;
  readonly clock: Clock;
}

/**
 * Asks in the status bar, and nowhere else, whether an accepted answer was right: the share of them that
 * `audit.share` says, chosen by chance, a day later at the earliest. Without a share nothing is read.
 */
export class AuditItem implements Disposable {
  readonly #parts: AuditItemParts;
  readonly #item: StatusBarItem;
  readonly #subscriptions: Disposable;
  #asked: AskedAnswer | undefined;
  #reading: Promise<void> | undefined;
  #isStale = false;

  constructor(parts: AuditItemParts) {
    this.#parts = parts;
    const { configuration, ledger, runs } = parts;
    this.#item = window.createStatusBarItem(AUDIT_ITEM_ID, StatusBarAlignment.Left, -1);
    this.#item.name = l10n.t('Tierwise Audit');
    this.#item.text = `$(question) ${say('audit.question')}`;
    this.#item.command = INTERNAL_COMMANDS.answerAudit;
    const end = ledger.onDidChange(() => void this.refresh());
    const timer = setInterval(() => void this.refresh(), LOOK_EVERY_MS);
    this.#subscriptions = Disposable.from(
      this.#item,
      configuration.onDidChange(() => void this.refresh()),
      runs.onDidChange(() => void this.#remember()),
      new Disposable(end),
      new Disposable(() => clearInterval(timer)),
    );
  }

  /** Looks for an answer to ask about. Calls that come meanwhile share one more look. */
  async refresh(): Promise<void> {
    this.#isStale = true;
    this.#reading ??= this.#look().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Asks about the answer that the item stands for. */
  async ask(): Promise<void> {
    const asked = this.#asked;
    if (asked === undefined) return;
    const place = this.#parts.places.find(asked.runId);
    const choices: readonly { readonly label: string; readonly value: AuditLabel | 'show' }[] = [
      { label: l10n.t('Right'), value: 'right' },
      { label: l10n.t('Wrong'), value: 'wrong' },
      { label: l10n.t('Not Sure'), value: 'unsure' },
      ...(place === undefined ? [] : [{ label: l10n.t('Show the File'), value: 'show' as const }]),
    ];
    const picked = await window.showQuickPick(choices, {
      title: say('audit.question'),
      placeHolder: this.#describe(asked),
      ignoreFocusOut: true,
    });
    if (picked === undefined) return;
    if (picked.value === 'show') {
      await this.#show(asked.runId);
      return this.ask();
    }
    const at = this.#parts.clock.now();
    await this.#parts.ledger.audit({ runId: asked.runId, at, label: picked.value });
    await this.#parts.places.forget(asked.runId);
    await this.refresh();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #look(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      try {
        this.#asked = await this.#next();
      } catch {
        // The books' trouble is told where their figures stand.
        this.#asked = undefined;
      }
      if (this.#asked === undefined) {
        this.#item.hide();
        continue;
      }
      this.#item.tooltip = say('audit.tooltip', { answer: this.#describe(this.#asked) });
      this.#item.show();
    }
  }

  /** The oldest answer that is to be asked about: the newest are still there tomorrow. */
  async #next(): Promise<AskedAnswer | undefined> {
    const { clock, configuration, ledger } = this.#parts;
    const share = configuration.read().auditShare;
    if (share === 0 || areAiFeaturesOff()) return undefined;
    const now = clock.now();
    let oldest: AskedAnswer | undefined;
    let after: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { rows, next }: Awaited<ReturnType<UsageLedger['rows']>> = await ledger.rows(
        'runs',
        auditRows(now),
        { after, size: PAGE_ROWS },
      );
      oldest = answersToAsk(rows, share, now).at(-1) ?? oldest;
      if (next === null) break;
      after = next;
    }
    return oldest;
  }

  /** What the answer was, from what is kept of it: no code is. */
  #describe({ task, language, tier, at }: AskedAnswer): string {
    const when = new Intl.DateTimeFormat(env.language, {
      weekday: 'long',
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
    });
    return say('audit.answer', { task, tier, language: plain(language), when: when.format(at) });
  }

  async #remember(): Promise<void> {
    const last = this.#parts.runs.last;
    if (last?.result.outcome !== 'accepted') return;
    const { gathered, result } = last;
    await this.#parts.places.remember(result.runId, gathered.uri, gathered.input.target.firstLine);
  }

  async #show(runId: number): Promise<void> {
    const { errors, places } = this.#parts;
    const place = places.find(runId);
    if (place === undefined) return;
    try {
      const editor = await window.showTextDocument(Uri.parse(place.uri), { preview: true });
      const line = Math.min(place.line, editor.document.lineCount - 1);
      editor.revealRange(editor.document.lineAt(line).range, TextEditorRevealType.InCenter);
    } catch (error) {
      // It may be gone by now.
      await places.forget(runId);
      await errors.show(error);
    }
  }
}
