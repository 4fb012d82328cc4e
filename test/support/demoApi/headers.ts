import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './apiError.ts';

/** The well-known wrong key: it looks like a demo key and is refused with 401. */
export const WRONG_KEY = 'demo-wrong-key';

/** A key that the demo API takes. */
export const GOOD_KEY = 'demo-key';

/** Since this version the sampling parameters are gone for every model. */
export const NEWEST_VERSION = '2026-10-21';

const VERSIONS: readonly string[] = ['2023-01-01', '2023-06-01', NEWEST_VERSION];
const BETA = /^[a-z0-9-]+-\d{4}-\d{2}-\d{2}$/;

/** Says whether a key may be used. */
export type KeyCheck = (key: string) => boolean;

/** By default every key that starts with `demo-` is good, but for {@link WRONG_KEY}. */
export function isDemoKey(key: string): boolean {
  return key.startsWith('demo-') && key !== WRONG_KEY;
}

/**
 * Checks who asks and in which version.
 * @returns the API version.
 * @throws ApiError 401 without a good key, 400 without a known version.
 */
export function checkHeaders(headers: IncomingHttpHeaders, isGoodKey: KeyCheck): string {
  const keys = keysOf(headers);
  if (keys.length === 0) {
    throw new ApiError(401, 'x-api-key header is required');
  }
  if (!keys.every(isGoodKey)) {
    throw new ApiError(401, 'invalid x-api-key');
  }
  const version = headers['anthropic-version'];
  if (typeof version !== 'string' || version === '') {
    throw new ApiError(400, 'anthropic-version: header is required');
  }
  if (!VERSIONS.includes(version)) {
    throw new ApiError(400, `anthropic-version: "${version}" is not a valid version`);
  }
  for (const beta of String(headers['anthropic-beta'] ?? '').split(',')) {
    if (beta.trim() !== '' && !BETA.test(beta.trim())) {
      throw new ApiError(
        400,
        `Unexpected value(s) \`${beta.trim()}\` for the anthropic-beta header`,
      );
    }
  }
  return version;
}

/** @throws ApiError 400 unless the body is announced as JSON. */
export function checkContentType(headers: IncomingHttpHeaders): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ApiError(400, 'content-type: must be application/json');
  }
}

function keysOf(headers: IncomingHttpHeaders): readonly string[] {
  const keys: string[] = [];
  const plain = headers['x-api-key'];
  if (typeof plain === 'string') {
    keys.push(plain);
  }
  const authorization = headers.authorization;
  if (authorization !== undefined) {
    keys.push(/^Bearer (.+)$/.exec(authorization)?.[1] ?? '');
  }
  return keys;
}
