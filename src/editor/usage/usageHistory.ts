import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { QuickPickItem } from 'vscode';
import { commands, env, l10n, ProgressLocation, UIKind, Uri, window, workspace } from 'vscode';
import type { ExportFormat, RowKind } from '../../ledger/rows.ts';
import type { Clock } from '../../models/ports.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import { Format } from '../../report/format.ts';
import { REPORT_TEXTS } from '../../report/protocol/texts.ts';
import { weeklyOf } from '../../report/weekly/weekly.ts';
import type { WeeklyForm, WeeklyWords } from '../../report/weekly/weeklyForms.ts';
import { WEEKLY_FORMS } from '../../report/weekly/weeklyForms.ts';
import { WEEKLY_TEXTS } from '../../report/weekly/weeklyTexts.ts';
import type { ErrorReporter } from '../errors.ts';
import type { OutputLog } from '../log/log.ts';
import { TASK_TITLES } from '../taskTable.ts';
import { TIER_NAMES } from '../wording/displayNames.ts';
import { coded } from '../wording/editorCodes.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import type { ClaudeCodeSpend } from './claudeCodeSpend.ts';
import type { UsageLedger } from './lazyLedger.ts';
import { OpenedExports } from './merged/openedExports.ts';
import { dayBefore } from './reportPeriods.ts';
import { askForTags, tagsText } from './tagQuestion.ts';

/** What the history needs. */
export interface UsageHistoryParts {
  readonly ledger: Pick<UsageLedger, 'exportRows' | 'figures' | 'forget' | 'save' | 'tagValues'>;
  readonly extensionUri: Uri;
  /** The folder of the workspace's ledger. */
  readonly folder: Uri;
  /** What is kept for all workspaces. */
  readonly globalStorage: Uri;
  /** Takes away what was kept beside the books: findings over a reload, places of answers to ask about. */
  readonly clearKept: () => Promise<void>;
  /** What was read of Claude Code's logs. */
  readonly claudeCode: Pick<ClaudeCodeSpend, 'forget' | 'glance'>;
  readonly errors: ErrorReporter;
  readonly log: OutputLog;
  readonly clock: Clock;
}

/** What the user can do with the books: export them, clear them, look at their files. */
export class UsageHistory {
  readonly #parts: UsageHistoryParts;
  readonly #exports: OpenedExports;

  constructor(parts: UsageHistoryParts) {
    this.#parts = parts;
    this.#exports = new OpenedExports(parts);
  }

  /** Asks what and where to, and writes it: of runs with some tags, which are asked for unless given. Nothing half-written stays behind. */
  async export(given?: TagFilter): Promise<void> {
    const chosen = await window.showQuickPick(choices(), { title: say('history.export') });
    if (chosen === undefined) return;
    const { rows, format } = chosen;
    const { ledger } = this.#parts;
    const tags = given ?? (await askForTags(ledger, ALL_TIME));
    if (tags === undefined) return;
    const kind = format === 'json' ? FILE_KINDS.json : FILE_KINDS.csv;
    await this.#saveAs(fileName(chosen), kind, () =>
      ledger.exportRows(rows, format, { purpose: 'any', tags }),
    );
  }

  /** Makes one report of several exports. */
  async openExports(): Promise<void> {
    await this.#exports.open();
  }

  /** Makes one report of all workspaces on this machine. */
  async showMachine(): Promise<void> {
    await this.#exports.openMachine();
  }

  /** Writes down what the last seven days have come to, beside the seven before them. */
  async exportWeekly(): Promise<void> {
    const chosen = await window.showQuickPick(weeklyChoices(), { title: say('history.weekly') });
    if (chosen === undefined) return;
    const { ledger, clock } = this.#parts;
    const now = clock.now();
    const weeks = [0, 7].map((later) => ({
      firstDay: dayBefore(now, later + 6),
      lastDay: dayBefore(now, later),
    }));
    const tags = await askForTags(ledger, {
      firstDay: weeks[1]?.firstDay ?? 0,
      lastDay: weeks[0]?.lastDay ?? 0,
    });
    if (tags === undefined) return;
    const { form } = chosen;
    const kind = FILE_KINDS[form];
    const name = `tierwise-week-${weeks[0]?.lastDay ?? ''}.${kind.ending}`;
    await this.#saveAs(name, kind, async function* () {
      const [here, before] = await Promise.all(weeks.map((week) => ledger.figures(week, tags)));
      if (here === undefined || before === undefined) return;
      yield WEEKLY_FORMS[form]({ ...weeklyOf(here, before), tags }, weeklyWords(tags));
    });
  }

  /** Asks where to, writes it, and offers to open it. */
  async #saveAs(
    name: string,
    { ending, label }: FileKind,
    pieces: () => AsyncIterable<string>,
  ): Promise<void> {
    const target = await window.showSaveDialog({
      defaultUri: defaultTarget(name),
      filters: { [label]: [ending] },
    });
    if (target === undefined) return;
    try {
      await window.withProgress(
        { location: ProgressLocation.Notification, title: say('history.exporting') },
        () => write(target, pieces()),
      );
    } catch (error) {
      // The message of a file error names the path.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      this.#parts.log.error(`The export failed (${code}).`);
      throw userError('history.exportFailed');
    }
    const open = l10n.t('Open File');
    const answer = await window.showInformationMessage(
      say('history.exported', { file: nameOf(target) }),
      open,
    );
    if (answer === open) await commands.executeCommand('vscode.open', target);
  }

  /** Clears runs, figures and kept findings, after a question. */
  async clear(): Promise<void> {
    const clear = l10n.t('Clear');
    const answer = await window.showWarningMessage(
      say('history.clear'),
      { modal: true, detail: this.#clearDetail() },
      clear,
    );
    if (answer !== clear) return;
    const { claudeCode, ledger, clearKept, clock, errors } = this.#parts;
    const isErased = await ledger.forget(clock.now());
    await clearKept();
    const areSumsErased = await claudeCode.forget();
    if (isErased && areSumsErased) void window.showInformationMessage(say('history.cleared'));
    else void errors.tell(coded('history.notErased'));
  }

  /** Shows the ledger's folder, with its database up to date. */
  async openFolder(): Promise<void> {
    const { ledger, folder, errors } = this.#parts;
    if (!(await ledger.save())) void errors.tell(coded('ledger.notSaved'));
    // A file manager shows folders of its own machine only.
    const isHere = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
    if (isHere) await commands.executeCommand('revealFileInOS', folder);
    else await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
  }

  #clearDetail(): string {
    const own = say('history.clearDetail');
    const isRead = this.#parts.claudeCode.glance !== undefined;
    return isRead ? `${own}\n\n${say('claudeCode.clearDetail')}` : own;
  }
}

