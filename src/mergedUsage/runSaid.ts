import { isKeptAnswer } from '../models/learning/pastRun.ts';
import type { RunStore } from './runStore.ts';

/** What was said of a merged run's answer, in words; '' where nothing was. */
interface RunSaid {
  readonly outcome: string;
  readonly verdict: string;
  readonly rating: string;
  readonly audit: string;
}

/** What was said of the answer of a merged run. */
export function saidOf(store: RunStore, index: number): RunSaid {
  const word = (column: keyof RunSaid): string => store.word(store.words[column][index] ?? 0);
  return {
    outcome: word('outcome'),
    verdict: word('verdict'),
    rating: word('rating'),
    audit: word('audit'),
  };
}

/** Whether a person has kept the answer of a merged run. */
export function isKept(store: RunStore, index: number): boolean {
  return isKeptAnswer(store.word(store.words.task[index] ?? 0), saidOf(store, index));
}

/** Whether the answer of a merged run passed its check and nobody has taken it back or called it wrong, as `rightAnswer` has it. */
export function isRight(store: RunStore, index: number): boolean {
  const said = saidOf(store, index);
  return said.outcome === 'accepted' && !isTakenBack(said);
}

/** How content a person was with a merged run, 0 to 1, as `satisfaction` of the rows has it; undefined: nobody has said it. */
export function satisfactionOf(store: RunStore, index: number): number | undefined {
  const said = saidOf(store, index);
  if (isTakenBack(said)) return 0;
  if (said.audit === 'right' || said.rating === 'up') return 1;
  if (said.verdict !== 'applied' && said.verdict !== 'edited') return undefined;
  const share = store.numbers.keptShare[index] ?? Number.NaN;
  return Number.isNaN(share) ? 1 : share;
}

function isTakenBack({ verdict, rating, audit }: RunSaid): boolean {
  return audit === 'wrong' || rating === 'down' || verdict === 'undone' || verdict === 'discarded';
}
