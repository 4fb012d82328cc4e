import type { Location, LocationLink, TextDocument } from 'vscode';
import { commands, workspace } from 'vscode';
import { abortable } from '../../models/abortable.ts';
import type { Log } from '../../models/ports.ts';
import { estimateTokens } from '../../models/tokens.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { ContextPiece } from '../../tasks/task.ts';
import type { Configuration } from '../settings/configuration.ts';
import {
  INSTRUCTIONS,
  REVIEW_RULES,
  SCOPED_RULES,
  scopedInstructions,
} from '../settings/instructionFiles.ts';
import { traitsOf } from '../taskTable.ts';
import type { Gathered } from './gather.ts';
import { WorkspaceFiles } from './projectFiles.ts';
import { importedNames, signatureAt } from './signatures.ts';

/** Tokens for the signatures together, and for the project's instructions. */
const MOST_TOKENS = 2_000;
/** Imported names that are looked up. */
const MOST_NAMES = 30;
/** Language servers may be busy: what is not known by then is left out, in ms. */
const LIMIT_MS = 3_000;

/** Files of instructions for some files that are looked at, and of all that are beside them. */
const MOST_SCOPED = 50;
const MOST_LISTED = 500;

/** Files that are no one's own source. */
const FOREIGN = /(?:^|\/)(?:node_modules|\.venv|venv|vendor|site-packages|target|\.git)\//;

/** Collects what a model should see beside the code, from the workspace alone. */
export class ContextSource {
  readonly #syntax: Syntax;
  readonly #configuration: Configuration;
  readonly #log: Log;

  constructor(syntax: Syntax, configuration: Configuration, log: Log) {
    this.#syntax = syntax;
    this.#configuration = configuration;
    this.#log = log;
  }

  /** Signatures of what the code imports, and the project's instructions. Bounded in time and size. */
  async pieces(gathered: Gathered, signal: AbortSignal): Promise<readonly ContextPiece[]> {
    if (!gathered.place.isInWorkspace) return [];
    const files = new WorkspaceFiles(gathered.place, gathered.rules);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    const [signatures, instructions] = await Promise.all([
      this.#signatures(gathered, files, limit).catch((error: unknown) => {
        signal.throwIfAborted();
        if (!limit.aborted) this.#log.error('Imports could not be looked up.', error);
        return [];
      }),
      this.#instructions(gathered, files),
    ]);
    return [...signatures, ...instructions];
  }

  /** @throws when the limit is reached before anything was found */
  async #signatures(
    { input, document, place }: Gathered,
    files: WorkspaceFiles,
    limit: AbortSignal,
  ): Promise<readonly ContextPiece[]> {
    if (!traitsOf(input.task).showsImports) return [];
    const facts = await this.#syntax.facts(input.language, input.source, limit);
    if (facts === undefined) return [];
    const names = importedNames(input.source, facts.imports, input.target).slice(0, MOST_NAMES);
    const base = `${place.root?.path ?? ''}/`.replace(/\/\/$/, '/');
    const found = new Map<string, Set<string>>();
    let tokens = 0;
    try {
      // Asked for side by side: each answer comes from another process.
      const asked = names.map(({ offset }) => definitions(document, input.source, offset, limit));
      for (const each of asked) each.catch(() => undefined);
      for (const each of asked) {
        for (const { uri, line } of await each) {
          const path = uri.path.startsWith(base) ? uri.path.slice(base.length) : undefined;
          const isOther = uri.scheme === document.uri.scheme && path !== input.path;
          if (path === undefined || !isOther || FOREIGN.test(path)) continue;
          const signature = await this.#signature({ path, line }, input.language, files, limit);
          const known = found.get(path) ?? new Set();
          if (signature === undefined || known.has(signature)) continue;
          tokens += estimateTokens(signature, 'code');
          if (tokens > MOST_TOKENS) return pieces(found);
          found.set(path, known.add(signature));
        }
      }
    } catch (error) {
      if (!limit.aborted) throw error;
    }
    return pieces(found);
  }

  async #signature(
    { path, line }: { readonly path: string; readonly line: number },
    language: string,
    files: WorkspaceFiles,
    limit: AbortSignal,
  ): Promise<string | undefined> {
    const source = await files.read(path);
    if (source === undefined) return undefined;
    const facts = await this.#syntax.facts(language, source, limit);
    return facts && signatureAt(source, facts, line);
  }

  /** The most special first: where all of them are too long, the general is cut. */
  async #instructions(
    { uri, input }: Gathered,
    files: WorkspaceFiles,
  ): Promise<readonly ContextPiece[]> {
    if (!workspace.isTrusted) return [];
    const own = this.#configuration.read(uri).instructions;
    const [general, review, scoped] = await Promise.all([
      firstOf(own === '' ? INSTRUCTIONS : [own], files),
      input.task === 'review' ? firstOf([REVIEW_RULES], files) : [],
      input.path === undefined ? [] : scopedFor(input.path, files),
    ]);
    return within(MOST_TOKENS, [...scoped, ...review, ...general]);
  }
}

