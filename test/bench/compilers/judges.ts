import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Judge, Reading } from './judge.ts';
import { eachOf, outputOf, processJudge } from './judge.ts';
import { plainTokens } from './plainTokens.ts';

/** A judge, or why there is none. */
export type Found = { readonly judge: Judge } | { readonly missing: string };

const AT_ONCE = Math.min(4, availableParallelism());

const own = (name: string): string => fileURLToPath(new URL(`judges/${name}`, import.meta.url));

async function versionOf(command: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { code, stdout, stderr } = await outputOf(command, args);
    return code === 0 ? (`${stdout}${stderr}`.split('\n')[0] ?? '').trim() : undefined;
  } catch {
    // No such program.
    return undefined;
  }
}

async function ofProgram(
  command: string,
  version: readonly string[],
  make: (tool: string) => Judge | Promise<Judge>,
): Promise<Found> {
  const tool = await versionOf(command, ...version);
  return tool === undefined ? { missing: `${command} is not here` } : { judge: await make(tool) };
}

function script(tool: string): () => Promise<Found> {
  const args = ['--experimental-vm-modules', '--no-warnings', own('script.ts')];
  return () =>
    Promise.resolve({
      judge: processJudge(`${tool}, Node ${process.versions.node}`, process.execPath, args),
    });
}

function python(): Promise<Found> {
  return ofProgram('python3', ['--version'], (tool) =>
    processJudge(tool, 'python3', [own('judge.py')]),
  );
}

function ruby(): Promise<Found> {
  return ofProgram('ruby', ['--version'], (tool) => processJudge(tool, 'ruby', [own('judge.rb')]));
}

function go(cache: string): Promise<Found> {
  return ofProgram('go', ['version'], async (tool) => {
    const program = join(cache, 'goJudge');
    const built = await outputOf('go', ['build', '-o', program, own('judge.go')], {
      env: { GO111MODULE: 'off' },
    });
    if (built.code !== 0) throw new Error(built.stderr);
    return processJudge(tool, program, []);
  });
}

function java(): Promise<Found> {
  const exported = [
    '--add-exports',
    'jdk.compiler/com.sun.tools.javac.parser=ALL-UNNAMED',
    '--add-exports',
    'jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED',
  ];
  return ofProgram('javac', ['-version'], (tool) =>
    processJudge(tool, 'java', [...exported, own('Judge.java')]),
  );
}

/** Where a package's classes are, once they are compiled; what does not compile has none. */
export async function classesOf(cache: string, name: string, folder: string): Promise<string> {
  const classes = join(cache, 'classes', name);
  try {
    await readdir(classes);
    return classes;
  } catch {
    await mkdir(classes, { recursive: true });
  }
  const entries = await readdir(folder, { recursive: true });
  const sources = entries.filter(
    (path) =>
      /(?:^|\/)src\/main\/java\/.*\.java$/.test(path) &&
      !/(?:module|package)-info\.java$/.test(path),
  );
  await outputOf(
    'javac',
    ['-proc:none', '-nowarn', '-Xlint:none', '-encoding', 'UTF-8', '-d', classes, ...sources],
    { cwd: folder },
  );
  return classes;
}

/** `php -l` for what is wrong, PHP's own tokens for the code. */
function php(): Promise<Found> {
  return ofProgram('php', ['--version'], (tool) => {
    const tokens = processJudge(tool, 'php', ['-n', '-d', 'extension=tokenizer', own('judge.php')]);
    return {
      tool,
      async read(sheets) {
        const codes = await tokens.read(sheets.filter(({ wantsCode }) => wantsCode));
        let next = 0;
        return eachOf(sheets, AT_ONCE, async (sheet) => {
          if (sheet.wantsCode) return codes[next++] ?? { errors: [], code: '' };
          const { code, stdout } = await outputOf('php', ['-n', '-l', sheet.path]);
          const said = stdout.split('\n').find((line) => line.trim() !== '') ?? 'error';
          const found = said.replaceAll(sheet.path, '').replace(/ on line \d+/, '');
          return { errors: code === 0 ? [] : [`h${found}`], code: '' };
        });
      },
    };
  });
}

function rust(): Promise<Found> {
  return ofProgram('rustc', ['--version'], (tool) => ({
    tool: `${tool}, parsed and resolved`,
    read: (sheets) =>
      eachOf(sheets, AT_ONCE, async ({ path, wantsCode }): Promise<Reading> => {
        if (wantsCode) {
          return { errors: [], code: digest(plainTokens('rust', await readFile(path, 'utf8'))) };
        }
        const { stderr } = await outputOf(
          'rustc',
          [
            '-Zno-analysis',
            '--error-format=json',
            '--crate-type=lib',
            '--edition=2021',
            '--cap-lints=allow',
            '--test',
            path,
          ],
          // Parsing alone is an option of development versions, in each version.
          { env: { RUSTC_BOOTSTRAP: '1' }, cwd: dirname(path) },
        );
        return { errors: stderr.split('\n').flatMap(rustError), code: '' };
      }),
  }));
}

