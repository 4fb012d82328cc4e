import type { Syntax } from '../../syntax/syntax.ts';
import type { CheckCase, RunnerOf } from '../checkCase.ts';
import type { KeptBack } from '../git/commitProjects.ts';
import { CommitProjects, Texts } from '../git/commitProjects.ts';
import type { Commit } from '../git/commits.ts';
import { lastCommits, repositoryFacts } from '../git/commits.ts';
import type { Git } from '../git/gitProgram.ts';
import { GitLate } from '../git/gitProgram.ts';
import type { Candidate, Choosing } from './candidates.ts';
import { candidatesIn } from './candidates.ts';
import { idOf, measuredCase, tried } from './historyCase.ts';

/** Commits that are looked at. */
const MOST_COMMITS = 1_500;
/** Candidates whose tests are run for nothing, one after the other, before the rest is given up. */
const MOST_IN_VAIN = 25;

/** A repository to look for cases in. */
export interface History {
  readonly git: Git;
  readonly syntax: Pick<Syntax, 'facts'>;
  /** What is not sent. */
  readonly keptBack: KeptBack;
  readonly runnerOf: RunnerOf;
  /** Whether every tier has done a case before: it is taken as it is. */
  readonly isMeasured?: (caseId: string) => boolean;
}

/** What there is to be told while cases are looked for. */
export interface HistoryWatch {
  /** Whether the search is to end, say because the user does not want tests to be run. */
  readonly isOver: () => boolean;
  readonly onTried: (name: string, found: number) => void;
}

/** Why a repository has no cases, or fewer than were asked for. */
export type Lack =
  /** It is no repository, or has no commit. */
  | 'noCommits'
  /** Its history is cut off before there were enough. */
  | 'shallow'
  /** No commit has changed a function together with its tests. */
  | 'noCandidates'
  /** There were some, and their tests were not run. */
  | 'notRun'
  /** There were some, and their tests did not tell the solution from nothing. */
  | 'useless';

/** Cases of a repository's own history, the newest first. */
export interface HistoryCases {
  readonly cases: readonly CheckCase[];
  /** Functions whose tests were run, or were to be. */
  readonly tried: number;
  /** undefined: there are as many cases as were asked for. */
  readonly lack: Lack | undefined;
}

/**
 * The last functions, at most `most`, that were changed together with tests which can tell whether somebody else has
 * written them right. Tests are run for that, but no model is asked. Nothing in the repository is changed.
 * @throws GitLate when Git gives no answer, the signal's reason when it is aborted
 */
export async function historyCases(
  history: History,
  most: number,
  watch: HistoryWatch,
  signal: AbortSignal,
): Promise<HistoryCases> {
  const { git } = history;
  const facts = await factsOf(git, signal);
  if (facts === undefined) return { cases: [], tried: 0, lack: 'noCommits' };
  const commits = await lastCommits(git, MOST_COMMITS, signal);
  const search = await Search.begun(history, facts.prefix, signal);
  for (const commit of commits) {
    if (search.cases.length >= most || search.isInVain || watch.isOver()) break;
    await search.look(commit, watch, signal);
  }
  const { cases, counts } = search;
  const lack = cases.length >= most ? undefined : lackOf(counts, cases.length, facts.isShallow);
  return { cases, tried: counts.tried, lack };
}

async function factsOf(git: Git, signal: AbortSignal) {
  try {
    const facts = await repositoryFacts(git, signal);
    return facts.hasCommits ? facts : undefined;
  } catch (error) {
    signal.throwIfAborted();
    // There is no such program: that is no matter of the folder.
    if (error instanceof GitLate || (error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    return undefined;
  }
}

function lackOf(counts: Counts, found: number, isShallow: boolean): Lack {
  if (counts.tried > 0 && counts.notRun === counts.tried) return 'notRun';
  if (isShallow) return 'shallow';
  if (found === 0 && counts.tried > 0) return 'useless';
  return 'noCandidates';
}

interface Counts {
  tried: number;
  notRun: number;
  /** Since the last that was of use. */
  inVain: number;
}

/** A search under way. */
class Search {
  readonly cases: CheckCase[] = [];
  readonly counts: Counts = { tried: 0, notRun: 0, inVain: 0 };
  readonly #history: History;
  readonly #choosing: Choosing;
  readonly #projects: CommitProjects;
  /** Functions by file and name: each is asked once, as it was last. */
  readonly #seen = new Set<string>();

  private constructor(history: History, choosing: Choosing, projects: CommitProjects) {
    this.#history = history;
    this.#choosing = choosing;
    this.#projects = projects;
  }

  static async begun(history: History, prefix: string, signal: AbortSignal): Promise<Search> {
    const { git, syntax, keptBack } = history;
    const texts = new Texts(git);
    const projects = await CommitProjects.of({ git, texts, prefix, keptBack }, signal);
    const choosing: Choosing = {
      syntax,
      texts,
      prefix,
      filesOf: (commit, until) => projects.filesOf(commit, until),
      isKeptBack: (path) => keptBack.matches(path),
    };
    return new Search(history, choosing, projects);
  }

  get isInVain(): boolean {
    return this.counts.inVain >= MOST_IN_VAIN;
  }

  /** Tries what a commit has, until one of it is of use. */
  async look(commit: Commit, watch: HistoryWatch, signal: AbortSignal): Promise<void> {
    for (const candidate of await candidatesIn(this.#choosing, commit, signal)) {
      const key = `${candidate.path}\0${candidate.declaration.path}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      watch.onTried(candidate.declaration.name, this.cases.length);
      if (await this.#isUsable(candidate, signal)) return;
      if (watch.isOver()) return;
    }
  }

  async #isUsable(candidate: Candidate, signal: AbortSignal): Promise<boolean> {
    this.counts.tried += 1;
    this.counts.inVain += 1;
    const project = await this.#stateAt(candidate.commit, signal);
    if (project === undefined) return false;
    const { isMeasured, runnerOf } = this.#history;
    if (isMeasured?.(idOf(candidate)) === true) {
      this.counts.inVain = 0;
      this.cases.push(measuredCase(candidate, project));
      return true;
    }
    const trial = await tried(candidate, project, runnerOf(project), signal);
    if (trial.type === 'notRun') this.counts.notRun += 1;
    if (trial.type !== 'usable') return false;
    this.counts.inVain = 0;
    this.cases.push(trial.found);
    return true;
  }

  async #stateAt(commit: Commit, signal: AbortSignal) {
    try {
      return await this.#projects.stateAt(commit, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof GitLate) throw error;
      return undefined;
    }
  }
}