/** A file of instructions with its text. */
type Rules = readonly { readonly path: string; readonly text: string }[];

async function firstOf(paths: readonly string[], files: WorkspaceFiles): Promise<Rules> {
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  for (const [index, path] of paths.entries()) {
    const text = texts[index]?.trim();
    if (text !== undefined && text !== '') return [{ path, text }];
  }
  return [];
}

/** Instructions for some files that are for this one. */
async function scopedFor(path: string, files: WorkspaceFiles): Promise<Rules> {
  const below = await files.below(SCOPED_RULES.folder, MOST_LISTED);
  const found = below.filter((file) => file.endsWith(SCOPED_RULES.ending)).slice(0, MOST_SCOPED);
  const read = await Promise.all(
    found.map(async (file) => ({ file, text: await files.read(file) })),
  );
  return read.flatMap(({ file, text }) => {
    const rules = text === undefined ? undefined : scopedInstructions(text);
    if (rules === undefined || rules.text === '' || !rules.isFor(path)) return [];
    return [{ path: file, text: rules.text }];
  });
}

/** As many of the texts as so many tokens hold, the last one cut. */
function within(tokens: number, rules: Rules): readonly ContextPiece[] {
  let left = tokens;
  const kept: ContextPiece[] = [];
  for (const { path, text } of rules) {
    const size = estimateTokens(text, 'prose');
    const most = Math.floor((left * text.length) / size);
    if (most < 1) break;
    kept.push({ kind: 'instructions', path, text: text.slice(0, most) });
    left -= Math.min(left, size);
  }
  return kept;
}

function pieces(found: ReadonlyMap<string, ReadonlySet<string>>): readonly ContextPiece[] {
  return [...found].map(([path, signatures]) => ({
    kind: 'signatures',
    path,
    text: [...signatures].join('\n'),
  }));
}

/** Where the language's own tools say that a name is defined; lines count from 1. */
async function definitions(
  document: TextDocument,
  source: string,
  offset: number,
  limit: AbortSignal,
): Promise<readonly { readonly uri: Location['uri']; readonly line: number }[]> {
  limit.throwIfAborted();
  const before = source.slice(0, offset).split('\n');
  const position = document.validatePosition(
    document
      .lineAt(Math.min(before.length, document.lineCount) - 1)
      .range.start.translate(0, before.at(-1)?.length ?? 0),
  );
  const asked = Promise.resolve(
    commands.executeCommand<readonly (Location | LocationLink)[] | undefined>(
      'vscode.executeDefinitionProvider',
      document.uri,
      position,
    ),
  );
  const found = await abortable(asked, limit);
  return (found ?? []).map((each) =>
    'targetUri' in each
      ? {
          uri: each.targetUri,
          line: (each.targetSelectionRange ?? each.targetRange).start.line + 1,
        }
      : { uri: each.uri, line: each.range.start.line + 1 },
  );
}
