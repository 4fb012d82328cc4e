import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostics } from '../../../src/tasks/task.ts';
import { TypeChecker } from '../../../src/typeCheck/typeChecker.ts';

const LIBRARY = dirname(fileURLToPath(import.meta.resolve('typescript-classic')));
const SCRIPT = /^(?:type|java)script(?:react)?$/;

/** The product's own type checker, over a folder in which each file is alone. */
export function startTypes(work: string): Diagnostics {
  const root = join(work, 'types');
  const checker = new TypeChecker(root, LIBRARY);
  return {
    errorsIn(path, language, text) {
      if (!SCRIPT.test(language)) return Promise.resolve(undefined);
      const request = {
        root,
        path: join(root, path),
        text,
        unsaved: {},
        neverSend: { groups: [], roots: [] },
      };
      return Promise.resolve(checker.errorsIn(request));
    },
  };
}
