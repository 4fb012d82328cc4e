import type { MachineSpend } from '../../protocol/messages.ts';
import { surenessOf } from '../../quality/sureness.ts';
import { html, textButton } from '../elements.ts';
import type { Told } from './section.ts';

/** How sure it is that something was saved; nothing until it is known. */
export function sureView({ quality: message, format }: Told): readonly HTMLElement[] {
  const text = message && surenessOf(message.quality.saved, format);
  return text === undefined ? [] : [html('p', { class: 'quiet sure' }, text)];
}

/** What all workspaces of this machine have spent, on which budgets count; nothing until it is known. */
export function machineView({ machine, format, send }: Told): readonly HTMLElement[] {
  if (machine === undefined) return [];
  const spent = ({ spentNusd, unpriced }: MachineSpend): string =>
    format.spend({ costNusd: spentNusd, unpriced, estimated: 0 });
  const text = format.text('machine', {
    today: spent(machine.today),
    month: spent(machine.month),
  });
  const show = (): void => send({ type: 'machine' });
  const button = textButton('show-machine', format.text('machineShow'), show);
  return [html('p', { class: 'quiet machine' }, text, ' ', button)];
}
