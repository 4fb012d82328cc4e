import type { Syntax, SyntaxFacts } from '../syntax/syntax.ts';
import { problem } from './problemCodes.ts';
import type { Problem } from './task.ts';

/** Facts of a text that a model had a hand in: a parser that gives up on it is a problem of it. */
export async function factsAfter(
  syntax: Syntax,
  language: string,
  text: string,
  signal: AbortSignal,
): Promise<{ readonly facts: SyntaxFacts | undefined; readonly problem?: Problem }> {
  try {
    return { facts: await syntax.facts(language, text, signal) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && error.name === 'SyntaxFailure') {
      return { facts: undefined, problem: problem('answer.unparsable', {}) };
    }
    throw error;
  }
}
