import type { Learnt } from '../../models/learning/evidenceFold.ts';
import { firstOfMonth, systemLocalDay } from '../../models/localDay.ts';
import type { Log } from '../../models/ports.ts';
import type { SpendState } from '../booking/knownSpend.ts';
import type { LedgerBookkeeper } from '../booking/ledgerBookkeeper.ts';
import { spendOf } from '../booking/spendBookkeeper.ts';
import type { Store } from '../database/store.ts';
import type { ElsewhereFolder } from '../elsewhere/elsewhereFolder.ts';
import { LOOK_MS } from '../folder/lifeWatch.ts';
import { evidenceOf } from '../queries/evidenceQuery.ts';
import { exportPage } from '../queries/exportText.ts';
import { figuresOf, glanceOf } from '../queries/figuresQuery.ts';
import { learntFrom } from '../queries/learntQuery.ts';
import { qualityOf } from '../queries/qualityQuery.ts';
import { rowsOf } from '../queries/rowsQuery.ts';
import { tagValuesOf } from '../queries/tagQuery.ts';
import { trialsOf } from '../queries/trialsQuery.ts';
import type { SummaryKeeper } from '../summary/summaryKeeper.ts';
import type {
  BooksName,
  FromWorker,
  QuestionName,
  Questions,
  ToWorker,
  WorkerSettings,
} from './workerMessages.ts';

const EVIDENCE_DELAY_MS = 100;

/** What the server answers from, and whom. */
export interface LedgerServerOptions {
  readonly stores: Readonly<Record<BooksName, Store>>;
  readonly bookkeeper: LedgerBookkeeper;
  readonly summaries: SummaryKeeper;
  readonly elsewhere: ElsewhereFolder;
  readonly settings: Pick<WorkerSettings, 'pollMs' | 'snapshotDelayMs' | 'workspace'>;
  readonly now: () => number;
  readonly log: Log;
  readonly send: (message: FromWorker) => void;
}

type Answers = {
  readonly [Name in QuestionName]: (ask: Questions[Name]['ask']) => Questions[Name]['answer'];
};

/**
 * Answers from the books, tells when the figures change, and writes the databases when that is due.
 * Blocks: it runs in the ledger's worker.
 */
export class LedgerServer {
  readonly #options: LedgerServerOptions;
  readonly #answers: Answers;
  #dueSnapshot: NodeJS.Timeout | undefined;
  /** The day of the figures that were last told of, and how far the books were read for them. */
  #toldDay: number;
  #toldRevision = 0;

  constructor(options: LedgerServerOptions) {
    this.#options = options;
    this.#answers = this.#answersOf(options);
    this.#toldDay = systemLocalDay(options.now());
  }

