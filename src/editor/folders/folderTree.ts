import type { Disposable, TreeDataProvider, Uri } from 'vscode';
import { EventEmitter, ThemeIcon, TreeItem, TreeItemCollapsibleState, window } from 'vscode';
import type { Trouble } from '../../folderRuns/batchStep.ts';
import type { FileOfRun, FileState, FolderRun, NoAnswer } from '../../folderRuns/folderRun.ts';
import { isOver } from '../../folderRuns/folderRun.ts';
import { formatUsd } from '../../models/money.ts';
import { FOLDER_VIEW_ID, INTERNAL_COMMANDS } from '../ids.ts';
import { say } from '../wording/messages.ts';
import { plain } from '../wording/plainLabel.ts';
import { shownPath } from './folderChoice.ts';

/** A line of the list: a folder run, or one of its files. */
export type FolderNode =
  | { readonly type: 'run'; readonly id: string }
  | { readonly type: 'file'; readonly id: string; readonly runId: number };

/** What the list shows. */
export interface FolderTreeSource {
  runs(): readonly FolderRun[];
  get(id: string): FolderRun | undefined;
  /** Unix ms. */
  now(): number;
  /** Why nothing is known of a batch at the moment. */
  troubleOf(id: string): Trouble | undefined;
  /** The file that a run is about; undefined: that cannot be read here. */
  uriOf(id: string, runId: number): Promise<Uri | undefined>;
}

const ICONS: Readonly<Record<FileState['type'], string>> = {
  waiting: 'clock',
  judging: 'sync~spin',
  ready: 'diff',
  none: 'circle-slash',
  accepted: 'pass',
  discarded: 'close',
};

const STATES = {
  waiting: 'folder.file.waiting',
  judging: 'folder.file.judging',
  accepted: 'folder.file.accepted',
  discarded: 'folder.file.discarded',
} as const satisfies Partial<Record<FileState['type'], string>>;

const NO_ANSWER = {
  expired: 'folder.file.expired',
  cancelled: 'folder.file.cancelled',
  refused: 'folder.file.refused',
  notSent: 'folder.file.notSent',
  noResult: 'folder.file.noResult',
  unreadable: 'folder.file.unreadable',
  deleted: 'folder.file.deleted',
  interrupted: 'folder.file.interrupted',
  rejected: 'folder.file.rejected',
  failed: 'folder.file.failed',
} as const satisfies Record<NoAnswer, string>;

