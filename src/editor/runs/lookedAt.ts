import type { Gathered } from '../gather.ts';
import { say } from '../messages.ts';
import { targetPlace } from './targetPlace.ts';

/** What a run looks at, to stand in a sentence: `parseRows of csv.ts`. */
export function lookedAt({ input, uri, declared }: Gathered): string {
  const file = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const { code, args } = targetPlace({ ...input, file, declared });
  return say(code, args);
}
