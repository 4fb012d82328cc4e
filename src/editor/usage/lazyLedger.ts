import type { Figures, Glance, Period } from '../../ledger/figures.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Quality } from '../../ledger/quality.ts';
import type { ExportFormat, RowFilter, RowKind, RowPage } from '../../ledger/rows.ts';
import type { Trials } from '../../ledger/trials.ts';
import type { Audit, Verdict } from '../../models/booking.ts';
import type { LimitedSpend, Spent } from '../../models/spend.ts';
import type { TagFilter, TagValues } from '../../models/tags/tagFilter.ts';
import type { Lazy } from '../lazy.ts';
import { lazy } from '../lazy.ts';

/** What the editor asks of the books. */
export type UsageLedger = Pick<
  Ledger,
  | 'figures'
  | 'glance'
  | 'trials'
  | 'quality'
  | 'tagValues'
  | 'spent'
  | 'verdict'
  | 'audit'
  | 'rows'
  | 'exportRows'
  | 'forget'
  | 'save'
  | 'isDurable'
  | 'onDidChange'
>;

/** The books, opened when they are first asked for: nothing of them is on the activation path. */
export class LazyLedger implements UsageLedger {
  /** The open books. What could not be opened is tried anew by the next call. */
  readonly get: Lazy<Ledger>;
  readonly #listeners = new Set<() => void>();
  #ledger: Ledger | undefined;

  constructor(open: () => Promise<Ledger>) {
    this.get = lazy(async () => {
      const ledger = await open();
      this.#ledger = ledger;
      ledger.onDidChange(() => {
        for (const listener of this.#listeners) listener();
      });
      return ledger;
    });
  }

  async figures(period: Period, tags?: TagFilter): Promise<Figures> {
    return (await this.get()).figures(period, tags);
  }

  async glance(at: number): Promise<Glance> {
    return (await this.get()).glance(at);
  }

  async trials(period: Period, tags?: TagFilter, signal?: AbortSignal): Promise<Trials> {
    return (await this.get()).trials(period, tags, signal);
  }

  async tagValues(period: Period): Promise<TagValues> {
    return (await this.get()).tagValues(period);
  }

  async quality(period: Period, tags?: TagFilter, signal?: AbortSignal): Promise<Quality> {
    return (await this.get()).quality(period, tags, signal);
  }

  async spent(of: LimitedSpend, at: number): Promise<Spent> {
    return (await this.get()).spent(of, at);
  }

  async verdict(verdict: Verdict): Promise<void> {
    return (await this.get()).verdict(verdict);
  }

  async audit(audit: Audit): Promise<void> {
    return (await this.get()).audit(audit);
  }

  async rows(
    kind: RowKind,
    filter: RowFilter,
    page: { readonly after?: string | null; readonly size: number },
  ): Promise<RowPage> {
    return (await this.get()).rows(kind, filter, page);
  }

  async *exportRows(
    kind: RowKind,
    format: ExportFormat,
    filter?: RowFilter,
  ): AsyncIterable<string> {
    yield* (await this.get()).exportRows(kind, format, filter);
  }

  async forget(at: number): Promise<boolean> {
    return (await this.get()).forget(at);
  }

  async save(): Promise<boolean> {
    return (await this.get()).save();
  }

  /** Books that are not open yet have lost nothing. */
  get isDurable(): boolean {
    return this.#ledger?.isDurable ?? true;
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Writes what is due; books that were never opened stay closed. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await (await this.get.begun())?.close();
  }
}
