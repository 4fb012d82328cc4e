import type { Gathered } from '../input/gather.ts';
import { targetPlace } from '../input/targetPlace.ts';
import { word } from '../wording/messages.ts';

/** What a run looks at, to stand in a sentence: `parseRows of csv.ts`. */
export function targetText({ input, uri, declared }: Gathered): string {
  const file = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return word(targetPlace({ ...input, file, declared }));
}
