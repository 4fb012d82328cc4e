import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The bytes of a file on this machine's disk, read no further than wanted: some files, as those of the system itself, say
 * that they are empty and have no end. @throws where there are more, and what the file system throws
 */
export async function bytesUpTo(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { size } = await file.stat();
    let bytes = Buffer.allocUnsafe(Math.min(size, most) + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      if (bytesRead === 0) return bytes.subarray(0, length);
      length += bytesRead;
      if (length > most) throw new Error('There is more in the file than is read.');
      if (length === bytes.length) {
        bytes = Buffer.concat([bytes], Math.min(2 * length, most) + 1);
      }
    }
  } finally {
    await file.close();
  }
}
