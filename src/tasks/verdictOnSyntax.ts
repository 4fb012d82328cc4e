import type { Syntax, SyntaxFacts } from '../syntax/syntax.ts';
import { problem } from './problem.ts';
import type { Problem } from './task.ts';

/** What the parser says of a text that a model had a hand in, or the problem that it gave up. */
interface OfProposal<Value> {
  readonly value: Value | undefined;
  readonly problem?: Problem;
}

/** Asks the parser: one that gives up on what a model wrote is a problem of that, not of ours. */
export async function ofProposal<Value>(
  signal: AbortSignal,
  ask: () => Promise<Value | undefined>,
): Promise<OfProposal<Value>> {
  try {
    return { value: await ask() };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && error.name === 'SyntaxFailure') {
      return { value: undefined, problem: problem('answer.unparsable', {}) };
    }
    throw error;
  }
}

/** Facts of a text that a model had a hand in. */
export async function factsAfter(
  syntax: Syntax,
  language: string,
  text: string,
  signal: AbortSignal,
): Promise<{ readonly facts: SyntaxFacts | undefined; readonly problem?: Problem }> {
  const { value, ...rest } = await ofProposal(signal, () => syntax.facts(language, text, signal));
  return { facts: value, ...rest };
}
