/** The window and the number in a segment's name. */
export interface SegmentName {
  readonly window: number;
  readonly number: number;
}

/** Name of a journal's segment. */
export function segmentName({ window, number }: SegmentName): string {
  return `journal-${window}-${number}.jsonl`;
}

/** The parts of a segment's name; undefined for another file's. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const match = /^journal-(\d{1,4})-(\d{1,16})\.jsonl$/.exec(name);
  if (match === null) return undefined;
  return { window: Number(match[1]), number: Number(match[2]) };
}

/** Whether a file is a journal's segment. */
export function isSegmentName(name: string): boolean {
  return parseSegmentName(name) !== undefined;
}
