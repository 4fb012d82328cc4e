import { coded, userError } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';

/** Where model calls go. */
export interface ApiAddress {
  /** As the provider takes it, without a slash at the end. */
  readonly baseUrl: string;
  /** Scheme, host and port: what a key belongs to. */
  readonly origin: string;
}

/**
 * Reads the address of an API. Plain http is for loopback alone, because the key travels in it.
 * @throws UserError `api.badUrl` or `api.plainHttp`.
 */
export function parseApiAddress(text: string): ApiAddress {
  const fault = addressFault(text);
  if (fault !== undefined) throw userError(fault);
  const url = new URL(text);
  return { baseUrl: url.href.replace(/\/+$/, ''), origin: url.origin };
}

function addressFault(text: string): 'api.badUrl' | 'api.plainHttp' | undefined {
  if (!URL.canParse(text)) return 'api.badUrl';
  const { protocol, username, password, search, hash, hostname } = new URL(text);
  const isPlain = username === '' && password === '' && search === '' && hash === '';
  if (!isPlain || !['http:', 'https:'].includes(protocol)) return 'api.badUrl';
  return protocol === 'http:' && !isLoopback(hostname) ? 'api.plainHttp' : undefined;
}

/**
 * Reads the address of a Messages API. Its version is left out, as is the path of the calls: clients
 * add `/v1/messages` themselves, and twice it is an address where nothing stands.
 * @throws UserError as `parseApiAddress`.
 */
export function parseMessagesAddress(text: string): ApiAddress {
  const { baseUrl, origin } = parseApiAddress(text);
  return { baseUrl: baseUrl.replace(/\/v1(?:\/messages)?$/, ''), origin };
}

/** What is wrong with the address of an API, as `parseApiAddress` would say it; undefined: nothing. */
export function addressProblem(text: string): Message | undefined {
  const fault = addressFault(text);
  return fault && coded(fault);
}

/** Whether an address is the Claude API's, or none at all. */
export function isClaudeAddress(text: string): boolean {
  return !URL.canParse(text) || new URL(text).origin === 'https://api.anthropic.com';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** What is wrong with a key as it was typed, white space around it aside; undefined: nothing. */
export function keyProblem(typed: string): 'key.empty' | 'key.characters' | undefined {
  const key = typed.trim();
  if (key === '') return 'key.empty';
  return /^[\x21-\x7e]+$/.test(key) ? undefined : 'key.characters';
}
