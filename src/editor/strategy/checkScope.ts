import type { QuickPickItem } from 'vscode';
import { window } from 'vscode';
import { SCENARIOS } from '../../strategy/scenarios/scenarioCases.ts';
import { say } from '../wording/messages.ts';

/** What is to be checked with. */
export type WantedCheck =
  | { readonly kind: 'history'; /** Functions. */ readonly most: number }
  | { readonly kind: 'scenarios' }
  | { readonly kind: 'last' };

/** Functions of a quick check, and of a full one as the user likes it. */
const QUICK = 5;
const FULL = [15, 30, 50] as const;

/** Asks what to check with; undefined: nothing. */
export async function pickCheck(hasLast: boolean): Promise<WantedCheck | undefined> {
  const full = FULL.map((count) => ({
    label: say('strategy.full', { count }),
    description: say('strategy.resumable'),
    wanted: { kind: 'history', most: count } as const,
  }));
  const quick = {
    label: say('strategy.quick', { count: QUICK }),
    detail: say('strategy.functionsAbout'),
    wanted: { kind: 'history', most: QUICK } as const,
  };
  const scenarios = {
    label: say('strategy.scenarios', { count: SCENARIOS.length }),
    detail: say('strategy.scenariosAbout'),
    wanted: { kind: 'scenarios' } as const,
  };
  const last = { label: say('strategy.last'), wanted: { kind: 'last' } as const };
  const items: readonly (QuickPickItem & { readonly wanted: WantedCheck })[] = [
    quick,
    ...full,
    scenarios,
    ...(hasLast ? [last] : []),
  ];
  return (await window.showQuickPick(items, { title: say('strategy.pick') }))?.wanted;
}