function rustError(line: string): readonly string[] {
  if (!line.startsWith('{')) return [];
  const { level, message, code } = JSON.parse(line) as {
    readonly level: string;
    readonly message: string;
    readonly code: { readonly code: string } | null;
  };
  if (level !== 'error' || message.startsWith('aborting due to')) return [];
  if (code !== null && !OF_ITSELF.has(code.code)) return [];
  if (/^cannot (?:find|determine)|^(?:environment variable|couldn't read)/.test(message)) return [];
  return [`${code === null ? 'h' : 's'}${code?.code ?? ''} ${message.replace(/\s+/g, ' ')}`];
}

/** Errors of names that a file has twice: of what is nowhere the rest of the crate knows more. */
const OF_ITSELF = new Set(
  'E0119 E0124 E0201 E0252 E0254 E0255 E0259 E0260 E0403 E0404 E0408 E0415 E0416 E0426 E0428 E0429 E0430 E0431 E0434'.split(
    ' ',
  ),
);

function cpp(): Promise<Found> {
  return ofProgram('g++', ['--version'], (tool) => ({
    tool,
    read: (sheets) =>
      eachOf(sheets, AT_ONCE, async ({ path, name, folder, wantsCode }): Promise<Reading> => {
        const isC = name.endsWith('.c');
        const kind = ['-x', isC ? 'c' : 'c++'];
        if (wantsCode) {
          const args = [...kind, '-fpreprocessed', '-dD', '-E', '-P', '-w', path];
          const { stdout } = await outputOf(isC ? 'gcc' : 'g++', args);
          return { errors: [], code: digest(stdout.replace(/\s+/g, ' ')) };
        }
        const places = [
          dirname(name),
          '.',
          'include',
          'src',
          'test',
          'googletest/include',
          'googlemock/include',
          'googletest',
          'googlemock',
        ];
        const { code, stderr } = await outputOf(isC ? 'gcc' : 'g++', [
          ...kind,
          '-fsyntax-only',
          '-w',
          '-fmax-errors=3',
          ...(isC ? [] : ['-std=c++17']),
          ...places.map((place) => `-I${join(folder, place)}`),
          path,
        ]);
        const said = / error: ([^\n]*)/.exec(stderr)?.[1] ?? 'error';
        return { errors: code === 0 ? [] : [`h${said}`], code: '' };
      }),
  }));
}

/** Files that mcs reads at once: it starts slowly, and ends at some number of errors. */
const MOST_FOR_MCS = 40;

function csharp(): Promise<Found> {
  return ofProgram('mcs', ['--version'], (tool) => ({
    tool: `${tool}, parsed`,
    async read(sheets) {
      const parsed = sheets.filter(({ wantsCode }) => !wantsCode).map(({ path }) => path);
      const errors = new Map<string, string[]>();
      const groups = Array.from({ length: Math.ceil(parsed.length / MOST_FOR_MCS) }, (_, index) =>
        parsed.slice(index * MOST_FOR_MCS, (index + 1) * MOST_FOR_MCS),
      );
      await eachOf(groups, AT_ONCE, async (paths) => {
        const { stderr, stdout } = await outputOf('mcs', [
          '--parse',
          '-langversion:experimental',
          ...paths,
        ]);
        for (const line of `${stderr}\n${stdout}`.split('\n')) {
          const [, path, number = '', text = ''] =
            /^(.*?)\(\d+,\d+\): error (CS\d+): (.*)$/.exec(line) ?? [];
          // Two texts of one file have types of one name.
          if (path === undefined || TWICE.has(number)) continue;
          errors.set(path, [...(errors.get(path) ?? []), `h${number} ${text}`]);
        }
      });
      return Promise.all(
        sheets.map(async ({ path, wantsCode }): Promise<Reading> => {
          if (!wantsCode) return { errors: errors.get(path) ?? [], code: '' };
          return { errors: [], code: digest(plainTokens('csharp', await readFile(path, 'utf8'))) };
        }),
      );
    },
  }));
}

const TWICE = new Set([
  'CS0101',
  'CS0102',
  'CS0111',
  'CS0260',
  'CS0261',
  'CS0262',
  'CS0263',
  'CS0264',
  'CS0265',
  'CS0267',
]);

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Languages that are judged, each by one tool. */
export const GROUPS = {
  typescript: { ids: ['typescript', 'typescriptreact'], judge: script('TypeScript') },
  javascript: { ids: ['javascript', 'javascriptreact'], judge: script('node --check') },
  python: { ids: ['python'], judge: python },
  go: { ids: ['go'], judge: go },
  java: { ids: ['java'], judge: java },
  php: { ids: ['php'], judge: php },
  ruby: { ids: ['ruby'], judge: ruby },
  rust: { ids: ['rust'], judge: rust },
  cpp: { ids: ['c', 'cpp'], judge: cpp },
  csharp: { ids: ['csharp'], judge: csharp },
} as const satisfies Readonly<
  Record<
    string,
    { readonly ids: readonly string[]; readonly judge: (cache: string) => Promise<Found> }
  >
>;

/** Name of such a group. */
export type GroupName = keyof typeof GROUPS;