/** Folder runs and their files, as a list in the Explorer. */
export class FolderTree implements TreeDataProvider<FolderNode>, Disposable {
  readonly #source: FolderTreeSource;
  readonly #changed = new EventEmitter<undefined>();
  readonly #view;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(source: FolderTreeSource) {
    this.#source = source;
    this.#view = window.createTreeView(FOLDER_VIEW_ID, { treeDataProvider: this });
  }

  refresh(): void {
    this.#changed.fire(undefined);
    const ready = this.#source.runs().reduce((sum, run) => sum + countsOf(run).ready, 0);
    const tooltip = say('folder.readyCount', { count: ready });
    this.#view.badge = ready === 0 ? undefined : { value: ready, tooltip };
  }

  /** Brings a folder run into view, without taking the keyboard. */
  async reveal(id: string): Promise<void> {
    await this.#view.reveal({ type: 'run', id }, { expand: true, focus: false, select: false });
  }

  getParent(node: FolderNode): FolderNode | undefined {
    return node.type === 'file' ? { type: 'run', id: node.id } : undefined;
  }

  getChildren(node?: FolderNode): FolderNode[] {
    if (node === undefined) {
      return this.#source
        .runs()
        .toReversed()
        .map(({ id }) => ({ type: 'run', id }));
    }
    if (node.type === 'file') return [];
    const files = this.#source.get(node.id)?.files.keys() ?? [];
    return [...files].map((runId) => ({ type: 'file', id: node.id, runId }));
  }

  async getTreeItem(node: FolderNode): Promise<TreeItem> {
    const run = this.#source.get(node.id);
    if (!run) return new TreeItem('');
    if (node.type === 'run') return this.#runItem(run);
    const file = run.files.get(node.runId);
    return file ? this.#fileItem(node, file) : new TreeItem('');
  }

  dispose(): void {
    this.#changed.dispose();
    this.#view.dispose();
  }

  #runItem(run: FolderRun): TreeItem {
    const { id, task, files } = run;
    const { ready, open } = countsOf(run);
    const label = say('folder.run', { task, files: files.size });
    const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
    item.id = id;
    item.description = descriptionOf(run, this.#source.troubleOf(id), this.#source.now());
    item.tooltip = `${label}\n${item.description}`;
    item.iconPath = new ThemeIcon(open > 0 ? 'loading~spin' : 'files');
    const traits = [...(ready > 0 ? ['ready'] : []), isOver(run) ? 'over' : 'open'];
    item.contextValue = `run ${traits.join(' ')}`;
    return item;
  }

  async #fileItem(
    node: Extract<FolderNode, { readonly type: 'file' }>,
    { state }: FileOfRun,
  ): Promise<TreeItem> {
    const uri = await this.#source.uriOf(node.id, node.runId);
    const name = uri?.path.slice(uri.path.lastIndexOf('/') + 1);
    const item = new TreeItem(plain(name ?? String(node.runId)));
    item.id = `${node.id} ${node.runId}`;
    const words = stateText(state);
    item.description = words;
    item.tooltip = uri === undefined ? words : `${plain(shownPath(uri))}\n${words}`;
    item.iconPath = new ThemeIcon(ICONS[state.type]);
    item.contextValue = `file ${state.type}`;
    if (state.type === 'ready') {
      const command = INTERNAL_COMMANDS.showFolderFile;
      item.command = { command, title: words, arguments: [node] };
    }
    return item;
  }
}

/** How many files are how far. */
export function countsOf({ files }: FolderRun): {
  readonly ready: number;
  readonly open: number;
  readonly none: number;
  readonly accepted: number;
} {
  const counts = { ready: 0, open: 0, none: 0, accepted: 0 };
  for (const { state } of files.values()) {
    if (state.type === 'ready') counts.ready += 1;
    else if (state.type === 'accepted') counts.accepted += 1;
    else if (state.type === 'none') counts.none += 1;
    else if (state.type !== 'discarded') counts.open += 1;
  }
  return counts;
}

/** What a folder run has cost so far, nUSD. */
export function costOfRun({ files }: FolderRun): number {
  return [...files.values()].reduce(
    (sum, { state }) => sum + (('costNusd' in state ? state.costNusd : 0) ?? 0),
    0,
  );
}

/** ms in which a batch is taken to be on its way. */
const SENDING_MS = 60_000;

function descriptionOf(run: FolderRun, trouble: Trouble | undefined, now: number): string {
  const { ready, open, none, accepted } = countsOf(run);
  const { stage, isCancelled, begunAt } = run;
  if (open > 0 && trouble !== undefined) return troubleText(trouble);
  if (open > 0 && stage.type === 'intended') {
    return say(now < stage.at + SENDING_MS ? 'folder.sending' : 'folder.looking');
  }
  if (open > 0 && isCancelled) return say('folder.cancelling');
  if (open === run.files.size && stage.type === 'sent') {
    return say('folder.waiting', { time: new Date(begunAt).toLocaleString() });
  }
  const counts = { ready, open, accepted, none };
  const shown = (['ready', 'open', 'accepted', 'none'] as const).filter((kind) => counts[kind] > 0);
  return shown.map((kind) => say(`folder.count.${kind}`, { count: counts[kind] })).join(', ');
}

function troubleText(trouble: Trouble): string {
  if (trouble === 'elsewhere') return say('folder.trouble.elsewhere');
  if (trouble === 'notFound') return say('folder.trouble.notFound');
  return say('folder.trouble.unreachable');
}

function stateText(state: FileState): string {
  switch (state.type) {
    case 'ready':
      return say('folder.file.ready', {
        cost: state.costNusd === null ? say('changes.noPrice') : formatUsd(state.costNusd),
      });
    case 'none':
      return say(NO_ANSWER[state.why]);
    default:
      return say(STATES[state.type]);
  }
}
