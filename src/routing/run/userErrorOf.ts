import type { Coded } from '../../models/codes.ts';

/**
 * The code of an error that the user can act on, else undefined. Told by its shape: what is loaded
 * lazily is a bundle of its own, with a UserError class of its own.
 */
export function userErrorOf(error: unknown): Coded | undefined {
  if (!(error instanceof Error) || error.name !== 'UserError') return undefined;
  if (!('code' in error) || typeof error.code !== 'string') return undefined;
  const args = 'args' in error && typeof error.args === 'object' ? { ...error.args } : {};
  return { code: error.code, args };
}
