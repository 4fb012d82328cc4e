import type { Syntax } from '../syntax/syntax.ts';
import type { TaskTools } from '../tasks/task.ts';
import type { Gathered } from './gather.ts';
import { WorkspaceFiles } from './projectFiles.ts';
import type { TypeCheckClient } from './typeCheck/typeCheckClient.ts';
import { WorkspaceDiagnostics } from './typeCheck/workspaceDiagnostics.ts';

/** What the tools of tasks are built from. */
export interface TaskToolParts {
  readonly syntax: Syntax;
  readonly typeCheck: TypeCheckClient;
}

/** Gives a run what its task may use of the world. */
export type ToolsFor = (gathered: Gathered) => TaskTools;

/** Tools for one run at a time; what its gate will ask about types is begun at once. */
export function taskTools({ syntax, typeCheck }: TaskToolParts): ToolsFor {
  return ({ input, place, rules }) => {
    const files = new WorkspaceFiles(place, rules);
    if (input.task !== 'refactor' && input.task !== 'fix') return { syntax, files };
    const diagnostics = new WorkspaceDiagnostics(typeCheck, place);
    diagnostics.begin(input.language, input.source);
    return { syntax, files, diagnostics };
  };
}
