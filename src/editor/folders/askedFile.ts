import { Uri } from 'vscode';
import type { RunResult } from '../../routing/run/run.ts';
import type { TaskInput } from '../../tasks/task.ts';
import type { Gathered } from '../input/gather.ts';

/** What is kept, sealed, of a file that is asked about: enough to judge its answer in another window. */
export interface AskedFile {
  readonly uri: Uri;
  readonly input: TaskInput;
}

/** As text, to be sealed. */
export function writeAsked({ uri, input }: Gathered): string {
  return JSON.stringify({ uri: uri.toString(), input });
}

/** What was written by this version or an earlier one. */
export function readAsked(text: string): AskedFile {
  const { uri, input } = JSON.parse(text) as { readonly uri: string; readonly input: TaskInput };
  return { uri: Uri.parse(uri, true), input };
}

/** A result as text, to be sealed: what is needed to go on with its run lives in one window alone. */
export function writeResult({ record: _record, asked: _asked, ...result }: RunResult): string {
  return JSON.stringify(result);
}

export function readResult(text: string): RunResult {
  return JSON.parse(text) as RunResult;
}
