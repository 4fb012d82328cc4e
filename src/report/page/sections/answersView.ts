import { BEHIND } from '../../behind.ts';
import { wordKey } from '../../protocol/codes.ts';
import type { MachineSpend } from '../../protocol/messages.ts';
import type { ReportTextKey } from '../../protocol/texts.ts';
import type { Sureness } from '../../quality/sureness.ts';
import { mostWasteful } from '../../quality/waste.ts';
import { behindGroup } from '../../tables.ts';
import type { Child } from '../elements.ts';
import { html, textButton } from '../elements.ts';
import type { Told } from './section.ts';

/** What is asked after the three figures, each under its name: how sure they are, what was wasted, what all windows spent. */
export function answersView(told: Told, sure: Sureness | undefined): HTMLElement {
  return html(
    'dl',
    { class: 'answers' },
    ...answer(told, 'sure', sure && [sure.text]),
    ...answer(told, 'wasted', wasted(told)),
    ...answer(told, 'machineSpent', machine(told)),
  );
}

function answer(
  { format }: Told,
  label: ReportTextKey,
  said: readonly Child[] | undefined,
): readonly HTMLElement[] {
  if (said === undefined) return [];
  return [html('dt', {}, format.text(label)), html('dd', {}, ...said)];
}

/** The task that wastes most, with the amount that opens its rows. */
function wasted({ shown, format, behind }: Told): readonly Child[] | undefined {
  const { figures, words } = shown;
  const { totals, byTask } = figures;
  const most = mostWasteful(byTask);
  if (most === undefined) {
    return totals.kept === totals.runs ? [format.text('wastedNothing')] : undefined;
  }
  const { key, unkeptCostNusd, estimated } = most;
  const task = words[wordKey('task', key)] ?? key;
  const spent = format.about(most.costNusd, estimated);
  const all = format.about(totals.unkeptCostNusd, totals.estimated);
  const [before, after] = format.text('wastedMost', { task, spent, all }).split('{wasted}');
  const amount = behind.numbersIn('answers')({
    text: format.about(unkeptCostNusd, estimated),
    exact: format.exact(unkeptCostNusd),
    behind: behindGroup('task', key, 'runs', BEHIND.unkept.filter) ?? BEHIND.unkept,
    name: `${task} · ${format.text('wastedCost')}`,
    id: 'wasted',
  });
  return [before, amount, after];
}

/** What all workspaces of this machine have spent, on which budgets count; nothing until it is known. */
function machine({ machine: message, format, send }: Told): readonly Child[] | undefined {
  if (message === undefined) return undefined;
  const spent = ({ spentNusd, unpriced }: MachineSpend): string =>
    format.spend({ costNusd: spentNusd, unpriced, estimated: 0 });
  const text = format.text('machine', {
    today: spent(message.today),
    month: spent(message.month),
  });
  const show = (): void => send({ type: 'machine' });
  return [text, ' ', textButton('show-machine', format.text('machineShow'), show)];
}
