import type { CodeArgs } from '../../models/codes.ts';
import type { TaskName } from '../../models/task.ts';
import { UserError } from '../../models/userError.ts';
import type { GateResult, PreparedTask, TaskInput, TaskTools } from '../task.ts';

/** What of a prepared task can cross to another thread. */
export type PreparedData = Omit<PreparedTask, 'check'> & { readonly check?: undefined };

/** A task for one input, under a number that all its work shares. */
export interface TaskOrder {
  readonly taskId: number;
  readonly name: TaskName;
  readonly input: TaskInput;
  /** The tools that a task may do without and that are there. */
  readonly optional: readonly OptionalTool[];
}

export type OptionalTool = 'diagnostics' | 'testRunner' | 'names' | 'progress';

/** What the worker is asked: to prepare, or to check a reply. */
export interface TaskWork {
  readonly order: TaskOrder;
  /** Undefined: prepare. */
  readonly reply: string | undefined;
  /** Whether a model may be asked beside a check. */
  readonly asksBeside: boolean;
}

/** To the worker. */
export type ToTaskWorker =
  | { readonly type: 'work'; readonly id: number; readonly work: TaskWork }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'returned'; readonly call: number; readonly value: unknown }
  | { readonly type: 'threw'; readonly call: number; readonly failure: CrossedError }
  | { readonly type: 'ping' };

/** A tool that the worker uses: its method takes the arguments, and where it can be aborted a signal. */
export interface ToolCall {
  readonly tool: keyof TaskTools;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** From the worker. */
export type FromTaskWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  | { readonly type: 'done'; readonly id: number; readonly value: PreparedData | GateResult }
  | { readonly type: 'failed'; readonly id: number; readonly failure: CrossedError }
  | {
      readonly type: 'call';
      readonly id: number;
      readonly call: number;
      readonly toolCall: ToolCall;
    }
  /** Nobody waits for a call any more. */
  | { readonly type: 'callAborted'; readonly call: number };

/** An error as it crosses between threads, which keep neither its class nor its name. */
export interface CrossedError {
  readonly name: string;
  readonly message: string;
  readonly user?: { readonly code: string; readonly args: CodeArgs };
}

/** What of an error crosses. */
export function crossed(error: unknown): CrossedError {
  if (error instanceof UserError) {
    return {
      name: error.name,
      message: error.message,
      user: { code: error.code, args: error.args },
    };
  }
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}

/** The error on the other side. */
export function arrived({ name, message, user }: CrossedError): Error {
  return user === undefined
    ? Object.assign(new Error(message), { name })
    : new UserError<string>(user.code, user.args);
}
