import { join } from 'node:path';
import type { LogOutputChannel, Memento, SecretStorage, SecretStorageChangeEvent } from 'vscode';
import { EventEmitter, extensions, Uri } from 'vscode';
import { ApiKeys } from '../../src/editor/connection/apiKeys.ts';
import { Connections } from '../../src/editor/connection/connections.ts';
import { ErrorReporter } from '../../src/editor/errors.ts';
import { OutputLog } from '../../src/editor/log/log.ts';
import { Redaction } from '../../src/editor/log/redaction.ts';
import { Configuration } from '../../src/editor/settings/configuration.ts';
import type { Syntax } from '../../src/syntax/syntax.ts';
import { createSyntax } from '../../src/syntax/syntaxClient.ts';

/** What the editor keeps for an extension, in memory. */
class MemoryMemento implements Memento {
  readonly #values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get<T>(key: string): T | undefined;
  get<T>(key: string, defaultValue: T): T;
  get(key: string, defaultValue?: unknown): unknown {
    return this.#values.has(key) ? this.#values.get(key) : defaultValue;
  }

  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}

/** A secret storage in memory. */
class MemorySecrets implements SecretStorage {
  readonly #values = new Map<string, string>();
  readonly #changed = new EventEmitter<SecretStorageChangeEvent>();
  readonly onDidChange = this.#changed.event;
  /** How often something was read. */
  reads = 0;

  async keys(): Promise<string[]> {
    return [...this.#values.keys()];
  }

  async get(key: string): Promise<string | undefined> {
    this.reads += 1;
    return this.#values.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    this.#values.set(key, value);
    this.#changed.fire({ key });
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
    this.#changed.fire({ key });
  }
}

/** The editor's plain parts on stand-ins, with every line of the log. */
export function editorParts(environmentKey?: string, demoUrl?: string) {
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
  };
  const channel = { info: keep, warn: keep, error: keep, show: () => undefined };
  const redaction = new Redaction();
  const log = new OutputLog(channel as unknown as LogOutputChannel, redaction);
  const errors = new ErrorReporter(log);
  const configuration = new Configuration(new MemoryMemento());
  const secrets = new MemorySecrets();
  const memory = new MemoryMemento();
  const keys = new ApiKeys(secrets, memory, environmentKey, redaction);
  const connections = new Connections(keys, configuration, demoUrl);
  return { lines, log, errors, configuration, secrets, memory, keys, connections };
}

/** The parsers of the packaged extension. */
export function packagedSyntax(): Syntax {
  const dist = Uri.joinPath(extension().extensionUri, 'dist').fsPath;
  return createSyntax({
    workerPath: join(dist, 'syntaxWorker.cjs'),
    wasmDir: join(dist, 'wasm'),
  });
}

/** The packaged extension. */
export function extension() {
  const found = extensions.getExtension('tierwise.tierwise');
  if (found === undefined) throw new Error('The extension is not there.');
  return found;
}
