import type { GivenDiagnostic } from '../tasks/task.ts';

/** What is known of the file beside its text. */
export interface CheckedFile {
  /** JavaScript that did not ask to be checked. */
  readonly isPlainScript: boolean;
  /** Whether packages are installed where the file would find them. */
  readonly hasPackages: boolean;
}

/** Errors of a module that cannot be found; the text in quotes is how it was named. */
const MODULE_NOT_FOUND = new Set(['2307', '2792', '7016', '2732']);

/** Errors that only say that the types of a package or platform are not installed. */
const TYPES_NOT_INSTALLED = new Set(
  '2503 2580 2581 2582 2584 2591 2592 2593 2867 2868 2688 2875 7026 17004'.split(' '),
);

/**
 * Errors that are errors in plain JavaScript too: names that are not there, exports that a module of
 * this project lacks, constants that are assigned to, things declared twice.
 */
const PLAIN_ERRORS = new Set('2300 2304 2305 2307 2448 2451 2552 2588 2613 2614 2724'.split(' '));

/** Names that JavaScript's platforms bring along, where no installed types say so. */
const PLATFORM_NAMES = new Set(
  'global __dirname __filename define Deno Bun chrome browser expect assert sinon cy jest vi before after beforeAll afterAll beforeEach afterEach context specify $ jQuery _'.split(
    ' ',
  ),
);

/** Leaves out what says more of what is installed here than of the code. */
export function reliableErrors(
  errors: readonly GivenDiagnostic[],
  { isPlainScript, hasPackages }: CheckedFile,
): readonly GivenDiagnostic[] {
  const kept = errors.filter((error) => {
    if (MODULE_NOT_FOUND.has(error.ruleCode) && !isRelative(error)) {
      return hasPackages && !isPlainScript;
    }
    if (TYPES_NOT_INSTALLED.has(error.ruleCode)) return hasPackages && !isPlainScript;
    if (!isPlainScript) return true;
    const isSyntax = Number(error.ruleCode) < 2000;
    return (isSyntax || PLAIN_ERRORS.has(error.ruleCode)) && !PLATFORM_NAMES.has(named(error));
  });
  if (!isPlainScript) return kept;
  // Of a name that only the page or the build knows, one more use is no new error.
  const seen = new Set<string>();
  return kept.filter(({ message }) => {
    if (seen.has(message)) return false;
    seen.add(message);
    return true;
  });
}

function isRelative(error: GivenDiagnostic): boolean {
  return /^\.{0,2}\//.test(named(error));
}

/** What an error names first, in quotes. */
function named({ message }: GivenDiagnostic): string {
  return /'([^'\n]*)'/.exec(message)?.[1] ?? '';
}
