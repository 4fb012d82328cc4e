import { createHash } from 'node:crypto';
import type { Connection } from '../connection/connections.ts';

/** Where something is sent, so that it is not looked for elsewhere: no more than a hash is kept. */
export function placeOfConnection({
  provider,
  address,
}: Pick<Connection, 'provider' | 'address'>): string {
  return createHash('sha256').update(`${provider} ${address.baseUrl}`).digest('hex').slice(0, 16);
}
