import type { MachineSpend } from '../../protocol/messages.ts';
import { html } from '../elements.ts';
import type { Told } from './section.ts';

/** What all workspaces of this machine have spent, on which budgets count; nothing until it is known. */
export function machineView({ machine, format }: Told): readonly HTMLElement[] {
  if (machine === undefined) return [];
  const spent = ({ spentNusd, unpriced }: MachineSpend): string =>
    format.spend({ costNusd: spentNusd, unpriced, estimated: 0 });
  const text = format.text('machine', {
    today: spent(machine.today),
    month: spent(machine.month),
  });
  return [html('p', { class: 'quiet machine' }, text)];
}
