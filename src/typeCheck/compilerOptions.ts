import ts from 'typescript-classic';
import type { BoundedFiles } from './boundedFiles.ts';

/** How a file's project has itself compiled. */
export interface Project {
  readonly options: ts.CompilerOptions;
  /** Declaration files that hold what is global in the project. */
  readonly ambient: readonly string[];
  /** Whether it says how; else it is read leniently. */
  readonly hasConfig: boolean;
  /** Whether a plugin makes code out of types when it is compiled. */
  readonly hasTransforms: boolean;
}

/** Folders without anything that is written by hand. */
const NOT_SOURCE = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'target']);
/** Folders looked through for declaration files. */
const MOST_FOLDERS = 1_000;
/** Declaration files taken along. */
const MOST_AMBIENT = 200;

/** What nothing in a project may change: nothing is written, loaded or checked beyond the file. */
const FIXED: ts.CompilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  allowJs: true,
  incremental: false,
  composite: false,
  declaration: false,
  emitDeclarationOnly: false,
  isolatedDeclarations: false,
  noErrorTruncation: false,
  plugins: [],
};

/** For a file without a configuration: as lenient as the editor is. */
const LOOSE: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
  esModuleInterop: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
};

/** The options of the nearest tsconfig.json or jsconfig.json inside the root. */
export function projectOf(path: string, root: string, files: BoundedFiles): Project {
  const folder = path.slice(0, path.lastIndexOf('/'));
  for (let at = folder; at === root || at.startsWith(`${root}/`); at = parentOf(at)) {
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const config = `${at}/${name}`;
      if (files.isFile(config)) return configured(config, path, files);
    }
  }
  return { options: { ...LOOSE, ...FIXED }, ambient: [], hasConfig: false, hasTransforms: false };
}

function configured(config: string, path: string, files: BoundedFiles): Project {
  const own = parsed(config, files);
  // A configuration that only points at others holds no options of its own.
  const [reference] = (own.projectReferences ?? []).map((each) =>
    files.isFile(each.path) ? each.path : `${each.path}/tsconfig.json`,
  );
  const { options, fileNames, asked } =
    own.fileNames.length === 0 && reference !== undefined && files.isFile(reference)
      ? parsed(reference, files)
      : own;
  return {
    options: {
      ...options,
      // What only a later TypeScript knows is read as the latest that this one has.
      ...(options.target === undefined && { target: ts.ScriptTarget.ESNext }),
      ...moduleDefaults(options),
      ...(asked?.['lib'] !== undefined && isShort(options.lib, asked['lib']) && { lib: undefined }),
      ...FIXED,
    },
    ambient: fileNames.filter((name) => name.endsWith('.d.ts') && name !== path),
    hasConfig: true,
    hasTransforms: JSON.stringify(asked?.['plugins'] ?? []).includes('"transform"'),
  };
}

/** As later versions default it: this one would look for packages as nobody has since 2014. */
function moduleDefaults({ module, moduleResolution }: ts.CompilerOptions): ts.CompilerOptions {
  const isEcmascript =
    module === undefined || (module >= ts.ModuleKind.ES2015 && module <= ts.ModuleKind.ESNext);
  if (moduleResolution !== undefined || !isEcmascript) return {};
  return {
    module: module ?? ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
}

function isShort(known: readonly string[] | undefined, asked: unknown): boolean {
  return Array.isArray(asked) && (known?.length ?? 0) < asked.length;
}

interface Parsed extends ts.ParsedCommandLine {
  /** The options as they are written. */
  readonly asked: Readonly<Record<string, unknown>> | undefined;
}

function parsed(config: string, files: BoundedFiles): Parsed {
  const read: { readonly config?: unknown } = ts.readConfigFile(config, (name) => files.read(name));
  const json = (read.config ?? {}) as { compilerOptions?: Readonly<Record<string, unknown>> };
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    fileExists: (name) => files.isFile(name),
    readFile: (name) => files.read(name),
    readDirectory: (folder) => [...declarationFiles(folder, files)],
  };
  const folder = parentOf(config);
  const command = ts.parseJsonConfigFileContent(json, host, folder, undefined, config);
  return { ...command, asked: json.compilerOptions };
}

/** Declaration files below a folder, the nearest first. */
function* declarationFiles(folder: string, files: BoundedFiles): Generator<string> {
  const waiting = [folder.replace(/\/$/, '')];
  let found = 0;
  for (let seen = 0; seen < waiting.length && seen < MOST_FOLDERS; seen += 1) {
    const at = waiting[seen] ?? '';
    const names = files.names(at);
    for (const name of names.files) {
      if (!name.endsWith('.d.ts')) continue;
      yield `${at}/${name}`;
      found += 1;
      if (found >= MOST_AMBIENT) return;
    }
    for (const name of names.folders) {
      if (!NOT_SOURCE.has(name) && !name.startsWith('.')) waiting.push(`${at}/${name}`);
    }
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
