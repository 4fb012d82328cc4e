import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, sep } from 'node:path';

/**
 * Whether what is written at `place` ends up in `folder`, all links followed: its folder, or the
 * nearest one that is there, really lies in it, and no link at the place leads out or nowhere.
 */
export async function staysInside(folder: string, place: string): Promise<boolean> {
  const real = await realpath(folder).catch(() => undefined);
  return real !== undefined && (await isInside(real, place));
}

async function isInside(realFolder: string, place: string): Promise<boolean> {
  const parent = dirname(place);
  const isThere = await lstat(place).then(
    () => true,
    (error: unknown) => ((error as NodeJS.ErrnoException).code === 'ENOENT' ? false : undefined),
  );
  if (isThere === undefined) return false;
  // What is not there yet comes to lie where its folder does.
  if (!isThere) return parent !== place && isInside(realFolder, parent);
  // There, and leading nowhere: a link, which writing would follow.
  const real = await realpath(place).catch(() => undefined);
  if (real === undefined) return false;
  const below = relative(realFolder, real);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