async function write(target: Uri, pieces: AsyncIterable<string>): Promise<void> {
  if (target.scheme !== 'file') {
    const text: string[] = [];
    for await (const piece of pieces) text.push(piece);
    await workspace.fs.writeFile(target, new TextEncoder().encode(text.join('')));
    return;
  }
  // A name that nobody can have prepared, so that nothing is written through a link.
  const partial = `${target.fsPath}.${randomUUID()}.partial`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(partial, { flags: 'wx' }));
    await rename(partial, target.fsPath);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Every day that a run can be of. */
const ALL_TIME = { firstDay: 0, lastDay: 9999_12_31 };

interface FileKind {
  readonly label: string;
  readonly ending: string;
}

const FILE_KINDS = {
  csv: { label: 'CSV', ending: 'csv' },
  json: { label: 'JSON', ending: 'json' },
  markdown: { label: 'Markdown', ending: 'md' },
} as const satisfies Readonly<Record<WeeklyForm, FileKind>>;

interface WeeklyChoice extends QuickPickItem {
  readonly form: WeeklyForm;
}

function weeklyChoices(): readonly WeeklyChoice[] {
  return (['markdown', 'csv', 'json'] as const).map((form) => {
    return { label: FILE_KINDS[form].label, form };
  });
}

function weeklyWords(tags: TagFilter): WeeklyWords {
  const texts = Object.entries(REPORT_TEXTS).map(([key, text]) => [key, l10n.t(text)] as const);
  const names: Readonly<Record<string, string>> = { ...TASK_TITLES, ...TIER_NAMES };
  return {
    runs: tagsText(tags),
    format: new Format(env.language, Object.fromEntries(texts)),
    text: (key, values = {}) => l10n.t(WEEKLY_TEXTS[key], { ...values }),
    name: (_, key) => {
      const english = Object.hasOwn(names, key) ? names[key] : undefined;
      return english === undefined ? key : l10n.t(english);
    },
  };
}

interface ExportChoice extends QuickPickItem {
  readonly rows: RowKind;
  readonly format: ExportFormat;
}

function fileName({ rows, format }: ExportChoice): string {
  if (format === 'focus') return 'tierwise-focus-1.2.csv';
  return `tierwise-${rows}.${format === 'json' ? 'json' : 'csv'}`;
}

function choices(): readonly ExportChoice[] {
  const kinds = [
    { rows: 'runs', name: l10n.t('Runs') },
    { rows: 'attempts', name: l10n.t('Attempts') },
  ] as const;
  return [
    ...kinds.flatMap(({ rows, name }) => formatsOf(name).map((of) => ({ ...of, rows }))),
    {
      label: l10n.t('Charges by FOCUS 1.2 (CSV)'),
      description: l10n.t('for tools that read cloud bills'),
      rows: 'attempts',
      format: 'focus',
    },
  ];
}

/** Where a comma stands before the fraction, spreadsheets read a file with commas as one column. */
function formatsOf(rows: string): readonly Omit<ExportChoice, 'rows'>[] {
  const csv = { label: l10n.t('{rows} as CSV', { rows }), format: 'csv' } as const;
  const semicolon = {
    label: l10n.t('{rows} as CSV With Semicolons', { rows }),
    format: 'csvSemicolon',
  } as const;
  const json = { label: l10n.t('{rows} as JSON', { rows }), format: 'json' } as const;
  return hasDecimalComma() ? [semicolon, csv, json] : [csv, semicolon, json];
}

/** In the language of the editor, or of the machine. */
function hasDecimalComma(): boolean {
  const machine = new Intl.NumberFormat().resolvedOptions().locale;
  return [env.language, machine].some((language) =>
    new Intl.NumberFormat(language).formatToParts(0.5).some(({ value }) => value === ','),
  );
}

function defaultTarget(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return Uri.joinPath(folder ?? Uri.file(homedir()), name);
}

function nameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
