import type { QuickPickItem } from 'vscode';
import { commands, l10n, QuickPickItemKind, window } from 'vscode';
import { formatUsd } from '../models/money.ts';
import type { Clock } from '../models/ports.ts';
import type { BreakerView } from '../routing/policy/policyInput.ts';
import type { Move } from '../routing/policy/route.ts';
import type { InspectableRunner } from '../routing/run/runner.ts';
import type { AttemptSummary } from '../routing/run/runRecord.ts';
import { COMMANDS } from './ids.ts';
import type { FinishedRun } from './runs/finishedRuns.ts';
import { shownModel } from './runs/progressText.ts';
import { resultTitle } from './runs/resultTitle.ts';
import type { Runs } from './runs/runs.ts';
import type { UsageLedger } from './usage/lazyLedger.ts';
import { spendText } from './usage/statusText.ts';
import { TIER_NAMES } from './wording/displayNames.ts';
import { say, word } from './wording/messages.ts';
import { plainItem } from './wording/plainLabel.ts';
import { messageWithin, within } from './wording/wording.ts';

/** Shows why the last run went to the model that it went to, and what each attempt came to. */
export class WhyThisModel {
  readonly #runs: Runs;
  readonly #ledger: UsageLedger;
  readonly #clock: Clock;
  readonly #runner: () => Promise<InspectableRunner> | undefined;

  /** `runner` is the one of the last run, for its breakers. */
  constructor(
    runs: Runs,
    ledger: UsageLedger,
    clock: Clock,
    runner: () => Promise<InspectableRunner> | undefined,
  ) {
    this.#runner = runner;
    this.#runs = runs;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  async show(): Promise<void> {
    const last = this.#runs.last;
    const reasons = last === undefined ? await this.#fromLedger() : explain(last);
    const reset: QuickPickItem = { label: l10n.t('Reset Circuit Breakers') };
    const tiers = await this.#breakers(reset);
    const items = [...reasons, ...tiers].map((item) => (item === reset ? item : plainItem(item)));
    if (items.length === 0) {
      void window.showInformationMessage(say('why.none'));
      return;
    }
    const picked = await window.showQuickPick(items, {
      title: l10n.t('Tierwise: Why This Model?'),
      placeHolder: items.find(({ kind }) => kind !== QuickPickItemKind.Separator)?.label ?? '',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked === reset) await commands.executeCommand(COMMANDS.resetBreakers);
  }

  /** Has every tier tried again at once. */
  async resetBreakers(): Promise<void> {
    const runner = await this.#runner();
    runner?.resetBreakers();
    void window.showInformationMessage(say('why.breakersReset'));
  }

  /** What each tier's breaker does, with a way to reset them where one is not closed. */
  async #breakers(reset: QuickPickItem): Promise<readonly QuickPickItem[]> {
    const runner = await this.#runner();
    const views = runner?.breakers() ?? [];
    const items = views.map(breakerItem);
    const isAnyShut = views.some(({ state }) => state !== 'closed');
    return section(l10n.t('Tiers'), isAnyShut ? [...items, reset] : items);
  }

  /** What the books know of the last run, when this window has had none. */
  async #fromLedger(): Promise<readonly QuickPickItem[]> {
    const { last } = await this.#ledger.glance(this.#clock.now());
    if (last === undefined) return [];
    const model = shownModel({ tier: last.finalTier, model: last.finalModel });
    const reason = word(messageWithin('route', { code: last.reasonCode, args: last.reasonArgs }));
    const spent = { ...last, comparableRuns: last.baselineNusd === null ? 0 : 1 };
    const cost = spendText(spent, (english, args = {}) => l10n.t(english, args));
    return [{ label: reason, description: `${model} · ${cost}` }];
  }
}

function explain({ result, prepared }: FinishedRun): readonly QuickPickItem[] {
  const { route, attempts } = result;
  const others = route.considered.filter((rule) => rule !== route.reason);
  return [
    { label: word(within('route', route.reason)), description: word(resultTitle(result, word)) },
    ...estimate(result),
    ...section(
      l10n.t('Also considered'),
      others.map((rule) => ({ label: word(within('route', rule)) })),
    ),
    ...section(l10n.t('Attempts'), attempts.map(attemptItem)),
    ...section(
      l10n.t('Sent to the model'),
      prepared.sent.map(({ path, tokens }) => ({
        label: path,
        description: l10n.t('about {0} tokens', tokens),
      })),
    ),
  ];
}

/** The moves of a route in words, say `Haiku twice, then Opus`. */
function orderText(moves: readonly Move[]): string {
  let text = '';
  for (let index = 0; index < moves.length;) {
    const { tier, samples = 1 } = moves[index] ?? { tier: 'other' as const };
    const other = moves.findIndex((move, at) => at > index && !isAlike(move, tier, samples));
    const alike = (other < 0 ? moves.length : other) - index;
    const next =
      samples > 1 ? say('why.movesAtOnce', { tier, count: samples }) : timesText(tier, alike);
    text = text === '' ? next : say('why.movesThen', { order: text, next });
    index += samples > 1 ? 1 : alike;
  }
  return text;
}

function isAlike(move: Move, tier: Move['tier'], samples: number): boolean {
  return move.tier === tier && (move.samples ?? 1) === samples;
}

function timesText(tier: Move['tier'], count: number): string {
  if (count === 1) return say('why.moves', { tier });
  return count === 2 ? say('why.movesTwice', { tier }) : say('why.movesOften', { tier, count });
}

function estimate({ route }: FinishedRun['result']): readonly QuickPickItem[] {
  const { promised } = route;
  if (promised) {
    return [{ label: say('why.promised', { ...promised, order: orderText(route.moves) }) }];
  }
  if (route.estimate === null) return [];
  const { lowNusd, highNusd } = route.estimate;
  // Calls of a subscription: there is no amount to expect.
  if (highNusd === 0) return [];
  const range = `${formatUsd(lowNusd)} – ${formatUsd(highNusd)}`;
  return [{ label: l10n.t('Estimated before the run: {0}', range) }];
}

function breakerItem(view: BreakerView): QuickPickItem {
  const { tier, provider = null, state, failures, opensForMs } = view;
  const open = opensForMs > 0 ? 'Open' : 'Due';
  const code = ({ closed: 'Closed', open, probing: 'Probing' } as const)[state];
  return {
    label: provider ?? TIER_NAMES[tier],
    description: say(`why.breaker${code}`, { failures, opensForMs }),
  };
}

function attemptItem(attempt: AttemptSummary): QuickPickItem {
  const cost =
    attempt.costNusd === null
      ? l10n.t('unpriced')
      : attempt.included
        ? say('cost.included')
        : formatUsd(attempt.costNusd);
  const seconds = `${(attempt.durationMs / 1000).toFixed(1)} s`;
  const { errorCode } = attempt;
  const cause = errorCode === null ? '' : say('why.cause', { cause: errorCode });
  const detail = attempt.problems.map(word).join(' ') || cause;
  return {
    label: `${String(attempt.ordinal)}. ${shownModel(attempt)}`,
    description: [
      say(`kind.${attempt.kind}`),
      say(`outcome.${attempt.outcome}`),
      `${attempt.estimated ? '~' : ''}${cost}`,
      seconds,
    ].join(' · '),
    ...(detail !== '' && { detail }),
  };
}

function section(label: string, items: readonly QuickPickItem[]): readonly QuickPickItem[] {
  return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...items];
}