  /** Takes what the editor says, and looks at the books now and then. */
  begin(): void {
    // The first figure comes first; what past runs say is needed only by the first run.
    setTimeout(() => {
      this.#tellChange();
      this.#snapshotLater();
    }, EVIDENCE_DELAY_MS);
    const { settings, stores } = this.#options;
    if (settings.pollMs > 0) setInterval(() => this.#look(), settings.pollMs).unref();
    setInterval(() => {
      stores.ledger.tidy();
      stores.spend.tidy();
    }, LOOK_MS).unref();
  }

  /** Takes a message of the editor's. */
  take(message: ToWorker): void {
    if (message.type === 'written') {
      this.#look();
      return;
    }
    const { id, name, ask } = message;
    const { send } = this.#options;
    try {
      // One message kind for all questions: who asks and who answers agree by `Questions`.
      const answer = this.#answers[name] as (ask: unknown) => unknown;
      send({ type: 'answer', id, answer: answer(ask) });
    } catch (error) {
      send({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  #answersOf({ bookkeeper, elsewhere, stores, summaries }: LedgerServerOptions): Answers {
    const { ledger, spend } = stores;
    return {
      glance: ({ today }) => ledger.query((sql) => glanceOf(sql, bookkeeper.words(sql), today)),
      figures: ({ period, tags }) =>
        ledger.query((sql) => figuresOf(sql, bookkeeper.words(sql), period, tags)),
      trials: ({ period, tags }) =>
        ledger.query((sql) => trialsOf(sql, bookkeeper.words(sql), period, tags)),
      tagValues: ({ period }) =>
        ledger.query((sql) => tagValuesOf(sql, bookkeeper.words(sql), period)),
      quality: ({ period, tags }) =>
        ledger.query((sql) => qualityOf(sql, bookkeeper.words(sql), { period, tags })),
      rows: ({ kind, filter, after, size }) =>
        ledger.query((sql) => {
          const page = { after, size, order: 'DESC' } as const;
          return rowsOf(sql, bookkeeper.words(sql), { kind, filter }, page);
        }),
      exported: (asked) => ledger.query((sql) => exportPage(sql, bookkeeper.words(sql), asked)),
      spent: ({ firstDay }) => this.#spendFrom(firstDay),
      keep: ({ books, records }) => {
        stores[books].keep(records);
        this.#tellChange();
        return null;
      },
      snapshot: ({ when }) => {
        const outcomes = [ledger.snapshot(when), spend.snapshot(when === 'again' ? 'now' : when)];
        summaries.keep();
        const today = systemLocalDay(this.#options.now());
        elsewhere.tell(this.#learntBy(today), today, true);
        return (
          (['failed', 'busy', 'written'] as const).find((worst) => outcomes.includes(worst)) ??
          'notDue'
        );
      },
    };
  }

  /** Reads what is new in the journals, and writes the databases when that is due. */
  #look(): void {
    const { now, stores } = this.#options;
    this.#orSay(() => {
      stores.ledger.catchUp();
      stores.spend.catchUp();
      // A question or a snapshot may have read what is new before: it is not told of for that.
      const isNew = this.#revision !== this.#toldRevision;
      // At midnight the figures of today change, though the books do not.
      const isNewDay = systemLocalDay(now()) !== this.#toldDay;
      if (!isNew && !isNewDay) return;
      this.#tellChange();
      this.#snapshotLater();
    });
  }

  get #revision(): number {
    const { ledger, spend } = this.#options.stores;
    return ledger.revision + spend.revision;
  }

  #spendFrom(firstDay: number): SpendState {
    const { settings, stores } = this.#options;
    const { spend } = stores;
    const days = spend.query((sql) => spendOf(sql, firstDay, settings.workspace));
    return { firstDay, days, files: spend.filesRead() };
  }

  #snapshotLater(): void {
    const { settings, stores, summaries } = this.#options;
    if (this.#dueSnapshot !== undefined) return;
    this.#dueSnapshot = setTimeout(() => {
      this.#dueSnapshot = undefined;
      this.#orSay(() => {
        if (stores.ledger.snapshot('working') === 'written') summaries.keep();
        stores.spend.snapshot('working');
      });
    }, settings.snapshotDelayMs).unref();
  }

  #tellChange(): void {
    const { bookkeeper, elsewhere, now, send, stores } = this.#options;
    const today = systemLocalDay(now());
    this.#toldDay = today;
    this.#orSay(() => {
      stores.ledger.catchUp();
      stores.spend.catchUp();
      // Each question reads what was written meanwhile: what only the later ones saw is told again.
      const revision = this.#revision;
      const evidence = stores.ledger.query((sql) => evidenceOf(sql, bookkeeper.words(sql), today));
      const own = this.#learntBy(today);
      elsewhere.tell(own, today);
      const learnt: Learnt = { ...own, elsewhere: elsewhere.learnt(today) };
      const spend = this.#spendFrom(firstOfMonth(today));
      this.#toldRevision = revision;
      send({ type: 'changed', evidence, learnt, spend });
    });
  }

  #learntBy(today: number): Learnt {
    const { bookkeeper, stores } = this.#options;
    return stores.ledger.query((sql) => learntFrom(sql, bookkeeper.words(sql), today));
  }

  #orSay(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.log.error('The books could not be read', error);
    }
  }
}
