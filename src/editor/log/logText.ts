const PATH = '[path]';
const READ_LENGTH = 2_000;
const MESSAGE_LENGTH = 400;
const FRAMES = 12;
const CAUSES = 3;

/** An address on the web: its host says enough, and what follows may be anybody's. */
const WEB_ADDRESS = /\b(https?:\/\/)(?:[^\s/@'"`]*@)?([\w.:[\]-]+)[^\s'"`)>]*/gi;
/** A mark within a word ends no quotation: `o'clock`. */
const QUOTED = /(?<!\w)(['"`])(?:(?!\1)[^\n]|\1(?=\w))*\1/g;
/**
 * `/a b/c`, `C:\a b`, `\\server\a`, `~/a`, `file:///a b`, `git:/a`: from its first sign to what ends
 * it, for spaces do not.
 */
const ABSOLUTE_PATH =
  /(?:(?<![\w/\\.\]])(?:\/(?=[^\s/])|~[/\\]|[a-z]:[/\\]|\\\\(?=[^\s\\]))|\b(?!https?:)[a-z][\w+.-]*:\/+)(?:(?!: |:$|, |; | -> )[^\n'"`()<>|])*/gim;
/** `src/a.ts`: divided, and with an ending. What the books set aside is named by us. */
const RELATIVE_PATH =
  /(?<![\w/\\.:\]-])(?!aside\/)(?:[\w@.~-]+[/\\])+[\w@~-][\w@.~-]*\.[a-z]\w{0,7}\b/gi;

/** A line for the log without paths, whoever has put them in. */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(QUOTED, (quoted) => (/[/\\]/.test(quoted) ? PATH : quoted))
    .replaceAll(WEB_ADDRESS, '$1$2')
    .replaceAll(ABSOLUTE_PATH, PATH)
    .replaceAll(RELATIVE_PATH, PATH);
}

/**
 * What was thrown, for the log: its name, code and system call, the first line of its message without
 * paths and quoted texts, and the functions that it came through. Messages of the system and of
 * parsers name files and repeat what they read: none of that is kept.
 */
export function errorText(error: unknown): string {
  const lines: string[] = [];
  let cause: unknown = error;
  for (let depth = 0; depth <= CAUSES && cause !== undefined; depth += 1) {
    lines.push(`${depth === 0 ? '' : 'caused by '}${headOf(cause)}`, ...framesOf(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines.join('\n');
}

function headOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return typeof error === 'string' ? cleanMessage(error) : `thrown: ${typeof error}`;
  }
  const { code, syscall } = error as Error & {
    readonly code?: unknown;
    readonly syscall?: unknown;
  };
  const name = [nameOf(error.name) ?? 'Error', nameOf(code)].filter(Boolean).join(' ');
  // The message of a failed system call says nothing more, but for the file's path.
  if (nameOf(code) !== undefined && nameOf(syscall) !== undefined)
    return `${name} (${String(syscall)})`;
  const message = cleanMessage(error.message);
  return message === '' ? name : `${name}: ${message}`;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,60}$/.test(value) ? value : undefined;
}

function cleanMessage(message: string): string {
  const [line = ''] = message.split('\n');
  // A parser quotes what it read, quotation marks and all.
  if (/is not valid JSON/.test(message)) return 'this is not valid JSON';
  return withoutPaths(withoutQuotes(line.slice(0, READ_LENGTH))).slice(0, MESSAGE_LENGTH);
}

/** Quoted names of code stay; any other quoted text may be what somebody wrote. */
function withoutQuotes(line: string): string {
  return line.replaceAll(
    /(?<![\w])(['"`])((?:(?!\1)[^\n]|\1(?=\w))*)(?:\1|$)/g,
    (quoted: string, _mark: string, text: string) =>
      /^(?:tierwise\.)?[\w$#]{0,40}$/.test(text) ? quoted : '[…]',
  );
}

/** The functions of a stack, with their place where that is our own bundle's or Node's. */
function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES)
    .map((line) => `    at ${frameOf(line.trim().slice(3))}`);
}

function frameOf(frame: string): string {
  const named = /^((?:async |new )*[\w$.#<>]+(?: \[as [\w$.#]+\])?) \((.*)\)$/.exec(frame);
  const place = placeOf(named?.[2] ?? frame);
  return named?.[1] === undefined ? place : `${named[1]} (${place})`;
}

function placeOf(location: string): string {
  const known = /(?:^|[/\\])([\w-]+\.cjs(?::\d+){0,2})$/.exec(location)?.[1];
  return known ?? /^node:[\w/-]+(?::\d+){0,2}$/.exec(location)?.[0] ?? 'elsewhere';
}
