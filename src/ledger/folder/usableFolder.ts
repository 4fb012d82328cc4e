import { mkdir } from 'node:fs/promises';
import type { Log } from '../../models/ports.ts';
import { errorCode } from './windowProcess.ts';

/** A folder for the books, made where it is missing; undefined, which is said, where there is none. */
export async function usableFolder(
  folder: string | undefined,
  name: string,
  log: Log,
): Promise<string | undefined> {
  if (folder !== undefined) {
    try {
      await mkdir(folder, { recursive: true });
      return folder;
    } catch (error) {
      log.warn(`The folder ${name} cannot be used (${errorCode(error) ?? 'unknown'})`);
    }
  }
  log.warn(
    `There is no folder for the books (${name}): they are kept in memory until the window closes`,
  );
  return undefined;
}
