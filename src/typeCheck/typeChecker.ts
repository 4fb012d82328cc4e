import { createHash } from 'node:crypto';
import ts from 'typescript-classic';
import type { GivenDiagnostic } from '../tasks/task.ts';
import { BoundedFiles, withSlashes } from './boundedFiles.ts';
import { compiled } from './compiled.ts';
import type { Project } from './compilerOptions.ts';
import { projectOf } from './compilerOptions.ts';
import { reliableErrors } from './reliableErrors.ts';
import type { TypeCheckRequest } from './typeCheckMessages.ts';

/** More errors than this say nothing more. */
const MOST_ERRORS = 500;

/**
 * TypeScript's own language service over the files of one folder, some of them with a text that is
 * on no disk. No plugin is loaded and no code of the folder is run; nothing outside it is read but
 * TypeScript's own declarations. Blocks: it belongs into a worker.
 */
export class TypeChecker {
  readonly #root: string;
  readonly #libDir: string;
  readonly #files: BoundedFiles;
  readonly #service: ts.LanguageService;
  #texts: ReadonlyMap<string, string> = new Map();
  #versions = new Map<string, string>();
  #path = '';
  #project: Project = { options: {}, ambient: [], hasConfig: false, hasTransforms: false };

  constructor(root: string, libDir: string) {
    this.#root = withSlashes(root);
    this.#libDir = withSlashes(libDir);
    this.#files = new BoundedFiles(this.#root, this.#libDir);
    this.#service = ts.createLanguageService(this.#host(), ts.createDocumentRegistry(true));
  }

  /**
   * All errors of a file as if it had the request's text.
   * @throws TooLarge when too many files belong to it
   */
  errorsIn({ path, text, unsaved, neverSend }: TypeCheckRequest): readonly GivenDiagnostic[] {
    this.#files.begin(neverSend);
    this.#versions = new Map();
    this.#path = this.#files.realPath(withSlashes(path));
    this.#texts = new Map([
      ...Object.entries(unsaved).flatMap(([name, other]) => {
        const place = this.#files.placeFor(withSlashes(name));
        return place === undefined ? [] : [[place, other] as const];
      }),
      [this.#path, text],
    ]);
    this.#project = projectOf(this.#path, this.#files.realPath(this.#root), this.#files);
    const isScript = /\.[cm]?jsx?$/.test(this.#path);
    const isPlainScript =
      isScript &&
      this.#project.options.checkJs !== true &&
      !/^[ \t]*\/\/[ \t]*@ts-check\b/m.test(text);
    if (isPlainScript) {
      this.#project = {
        ...this.#project,
        options: { ...this.#project.options, checkJs: true, strict: false, noImplicitAny: false },
      };
    }
    const errors = [
      ...this.#service.getSyntacticDiagnostics(this.#path),
      ...this.#service.getSemanticDiagnostics(this.#path),
    ]
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
      .slice(0, MOST_ERRORS)
      .map(given);
    return reliableErrors(errors, { isPlainScript, hasPackages: this.#hasPackages() });
  }

  /**
   * What a TypeScript text is compiled to by itself: types gone and all else as it is written, in the
   * latest JavaScript; undefined where it does not parse, or its types are more than that.
   */
  javascriptOf({ path, text, neverSend }: TypeCheckRequest): string | undefined {
    this.#files.begin(neverSend);
    const place = this.#files.realPath(withSlashes(path));
    return compiled(place, text, projectOf(place, this.#files.realPath(this.#root), this.#files));
  }

  dispose(): void {
    this.#service.dispose();
  }

  #hasPackages(): boolean {
    const root = this.#files.realPath(this.#root);
    let at = this.#path;
    while (at.length > root.length) {
      at = at.slice(0, at.lastIndexOf('/'));
      if (this.#files.isFolder(`${at}/node_modules`)) return true;
    }
    return false;
  }

  #host(): ts.LanguageServiceHost {
    return {
      getCompilationSettings: () => this.#project.options,
      getCurrentDirectory: () => this.#root,
      getDefaultLibFileName: (options) => `${this.#libDir}/${ts.getDefaultLibFileName(options)}`,
      getScriptFileNames: () => [this.#path, ...this.#project.ambient],
      getScriptVersion: (name) => this.#version(name),
      getScriptSnapshot: (name) => {
        const text = this.#texts.get(name) ?? this.#files.read(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      fileExists: (name) => this.#texts.has(name) || this.#files.isFile(name),
      readFile: (name) => this.#texts.get(name) ?? this.#files.read(name),
      directoryExists: (name) => this.#files.isFolder(name),
      getDirectories: (name) => [...this.#files.names(name).folders],
      realpath: (name) => this.#files.realPath(name),
      useCaseSensitiveFileNames: () => true,
    };
  }

  #version(name: string): string {
    const known = this.#versions.get(name);
    if (known !== undefined) return known;
    const text = this.#texts.get(name);
    const version =
      text === undefined
        ? (this.#files.version(name) ?? 'none')
        : createHash('sha256').update(text).digest('hex');
    this.#versions.set(name, version);
    return version;
  }
}

function given({ file, start, length, messageText, code }: ts.Diagnostic): GivenDiagnostic {
  const lineOf = (offset: number): number =>
    file === undefined ? 1 : ts.getLineAndCharacterOfPosition(file, offset).line + 1;
  return {
    firstLine: lineOf(start ?? 0),
    lastLine: lineOf((start ?? 0) + (length ?? 0)),
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    source: 'ts',
    ruleCode: String(code),
  };
}
