import type { Glance, GroupTotals, Totals } from '../../ledger/figures.ts';
import { isIncluded } from '../../models/included.ts';
import { formatUsd } from '../../models/money.ts';
import type { LimitedSpend } from '../../models/spend.ts';
import type { Tier } from '../../models/tier.ts';
import type { StatusPeriod } from '../settings/settingTable.ts';
import { TIER_NAMES } from '../wording/displayNames.ts';
import { plain } from '../wording/plainLabel.ts';
import { plainLine } from '../wording/safeText.ts';
import type { ClaudeCodeGlance } from './claudeCodeSpend.ts';
import { claudeCodeText } from './claudeCodeText.ts';
import type { TranslateText } from './translateText.ts';

/** What the status bar item shows. `tooltip` is markdown; everything in it is escaped. */
export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly label: string;
}

/** A budget and what all windows have spent and reserved of it, in nUSD. */
export interface BudgetUse {
  readonly of: LimitedSpend;
  readonly usedNusd: number;
  readonly limitNusd: number;
}

/** What is going on beside the figures. */
export interface StatusContext {
  /** Say `Write Docs · Haiku 5.5`, for each run that works. */
  readonly working: readonly string[];
  /** Say `Write Docs: waiting for your answer`, for each run that waits for the user. */
  readonly askingUser: readonly string[];
  /** The budgets that are set, as far as they were read. */
  readonly budgets: readonly BudgetUse[];
  /** Words of the last run's reason, or undefined. */
  readonly lastReason: string | undefined;
  /** Answers come from the demo API: no dollar shown is a real one. */
  readonly isDemo: boolean;
  /** Notices, say what the demo API is. */
  readonly notices: readonly string[];
  /** What Claude Code has spent by its own logs; left out where nobody wants to know. */
  readonly claudeCode?: ClaudeCodeGlance | undefined;
  /** What there is to say of these logs. */
  readonly claudeCodeNotes?: readonly string[];
}

/** The item's text and tooltip; without figures it only says its name. */
export function statusText(
  glance: Glance | undefined,
  period: StatusPeriod,
  context: StatusContext,
  t: TranslateText,
): StatusText {
  const totals = glance === undefined ? undefined : totalsOf(glance, period);
  const spent = totals === undefined || totals.runs === 0 ? t('Tierwise') : shortFigures(totals, t);
  const figures = context.isDemo ? t('{figures} · demo', { figures: spent }) : spent;
  return {
    text: activityText(context) ?? figures,
    tooltip: tooltip(glance, context, t),
    label: label(totals, period, context, t),
  };
}

/** Who waits for the user, else who is at work; undefined: nobody. */
function activityText({ working, askingUser }: StatusContext): string | undefined {
  const [first] = [...askingUser, ...working];
  if (first === undefined) return undefined;
  const icon = askingUser.length > 0 ? '$(bell-dot)' : '$(sync~spin)';
  const more = askingUser.length + working.length - 1;
  return `${icon} ${plain(first)}${more > 0 ? ` +${String(more)}` : ''}`;
}

/** What was spent: `~` when estimated, and the unpriced attempts beside it. */
export function spendText(
  totals: Pick<Totals, 'costNusd' | 'estimated' | 'unpriced' | 'comparableRuns'>,
  t: TranslateText,
): string {
  if (isIncluded(totals, totals.comparableRuns > 0)) return t('included');
  const spent = `${totals.estimated > 0 ? '~' : ''}${formatUsd(totals.costNusd)}`;
  return totals.unpriced === 0
    ? spent
    : t('{spent} + {count} unpriced', { spent, count: String(totals.unpriced) });
}

/**
 * Savings in whole percent of the baseline, negative when Opus alone had been cheaper. What is not all
 * of it is never 100.
 */
export function savedPercent(
  totals: Pick<Totals, 'savedNusd' | 'baselineNusd'>,
): number | undefined {
  if (totals.baselineNusd <= 0) return undefined;
  const percent = (totals.savedNusd / totals.baselineNusd) * 100;
  if (percent > 99 && percent < 100) return 99;
  // No minus sign before a zero.
  return Math.round(percent) || 0;
}

function shortFigures(totals: Totals, t: TranslateText): string {
  const saved = savedText(totals);
  const spent = spendText(totals, t);
  return saved === undefined ? spent : `${spent} · ${t('saved {percent}', { percent: saved })}`;
}

function savedText(totals: Totals): string | undefined {
  const percent = savedPercent(totals);
  if (percent === undefined) return undefined;
  return `${percent < 0 ? '−' : ''}${String(Math.abs(percent))}%`;
}

function totalsOf(glance: Glance, period: StatusPeriod): Totals {
  switch (period) {
    case 'today':
      return glance.today;
    case '7days':
      return glance.week;
    case '30days':
      return glance.month;
  }
}

