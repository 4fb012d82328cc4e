import type { ProjectFiles } from '../task.ts';
import type { Sign } from './mentions.ts';
import { mentionOf } from './mentions.ts';
import type { TestPlace } from './places/testPlace.ts';
import type { Subject, TestPlan } from './testPlan.ts';

/** A sibling longer than this shows no more of the style: about 2,000 tokens. */
const LONGEST_SIBLING = 5_000;

/** Adds to a plan what stands at its place: the file itself, or a sibling to take the style from. */
export async function completePlan(
  place: TestPlace,
  files: ProjectFiles,
  rest: Omit<TestPlan, 'path' | 'existing' | 'sibling'>,
): Promise<TestPlan> {
  const existing = await files.read(place.path);
  const text = place.sibling === undefined ? undefined : await files.read(place.sibling);
  return {
    ...rest,
    path: place.path,
    existing:
      existing !== undefined && /\S/.test(existing) ? existing.replace(/\r\n?/g, '\n') : undefined,
    sibling:
      place.sibling === undefined || text === undefined
        ? undefined
        : { path: place.sibling, text: shortened(text.replace(/\r\n?/g, '\n')) },
  };
}

function shortened(text: string): string {
  if (text.length <= LONGEST_SIBLING) return text;
  const cut = text.lastIndexOf('\n', LONGEST_SIBLING);
  return `${text.slice(0, cut < 0 ? LONGEST_SIBLING : cut)}\n…`;
}

/** That a text has a name of a subject's types and functions, which its tests must mention. */
export function typeNames(subject: Subject, stem: string): readonly Sign[] {
  const names = subject.declarations
    .filter(
      ({ path, kind }) => kind !== 'property' && kind !== 'variable' && path.split('.').length <= 2,
    )
    .map(({ name }) => name);
  return [mentionOf([stem, ...names], 'asWritten')];
}
