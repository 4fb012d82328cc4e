/**
 * Calls that go where they were sent and nowhere else: what answers with another address is not
 * followed, for the code in the call would go there too.
 */
export function noRedirect(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => fetch(input, { ...init, redirect: 'manual' });
}
