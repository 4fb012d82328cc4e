/** The thread in which types are checked; it keeps the project that it checked last. */
import { parentPort, workerData } from 'node:worker_threads';
import { TooLarge } from './boundedFiles.ts';
import { TypeChecker } from './typeChecker.ts';
import type {
  NumberedTypeCheck,
  TypeCheckRequest,
  TypeCheckResponse,
  TypeCheckWorkerData,
} from './typeCheckMessages.ts';

const { libDir } = workerData as TypeCheckWorkerData;

let kept: { readonly root: string; readonly checker: TypeChecker } | undefined;

parentPort?.on('message', ({ id, request }: NumberedTypeCheck) => {
  parentPort?.postMessage({ id, ...answer(request) } satisfies TypeCheckResponse);
});

function answer(request: TypeCheckRequest): Omit<TypeCheckResponse, 'id'> {
  if (kept?.root !== request.root) {
    kept?.checker.dispose();
    kept = { root: request.root, checker: new TypeChecker(request.root, libDir) };
  }
  try {
    if (request.what !== 'javascript') return { errors: kept.checker.errorsIn(request) };
    const javascript = kept.checker.javascriptOf(request);
    return { errors: undefined, ...(javascript !== undefined && { javascript }) };
  } catch (error) {
    kept.checker.dispose();
    kept = undefined;
    if (error instanceof TooLarge) return { errors: undefined };
    throw error;
  }
}
