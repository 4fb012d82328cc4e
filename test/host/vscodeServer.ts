import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installed, projectRoot, removeFolder, temporaryFolder } from './folders.ts';
import { nodeFromNpm } from './nodeFromNpm.mjs';
import { startGroup, stopGroup } from './processes.ts';
import { installExtensions, readManifest } from './vsix.ts';

/** The VS Code versions that the tests know how to serve: the newest and the lowest that package.json names. */
export const vscodeVersions = ['1.139', '1.105'] as const;
export type VSCodeVersion = (typeof vscodeVersions)[number];

/** What to serve. */
export interface ServerOptions {
  readonly version?: VSCodeVersion;
  /** The folder to open; without one, an empty window. */
  readonly workspace?: string | undefined;
  /** Folders or VSIX files to install. */
  readonly extensions?: readonly string[];
  /** User settings, on top of `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables for the server and the extension host; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** false: the workspace opens in restricted mode, without a question. */
  readonly trust?: boolean;
  /** Only those of VS Code's own extensions are there that an extension can rely on; by default all of them. */
  readonly isBare?: boolean;
  /** The port to listen on; by default any free one. */
  readonly port?: number;
  /** Where user data and extensions live; by default a temporary folder that `stop` removes. */
  readonly folder?: string;
}

/** A VS Code that is served on loopback. */
export interface VSCodeServer {
  /** Opens the workspace in a browser. */
  readonly url: string;
  /** The authority (`127.0.0.1:port`) of its `vscode-remote:` URIs. */
  readonly authority: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** What the server has said so far. */
  logs(): string;
  stop(): Promise<void>;
}

/** Which test runners a machine has decides whether this is asked; tests that answer it turn it on. */
export const unaskedSettings = { 'tierwise.tests.run': 'off' };

/** Settings under which VS Code asks and fetches nothing that a test did not ask for. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'window.dialogStyle': 'custom',
  'window.confirmBeforeClose': 'never',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'editor.minimap.enabled': false,
  'editor.accessibilitySupport': 'off',
  'chat.agent.enabled': false,
  'chat.commandCenter.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
};

/** VS Code's own extensions with code that is asked: for repositories, problems in JSON, and how Markdown looks. */
const RELIED_ON: ReadonlySet<string> = new Set([
  'git',
  'git-base',
  'json-language-features',
  'markdown-language-features',
  'typescript-language-features',
]);

/** Serves VS Code from npm on loopback and waits until it listens. */
export async function startVSCodeServer(options: ServerOptions = {}): Promise<VSCodeServer> {
  const version = options.version ?? '1.139';
  const program = await installedServer(version);
  // Sockets are made in it: their paths may not be long.
  const scratch = temporaryFolder();
  const folder = options.folder ?? join(scratch, 'home');
  const userDataDir = join(folder, 'data');
  const extensionsDir = join(folder, 'extensions');
  mkdirSync(join(userDataDir, 'User'), { recursive: true });
  installExtensions(options.extensions ?? [], extensionsDir);
  const isTrusted = options.trust ?? true;
  writeFileSync(
    join(userDataDir, 'User', 'settings.json'),
    JSON.stringify(
      {
        ...quietSettings,
        ...(isTrusted ? {} : { 'security.workspace.trust.startupPrompt': 'never' }),
        ...options.settings,
      },
      null,
      2,
    ),
  );

  const child = startGroup(
    version === '1.105' ? nodeFromNpm(22) : process.execPath,
    [
      program,
      '--host=127.0.0.1',
      `--port=${options.port ?? 0}`,
      '--without-connection-token',
      '--accept-server-license-terms',
      `--server-data-dir=${folder}`,
      `--extensions-dir=${extensionsDir}`,
      '--telemetry-level=off',
      ...(options.isBare === true
        ? [`--builtin-extensions-dir=${bareExtensions(program, join(scratch, 'built-in'))}`]
        : []),
      ...(isTrusted ? ['--disable-workspace-trust'] : []),
    ],
    { env: serverEnvironment(scratch, options.env), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  const stop = async (): Promise<void> => {
    await stopGroup(child);
    removeFolder(scratch);
  };

  const port = await new Promise<number>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      log += chunk.toString();
      const match = /agent listening on (\d+)/.exec(log);
      if (match?.[1] !== undefined) resolve(Number(match[1]));
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`The VS Code ${version} server ended (${code ?? 'killed'}):\n${log}`));
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const authority = `127.0.0.1:${port}`;
  return {
    url: `http://${authority}/${options.workspace === undefined ? '?ew=true' : `?folder=${encodeURI(options.workspace)}`}`,
    authority,
    userDataDir,
    extensionsDir,
    logs: () => log,
    stop,
  };
}

/** The server's entry point, installed from npm at need. */
async function installedServer(version: VSCodeVersion): Promise<string> {
  const program = join('node_modules', 'code-server', 'lib', 'vscode');
  const folder = await installed(`vscode-${version}`, 2, (unfinished) => {
    const modules = join(unfinished, 'node_modules');
    // VS Code looks for its dependencies, and serves some to the browser, beside its own files.
    symlinkSync(join('..', '..', '..'), join(unfinished, program, 'node_modules'), 'junction');
    // Native parts that npm has as source only: log files are written by a stand-in, the watchdog is not needed.
    cpSync(
      join(projectRoot, 'test', 'host', 'spdlog.cjs'),
      join(modules, '@vscode', 'spdlog', 'index.js'),
    );
    const watchdog = version === '1.105' ? 'native-watchdog' : join('@vscode', 'native-watchdog');
    writeFileSync(
      join(modules, watchdog, 'index.js'),
      'exports.start = exports.exit = () => {};\n',
    );
    // It would complain at every start that its TypeScript was left out of the package.
    writeFileSync(
      join(
        unfinished,
        program,
        'extensions',
        'typescript-language-features',
        'dist',
        'extension.js',
      ),
      'exports.activate = () => ({});\n',
    );
  });
  return join(folder, program, 'out', 'server-main.js');
}

/** Links languages, themes and Git, without what else VS Code brings: Copilot, debuggers, sign-ins, notebooks ... */
function bareExtensions(program: string, into: string): string {
  const extensions = join(dirname(dirname(program)), 'extensions');
  mkdirSync(into);
  for (const entry of readdirSync(extensions, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(extensions, entry.name);
    if (readManifest(folder).main !== undefined && !RELIED_ON.has(entry.name)) continue;
    symlinkSync(folder, join(into, entry.name), 'junction');
  }
  return into;
}

function serverEnvironment(
  scratch: string,
  extra: Readonly<Record<string, string | undefined>> = {},
): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && !/^(ELECTRON_|npm_|NODE_OPTIONS)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    TMPDIR: scratch,
    XDG_RUNTIME_DIR: scratch,
    ...extra,
  };
}
