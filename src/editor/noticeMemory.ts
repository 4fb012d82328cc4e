import type { Memento } from 'vscode';

const TOLD = 'tierwise.told';
/** Periods end and models retire: what was told long ago need not be kept. */
const MOST_KEPT = 100;

/**
 * Whether something is to be told for the first time: true once for each key, on this machine.
 * Windows that start at the same moment may each tell it.
 */
export function noticeMemory(memory: Memento): (key: string) => boolean {
  return (key) => {
    const told = memory.get<readonly string[]>(TOLD, []);
    if (told.includes(key)) return false;
    void memory.update(TOLD, [...told, key].slice(-MOST_KEPT));
    return true;
  };
}
