import { Uri, window, workspace } from 'vscode';
import type { Log } from '../../models/ports.ts';
import type { FindingKind } from '../../tasks/findingKinds.ts';
import { placeOf } from '../documents/documentPlace.ts';
import { neverSendRules } from '../input/neverSend.ts';
import { WorkspaceFiles } from '../input/projectFiles.ts';
import type { Findings } from '../results/findings/findings.ts';
import type { KeptFinding } from '../results/findings/keptFinding.ts';
import type { Results } from '../results/results.ts';
import { withoutRun } from '../results/withoutRun.ts';
import type { Configuration } from '../settings/configuration.ts';
import { INSTRUCTIONS, REVIEW_RULES } from '../settings/instructionFiles.ts';
import { say } from '../wording/messages.ts';
import { plain } from '../wording/plainLabel.ts';
import { DismissalStore } from './dismissalStore.ts';
import { withRule } from './ruleText.ts';

/** Characters of a title in a rule. */
const LONGEST_TITLE = 120;

/** What dismissing findings needs. */
export interface DismissalParts {
  readonly findings: Pick<Findings, 'find' | 'dismiss' | 'clear'>;
  readonly results: Pick<Results, 'present'>;
  readonly configuration: Configuration;
  /** Where dismissals are counted. */
  readonly folder: Uri;
  readonly log: Log;
}

/** A file of instructions that a review reads, by its path in the folder, and its text if it is there. */
interface RuleFile {
  readonly root: Uri;
  readonly path: string;
  readonly text: string | undefined;
}

/**
 * Dismisses findings. With the third of one kind a rule for the project's instructions is offered,
 * once: its text is shown as a result is, and nothing is written before it is accepted.
 */
export class Dismissals {
  readonly #parts: DismissalParts;
  readonly #store: DismissalStore;

  constructor(parts: DismissalParts) {
    this.#parts = parts;
    this.#store = new DismissalStore(parts.folder, parts.log);
  }

  /** Takes one finding away, as its code action asks. */
  async dismiss(uri: Uri, id: string): Promise<void> {
    const { findings, log } = this.#parts;
    const finding = findings.find(uri, id);
    await findings.dismiss(uri, id);
    if (finding === undefined) return;
    // Not awaited: the offer waits for the user.
    void this.#offer(uri, finding).catch((error: unknown) => {
      log.error('A rule could not be offered.', error);
    });
  }

  /** Takes all findings away, kept ones too, and counts dismissals anew. */
  async clear(): Promise<void> {
    await this.#parts.findings.clear();
    await this.#store.clear();
  }

  async #offer(uri: Uri, { kind, title }: KeptFinding): Promise<void> {
    // Where instructions are not read, or nothing tells what a finding is about, a rule is of no use.
    const isHeeded = workspace.isTrusted && placeOf(uri).isInWorkspace;
    if (kind === undefined || kind === 'other' || !isHeeded) return;
    const titles = await this.#store.count(kind, plain(title).slice(0, LONGEST_TITLE));
    if (titles === undefined) return;
    const show = say('rule.show');
    const answer = await window.showInformationMessage(
      say('rule.offer', { about: say(`finding.${kind}`) }),
      show,
    );
    if (answer === show) await this.#show(uri, kind, titles);
  }

  async #show(uri: Uri, kind: FindingKind, titles: readonly string[]): Promise<void> {
    const file = await this.#ruleFile(uri);
    if (file === undefined) return;
    const { root, path, text: replaces } = file;
    const text = withRule(replaces ?? '', kind, titles);
    const answer = { kind: 'newFile', path, language: 'markdown', text, replaces } as const;
    await this.#parts.results.present(withoutRun(answer), {
      task: 'review',
      uri: Uri.joinPath(root, path),
      baseText: replaces ?? '',
      target: { firstLine: 1, lastLine: 1 },
      place: say('rule.place'),
      offers: [],
      workspaceFolder: root,
      title: say('rule.title'),
      shortTitle: say('rule.shortTitle'),
      notes: [],
    });
  }

  /** The first file of those that a review reads; where there is none, its own is made. */
  async #ruleFile(uri: Uri): Promise<RuleFile | undefined> {
    const place = placeOf(uri);
    const { root } = place;
    if (root === undefined) return undefined;
    const { neverSend, instructions } = this.#parts.configuration.read(uri);
    const files = new WorkspaceFiles(place, await neverSendRules(neverSend, root));
    const others = instructions === '' ? INSTRUCTIONS : [instructions];
    for (const path of [REVIEW_RULES, ...others]) {
      const text = await files.read(path);
      if (text !== undefined) return { root, path, text };
    }
    return { root, path: REVIEW_RULES, text: undefined };
  }
}