function periodName(period: StatusPeriod, t: TranslateText): string {
  switch (period) {
    case 'today':
      return t('Today');
    case '7days':
      return t('7 days');
    case '30days':
      return t('30 days');
  }
}

function tooltip(glance: Glance | undefined, context: StatusContext, t: TranslateText): string {
  const parts: string[] = [`**${shown(t('Tierwise'))}**`];
  for (const asking of context.askingUser) parts.push(`$(bell-dot) ${shown(asking)}`);
  for (const working of context.working) parts.push(`$(sync~spin) ${shown(working)}`);
  if (glance !== undefined && glance.month.runs > 0) {
    parts.push(periodTable(glance, t));
    const answered = glance.byTierMonth.filter(({ runs }) => runs > 0);
    if (answered.length > 0) parts.push(tierTable(answered, t));
  } else {
    parts.push(shown(t('No runs in this workspace yet.')));
  }
  const claudeCode = claudeCodeText(context.claudeCode, t);
  if (claudeCode !== undefined) parts.push(table(claudeCode.head, claudeCode.rows));
  if (claudeCode?.estimate !== undefined) parts.push(shown(claudeCode.estimate));
  for (const note of context.claudeCodeNotes ?? []) parts.push(`$(info) ${shown(note)}`);
  for (const budget of context.budgets) parts.push(shown(budgetText(budget, t)));
  if (context.lastReason !== undefined) {
    parts.push(`${shown(t('Last run'))}: ${shown(context.lastReason)}`);
  }
  for (const notice of context.notices) parts.push(`$(beaker) ${shown(notice)}`);
  const isAsking = context.askingUser.length > 0;
  const click = isAsking ? t('Click for the question.') : t('Click for the savings report.');
  parts.push(shown(click));
  return parts.join('\n\n');
}

function periodTable(glance: Glance, t: TranslateText): string {
  const row = (period: StatusPeriod): readonly string[] => {
    const totals = totalsOf(glance, period);
    return [periodName(period, t), ...cells(totals, t)];
  };
  return table(
    ['', t('Spent'), t('Opus alone'), t('Saved'), t('Runs')],
    [row('today'), row('7days'), row('30days')],
  );
}

/** What the runs cost that each tier answered, cheaper attempts before included: so a row adds up. */
function tierTable(groups: readonly GroupTotals[], t: TranslateText): string {
  const row = (group: GroupTotals): readonly string[] => {
    const isCompared = group.comparableRuns > 0;
    const compared = { ...group, costNusd: group.comparableCostNusd, unpriced: 0 };
    return [tierName(group.key), ...cells(isCompared ? compared : group, t)];
  };
  return table(
    [t('30 days, by who answered'), t('Cost'), t('Opus alone'), t('Saved'), t('Runs')],
    groups.map(row),
  );
}

function budgetText({ of, usedNusd, limitNusd }: BudgetUse, t: TranslateText): string {
  const amounts = { used: formatUsd(usedNusd), limit: formatUsd(limitNusd) };
  switch (of) {
    case 'day':
      return t('Budget today, all windows: {used} of {limit}', amounts);
    case 'month':
      return t('Budget this month, all windows: {used} of {limit}', amounts);
    case 'workspaceDay':
      return t('Budget today, this workspace: {used} of {limit}', amounts);
    case 'workspaceMonth':
      return t('Budget this month, this workspace: {used} of {limit}', amounts);
  }
}

function cells(totals: Totals, t: TranslateText): readonly string[] {
  const baseline = totals.baselineNusd > 0 ? formatUsd(totals.baselineNusd) : '–';
  return [spendText(totals, t), baseline, savedText(totals) ?? '–', String(totals.runs)];
}

function tierName(key: string): string {
  return Object.hasOwn(TIER_NAMES, key) ? TIER_NAMES[key as Tier] : key;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // Columns of a tooltip's table touch one another unless something holds them apart.
  const line = (cellTexts: readonly string[]): string =>
    `| ${cellTexts.map(shown).join(' | &nbsp;&nbsp;')} |`;
  return [line(head), `|${head.map((_, index) => (index === 0 ? ':--|' : '--:|')).join('')}`]
    .concat(rows.map(line))
    .join('\n');
}

function label(
  totals: Totals | undefined,
  period: StatusPeriod,
  { working: [working], askingUser: [asking] }: StatusContext,
  t: TranslateText,
): string {
  if (asking !== undefined) return t('Tierwise: {what}', { what: plain(asking) });
  if (working !== undefined) return t('Tierwise: working on {what}', { what: plain(working) });
  if (totals === undefined || totals.runs === 0) return t('Tierwise: nothing spent');
  return t('Tierwise, {period}: {figures}', {
    period: periodName(period, t),
    figures: shortFigures(totals, t),
  });
}

/** Text in the tooltip's markdown: no sign of it means anything there, and none makes an icon. */
function shown(text: string): string {
  return plainLine(plain(text));
}
