import type { Middleware } from '@anthropic-ai/sdk/core/middleware';

/**
 * Sends exactly the headers named here, before whoever runs the models signs them: the SDK adds
 * headers from ANTHROPIC_CUSTOM_HEADERS and facts about the machine.
 */
export function sentHeaders(version: string, bearer: string | null): Middleware {
  return (request, next) => {
    const headers = new Headers({
      accept: 'application/json',
      'anthropic-version': version,
      'content-type': 'application/json',
      'user-agent': 'tierwise',
    });
    if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
    return next({ ...request, headers });
  };
}
