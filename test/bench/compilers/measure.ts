import { join } from 'node:path';
import type { SyntaxFacts } from '../../../src/syntax/syntax.ts';
import type { TaskTools } from '../../../src/tasks/task.ts';
import { never } from '../../unit/syntax/samples.ts';
import type { SourceFile } from '../gates/corpus.ts';
import { isFitting } from '../gates/corpus.ts';
import type { Choices } from '../gates/random.ts';
import { choicesFor } from '../gates/random.ts';
import { docsOffers } from './docsOffers.ts';
import { editOffers } from './editOffers.ts';
import { HARD_FILES } from './hardFiles.ts';
import type { GroupName } from './judges.ts';
import { GROUPS } from './judges.ts';
import type { Offer } from './offers.ts';
import { pairsOf, testOffers } from './testOffers.ts';
import type { Accepted, FolderOf, Judged } from './trial.ts';
import { judged, offered } from './trial.ts';

/** What came of one language. */
export interface Measured {
  readonly language: GroupName;
  /** The tool, or what is missing. */
  readonly tool: string;
  readonly isThere: boolean;
  /** Answers that a gate looked at, by task and noise. */
  readonly offered: readonly { readonly offer: Offer; readonly codes: readonly string[] }[];
  readonly judged: readonly Judged[];
  /** How long the gates and the tool took, seconds. */
  readonly gateSeconds: number;
  readonly toolSeconds: number;
}

/** What is to be measured. */
export interface Plan {
  readonly language: GroupName;
  readonly packages: ReadonlyMap<string, readonly SourceFile[]>;
  readonly seed: string;
  /** Accepted answers that are wanted. */
  readonly count: number;
  /** A folder for the tools' files. */
  readonly work: string;
  readonly folderOf: FolderOf;
  /** Longer files are left out. */
  readonly mostLines?: number;
}

/** Share of the answers that are tests, where there are so many. */
const SHARE_OF_TESTS = 0.35;

/** Offers answers until enough are accepted, and has them compiled. */
export async function measure(tools: TaskTools, plan: Plan): Promise<Measured> {
  const { language, count, work } = plan;
  const found = await GROUPS[language].judge(work);
  const from = performance.now();
  const all: Measured['offered'][number][] = [];
  const accepted: Accepted[] = [];
  const take = async (offers: readonly Offer[]): Promise<void> => {
    for (const offer of offers) {
      const verdict = await offered(tools, offer);
      if (verdict.type === 'none') continue;
      all.push({ offer, codes: verdict.type === 'refused' ? verdict.codes : [] });
      if (verdict.type === 'accepted') accepted.push(verdict.accepted);
    }
  };
  for await (const offers of testsFrom(tools, plan)) {
    if (accepted.length >= count * SHARE_OF_TESTS) break;
    await take(offers);
  }
  for await (const offers of othersFrom(tools, plan)) {
    if (accepted.length >= count) break;
    await take(offers);
  }
  const middle = performance.now();
  const seconds = (ms: number) => ms / 1_000;
  const base = { language, offered: all, gateSeconds: seconds(middle - from) };
  if ('missing' in found) {
    return { ...base, tool: found.missing, isThere: false, judged: [], toolSeconds: 0 };
  }
  const verdicts = await judged(found.judge, accepted, join(work, language), plan.folderOf);
  return {
    ...base,
    tool: found.judge.tool,
    isThere: true,
    judged: verdicts,
    toolSeconds: seconds(performance.now() - middle),
  };
}

function belongs(language: GroupName): (file: SourceFile) => boolean {
  const ids: readonly string[] = GROUPS[language].ids;
  return (file) => ids.includes(file.language);
}

/** One of each package after the other, so that none has most. */
function mixed<Item>(lists: readonly (readonly Item[])[], choices: Choices): readonly Item[] {
  const shuffled = lists.map((list) => choices.some(list, list.length));
  const longest = Math.max(0, ...shuffled.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) =>
    shuffled.flatMap((list) => list.slice(index, index + 1)),
  ).flat();
}

async function factsOf({ syntax }: TaskTools, file: SourceFile): Promise<SyntaxFacts> {
  const facts = await syntax.facts(file.language, file.text, never);
  if (facts === undefined) throw new Error(`There is no grammar for ${file.language}.`);
  return facts;
}

async function* testsFrom(
  tools: TaskTools,
  { language, packages, seed, mostLines = Infinity }: Plan,
): AsyncGenerator<readonly Offer[]> {
  const choices = choicesFor(seed, language, 'tests');
  const isOwn = belongs(language);
  const lists = [...packages.values()].map((files) =>
    pairsOf(files.filter(isOwn)).map((pair) => ({ pair, files })),
  );
  for (const { pair, files } of mixed(lists, choices)) {
    if (pair.test.text.split('\n').length > mostLines) continue;
    yield testOffers(pair, await factsOf(tools, pair.test), files, choices);
  }
}

async function* othersFrom(
  tools: TaskTools,
  { language, packages, seed, mostLines = Infinity }: Plan,
): AsyncGenerator<readonly Offer[]> {
  const isOwn = belongs(language);
  const lists = [...packages.values()].map((files) =>
    files.filter((file) => isOwn(file) && !file.isTest && isFitting(file)),
  );
  const real = mixed(lists, choicesFor(seed, language, 'files'));
  for (const file of [...HARD_FILES.filter(isOwn), ...real]) {
    if (file.text.split('\n').length > mostLines) continue;
    const choices = choicesFor(seed, file.package, file.path);
    const ground = { file, facts: await factsOf(tools, file), choices };
    yield [...docsOffers(ground), ...editOffers(ground)];
  }
}
