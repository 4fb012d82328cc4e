import type { CodeArgs, Coded } from '../../models/codes.ts';
import { formatUsd } from '../../models/money.ts';
import type { AttemptReason, RouteReason, SpendReason, WaitReason } from '../../routing/reasons.ts';
import { TASK_TITLES } from '../taskTable.ts';
import { modelName, TIER_NAMES } from './displayNames.ts';
import type { Message, MessageCode } from './messageTable.ts';
import { MESSAGES } from './messageTable.ts';
import { withoutLinks } from './withoutLinks.ts';

/** Gives an English text in the user's language. */
export type Translate = (english: string) => string;

/** What a code of routing is used for: the same code may mean several things. */
export type Context = 'route' | 'attempt' | 'wait' | 'spend' | 'failure' | 'note';

/** Routing's codes by what they are used for. */
interface CodesWithin {
  readonly route: RouteReason;
  readonly attempt: AttemptReason;
  readonly wait: WaitReason;
  readonly spend: SpendReason;
}

/** A code of routing as it is used, as it stands in the table of messages. */
export function within<In extends keyof CodesWithin>(
  context: In,
  coded: Coded<CodesWithin[In]>,
): Message {
  return messageWithin(context, coded);
}

/**
 * As `within`, for a code from where its type is not known, as `messageOf` takes it. One that is not used that way is
 * taken as it is.
 */
export function messageWithin(context: Context, { code, args }: Coded): Message {
  const used = `${context}.${code}`;
  return hasWords(used) ? { code: used, args } : messageOf({ code, args });
}

/**
 * A code from where its type is not known: from the books, which another version may have written, or from an
 * error of another bundle. One without words says so and names itself.
 */
export function messageOf({ code, args }: Coded): Message {
  return hasWords(code) ? { code, args } : { code: 'unworded', args: { code } };
}

/** Whether a code from where its type is not known has words. */
export function hasWords(code: string): code is MessageCode {
  return Object.hasOwn(MESSAGES, code);
}

/**
 * A code in words. The name of an argument says what it is: `…Nusd` is money, `…Ms` a time, `tier`,
 * `from` and `at` may be tiers, `model` and `before` are model ids, and `problem`, `cause`, `budget`, `signal` and `strength` are
 * codes themselves. No argument can make a link.
 */
export function wordIn({ code, args }: Message, translate: Translate): string {
  return fill(translate(MESSAGES[code]), shown(args, translate));
}

/** A sentence without its full stop, to go on from. */
export function bare(text: string): string {
  return text.replace(/[.。]$/, '');
}

/** Puts arguments into a text; a part in brackets goes when one of its arguments is missing. */
function fill(text: string, args: Readonly<Record<string, string>>): string {
  const put = (part: string): string =>
    part.replace(/\{(\w+)\}/g, (whole, name: string) => own(args, name) ?? whole);
  const isWhole = (part: string): boolean =>
    [...part.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => Object.hasOwn(args, name));
  // Cut before anything is put in: what is put in may hold brackets of its own.
  const cut = text.replace(/\[([^\]]*)\]/g, (_, part: string) => (isWhole(part) ? part : ''));
  return put(cut);
}

function shown(args: CodeArgs, translate: Translate): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      withoutLinks(shownArg(name, value, translate)),
    ]),
  );
}

function shownArg(name: string, value: string | number, translate: Translate): string {
  if (typeof value === 'number') {
    if (/nusd$/i.test(name)) return formatUsd(value);
    if (/ms$/i.test(name)) return `${String(Math.ceil(value / 1000))} s`;
    return Number.isInteger(value) ? String(value) : value.toFixed(2);
  }
  switch (name) {
    case 'task':
      return translate(own(TASK_TITLES, value) ?? value);
    case 'tier':
    case 'from':
    case 'at':
      return own(TIER_NAMES, value) ?? value;
    case 'model':
    case 'before':
      return modelName(value);
    case 'problem':
      return hasWords(value) ? bare(wordIn({ code: value, args: {} }, translate)) : value;
    case 'cause':
    case 'budget':
    case 'signal':
    case 'strength': {
      const code = `${name}.${value}`;
      return hasWords(code) ? translate(MESSAGES[code]) : value;
    }
    default:
      return value;
  }
}

function own(names: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(names, key) ? names[key] : undefined;
}
