import type { Disposable, QuickPickItem, TextDocumentContentProvider } from 'vscode';
import { commands, l10n, Uri, window, workspace } from 'vscode';
import { formatUsd } from '../../models/money.ts';
import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { CLAUDE_TIERS, rankOf } from '../../models/tier.ts';
import type { RunEstimate, RunResult } from '../../routing/run/run.ts';
import { traitsOf } from '../taskTable.ts';
import { TIER_NAMES } from '../wording/displayNames.ts';
import { say } from '../wording/messages.ts';
import type { Preference, Shown } from './blindComparison.ts';
import { comparableText, inBlindOrder, ratingsOf } from './blindComparison.ts';
import type { FinishedRun } from './finishedRuns.ts';
import type { Runs } from './runs.ts';

/** Scheme of the read-only documents in which nameless answers stand. */
const SCHEME = 'tierwise-comparison';

/** What is compared, with what, and where the preference goes. */
export interface TierComparisonParts {
  readonly runs: Runs;
  readonly ledger: {
    verdict(said: { runId: number; at: number; rating: 'up' | 'down' }): Promise<void>;
  };
  readonly now: () => number;
  /** From 0 to below 1: which answer stands at the left. */
  readonly random: () => number;
}

interface TierPair extends QuickPickItem {
  readonly tiers: Shown<ClaudeTier>;
}

/**
 * Has two tiers answer the same question and shows the answers without their names: which is better is what a person
 * says of them, and the strongest word there is on either.
 */
export class TierComparison implements Disposable {
  readonly #parts: TierComparisonParts;
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;
  #made = 0;

  constructor(parts: TierComparisonParts) {
    this.#parts = parts;
    const provider: TextDocumentContentProvider = {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
    };
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, provider);
  }

  /** Asks what to compare, says what that costs, and asks which answer is better. */
  async start(): Promise<void> {
    const task = await pickTask();
    if (task === undefined) return;
    const pair = await window.showQuickPick(pairs(), { title: say('compare.tiers') });
    if (pair === undefined) return;
    const agree = (estimates: readonly RunEstimate[]) => isAgreed(pair.tiers, estimates);
    const finished = await this.#parts.runs.atTiers(task, { tiers: pair.tiers, agree });
    const [one, other] = finished;
    if (one === undefined || other === undefined) return;
    await this.#compare(inBlindOrder([one, other], this.#parts.random));
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #compare(shown: Shown<FinishedRun>): Promise<void> {
    const [left, right] = [shown[0].result, shown[1].result];
    if (left.answer === undefined || right.answer === undefined) {
      void window.showInformationMessage(say('compare.oneFailed', resultArgs([left, right])));
      return;
    }
    const texts: Shown<string> = [comparableText(left.answer), comparableText(right.answer)];
    if (texts[0] === texts[1]) {
      await this.#book([left, right], 'both');
      void window.showInformationMessage(say('compare.same', resultArgs([left, right])));
      return;
    }
    const uris = this.#documents(shown[0], texts);
    await commands.executeCommand('vscode.diff', ...uris, say('compare.title'), { preview: false });
    const preference = await pickPreference();
    for (const uri of uris) this.#texts.delete(uri.toString());
    if (preference === undefined) return;
    await this.#book([left, right], preference);
    const names = resultArgs([left, right]);
    void window.showInformationMessage(say(`compare.said.${preference}`, names));
  }

  /** Both answers under names that say nothing. */
  #documents({ gathered, result }: FinishedRun, texts: Shown<string>): Shown<Uri> {
    this.#made += 1;
    const name = gathered.uri.path.slice(gathered.uri.path.lastIndexOf('/') + 1);
    const ending = result.answer?.kind === 'markdown' ? '.md' : /\.\w+$/.exec(name)?.[0];
    const isCode = result.answer?.kind === 'edits' || result.answer?.kind === 'newFile';
    const uriOf = (letter: string, text: string): Uri => {
      const path = `/${this.#made}/${letter}${isCode ? (ending ?? '') : '.txt'}`;
      const uri = Uri.from({ scheme: SCHEME, path });
      this.#texts.set(uri.toString(), text);
      return uri;
    };
    return [uriOf('A', texts[0]), uriOf('B', texts[1])];
  }

  async #book([left, right]: Shown<RunResult>, preference: Preference): Promise<void> {
    const at = this.#parts.now();
    const [ofLeft, ofRight] = ratingsOf(preference);
    await this.#parts.ledger.verdict({ runId: left.runId, at, rating: ofLeft });
    await this.#parts.ledger.verdict({ runId: right.runId, at, rating: ofRight });
  }
}

async function pickTask(): Promise<TaskName | undefined> {
  const items = TASK_NAMES.map((task) => ({ label: l10n.t(traitsOf(task).title), task }));
  const picked = await window.showQuickPick(items, { title: say('compare.task') });
  return picked?.task;
}

/** Every two tiers, the cheapest with the dearest first: that is what is asked most. */
function pairs(): readonly TierPair[] {
  return CLAUDE_TIERS.flatMap((low) =>
    CLAUDE_TIERS.filter((high) => rankOf(high) > rankOf(low)).map((high) => ({
      label: say('compare.pair', { one: TIER_NAMES[low], other: TIER_NAMES[high] }),
      tiers: [low, high] as const,
    })),
  ).toSorted((one, other) => distance(other) - distance(one));
}

function distance({ tiers: [low, high] }: TierPair): number {
  return rankOf(high) - rankOf(low);
}

/** Both costs are said before anything is spent. */
async function isAgreed(
  [low, high]: Shown<ClaudeTier>,
  estimates: readonly RunEstimate[],
): Promise<boolean> {
  const [one, other] = estimates.map(({ costNusd }) =>
    costNusd === null ? say('changes.noPrice') : formatUsd(costNusd),
  );
  const compare = l10n.t('Compare');
  const answer = await window.showInformationMessage(
    say('compare.ask', {
      one: TIER_NAMES[low],
      other: TIER_NAMES[high],
      oneCost: one ?? '',
      otherCost: other ?? '',
    }),
    compare,
  );
  return answer === compare;
}

async function pickPreference(): Promise<Preference | undefined> {
  const items: readonly (QuickPickItem & { readonly preference: Preference })[] = [
    { label: l10n.t('The Left Answer'), preference: 'first' },
    { label: l10n.t('The Right Answer'), preference: 'second' },
    { label: l10n.t('Both Are Good'), preference: 'both' },
    { label: l10n.t('Neither Is Good'), preference: 'neither' },
  ];
  const options = { title: say('compare.which'), ignoreFocusOut: true };
  return (await window.showQuickPick(items, options))?.preference;
}

/** Who stood where, and what each has cost. */
function resultArgs([left, right]: Shown<RunResult>) {
  return {
    left: TIER_NAMES[left.finalTier],
    right: TIER_NAMES[right.finalTier],
    leftCost: formatUsd(left.costNusd),
    rightCost: formatUsd(right.costNusd),
  };
}
