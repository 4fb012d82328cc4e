import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { taskFor } from '../../../src/tasks/registry.ts';
import type { PreparedTask, TaskTools } from '../../../src/tasks/task.ts';
import { never } from '../../unit/syntax/samples.ts';
import { projectOf } from '../../unit/tasks/taskBench.ts';
import type { Judge, Reading, Sheet } from './judge.ts';
import type { Offer } from './offers.ts';

/** An answer that a gate accepted, and the text that Accept writes. */
export interface Accepted {
  readonly offer: Offer;
  readonly text: string;
}

/** What a gate says of an offer. */
export type Verdict =
  | { readonly type: 'none' }
  | { readonly type: 'refused'; readonly codes: readonly string[] }
  | { readonly type: 'accepted'; readonly accepted: Accepted };

/** Takes an answer the product's own way. */
export async function offered(tools: TaskTools, offer: Offer): Promise<Verdict> {
  const own = { ...tools, files: projectOf(offer.project ?? {}) };
  let prepared: PreparedTask;
  try {
    prepared = await taskFor(offer.task).prepare(offer.input, own, never);
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') return { type: 'none' };
    throw error;
  }
  const reply = offer.reply(prepared);
  if (reply === undefined) return { type: 'none' };
  const { problems, answer } = await prepared.check(reply, never);
  if (problems.length > 0) return { type: 'refused', codes: problems.map(({ code }) => code) };
  if (answer?.kind !== 'edits' && answer?.kind !== 'newFile') return { type: 'none' };
  return { type: 'accepted', accepted: { offer, text: answer.text } };
}

/** What a language's tool says of an accepted answer. */
export interface Judged {
  readonly accepted: Accepted;
  /** `unfit`: it did not take the file before, or not what was meant, and so says nothing. */
  readonly verdict: 'taken' | 'refused' | 'changed' | 'unfit';
  readonly said: string;
}

/** Where the rest of a file's package is, as its tool wants it. */
export type FolderOf = (offer: Offer) => Promise<string>;

/** Gives accepted answers to the language's tool. */
export async function judged(
  judge: Judge,
  all: readonly Accepted[],
  work: string,
  folderOf: FolderOf,
): Promise<readonly Judged[]> {
  await mkdir(work, { recursive: true });
  const reader = new Reader(judge, work);
  const folders = new Map<Accepted, string>();
  for (const one of all) folders.set(one, await folderOf(one.offer));
  const sheets = await Promise.all(
    all.map(async (one) => {
      const { offer, text } = one;
      const folder = folders.get(one) ?? '';
      const sheet = (content: string, wantsCode: boolean) =>
        reader.sheet({ content: withEnds(content, offer), name: offer.path, folder, wantsCode });
      return {
        before: await sheet(offer.before, false),
        after: await sheet(text, false),
        ...(offer.task === 'docs'
          ? { codeBefore: await sheet(offer.before, true), codeAfter: await sheet(text, true) }
          : {}),
        ...(offer.meant === undefined || offer.meant === offer.before
          ? {}
          : { meant: await sheet(offer.meant, false) }),
      };
    }),
  );
  const wanted = sheets.flatMap(({ before, after, codeBefore, codeAfter }) =>
    [before, after, codeBefore, codeAfter].filter((one) => one !== undefined),
  );
  await reader.read(wanted);
  const refusals = sheets.map(({ before, after }) =>
    refusal(reader.said(before), reader.said(after)),
  );
  // What was meant is looked at only where it decides.
  await reader.read(
    sheets.flatMap(({ meant }, index) => (meant && refusals[index] !== undefined ? [meant] : [])),
  );
  return all.map((accepted, index): Judged => {
    const { before, meant, codeBefore, codeAfter } = sheets[index] ?? {};
    const old = before && reader.said(before);
    if (old === undefined || isUnread(old)) return { accepted, verdict: 'unfit', said: 'before' };
    const said = refusals[index];
    if (said !== undefined) {
      const isUnfit = meant !== undefined && refusal(old, reader.said(meant)) !== undefined;
      return { accepted, verdict: isUnfit ? 'unfit' : 'refused', said };
    }
    const [one, other] = [
      codeBefore && reader.said(codeBefore),
      codeAfter && reader.said(codeAfter),
    ];
    return one?.code === other?.code
      ? { accepted, verdict: 'taken', said: '' }
      : { accepted, verdict: 'changed', said: 'another compiled result' };
  });
}

function withEnds(text: string, { lineEnds }: Offer): string {
  return text.replaceAll('\n', lineEnds);
}

function isUnread({ errors }: Reading): boolean {
  return errors.some((one) => one.startsWith('h'));
}

/** The first error that was not there before, as often. */
function refusal(before: Reading, after: Reading): string | undefined {
  const known = new Map<string, number>();
  for (const one of before.errors) known.set(one, (known.get(one) ?? 0) + 1);
  for (const one of after.errors) {
    const left = known.get(one) ?? 0;
    if (left === 0) return one.slice(1);
    known.set(one, left - 1);
  }
  return undefined;
}

/** Reads each text once. */
class Reader {
  readonly #judge: Judge;
  readonly #work: string;
  readonly #readings = new Map<string, Reading>();

  constructor(judge: Judge, work: string) {
    this.#judge = judge;
    this.#work = work;
  }

  /** Puts a text where the tool can read it. */
  async sheet({
    content,
    ...rest
  }: Omit<Sheet, 'path'> & { readonly content: string }): Promise<Sheet> {
    const name = createHash('sha256')
      .update(`${rest.name}\n${rest.folder}\n${content}`)
      .digest('hex');
    const path = join(this.#work, `f${name.slice(0, 24)}${extname(rest.name)}`);
    await writeFile(path, content);
    return { path, ...rest };
  }

  async read(sheets: readonly Sheet[]): Promise<void> {
    const fresh = new Map(sheets.map((sheet) => [keyOf(sheet), sheet]));
    for (const key of this.#readings.keys()) fresh.delete(key);
    const list = [...fresh];
    const readings = await this.#judge.read(list.map(([, sheet]) => sheet));
    for (const [index, [key]] of list.entries()) {
      this.#readings.set(key, readings[index] ?? { errors: [], code: '' });
    }
  }

  said(sheet: Sheet): Reading {
    return this.#readings.get(keyOf(sheet)) ?? { errors: [], code: '' };
  }
}

function keyOf({ path, wantsCode }: Sheet): string {
  return `${path}\n${wantsCode}`;
}
