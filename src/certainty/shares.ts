import type { Interval } from './interval.ts';
import { NORMAL_975 } from './student.ts';

/** A share of some things; how many may be an effective number, which need not be whole. */
export interface Share {
  readonly share: number;
  readonly of: number;
}

/**
 * A share with its 95 % interval by Wilson's score (1927), which holds for small samples and at both
 * ends: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Of nothing: anywhere from 0 to 1.
 */
export function shareInterval({ share, of }: Share): Interval {
  if (of <= 0) return { estimate: 0, low: 0, high: 1 };
  const z2 = NORMAL_975 ** 2;
  const middle = share + z2 / (2 * of);
  const half = NORMAL_975 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of ** 2));
  const low = Math.max(0, (middle - half) / (1 + z2 / of));
  const high = Math.min(1, (middle + half) / (1 + z2 / of));
  // At the ends the limit is the end itself, which rounding misses.
  return { estimate: share, low: share === 0 ? 0 : low, high: share === 1 ? 1 : high };
}

/**
 * One share less another, of independent samples, with its 95 % interval by Newcombe's hybrid score
 * (1998, method 10): d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²).
 */
export function shareDifference(one: Share, other: Share): Interval {
  const [a, b] = [shareInterval(one), shareInterval(other)];
  const estimate = a.estimate - b.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    high: estimate + Math.hypot(a.high - a.estimate, b.estimate - b.low),
  };
}

/** How two were right at the same things. */
export interface Pairs {
  readonly both: number;
  readonly onlyOne: number;
  readonly onlyOther: number;
  readonly neither: number;
}

/**
 * The share at which one was right less the other's, at the same things, with its 95 % interval by Newcombe's score
 * method for paired shares (1998, method 10): that of independent ones, less what they have in common by their
 * correlation φ. Of nothing: anywhere from −1 to 1.
 */
export function pairedDifference({ both, onlyOne, onlyOther, neither }: Pairs): Interval {
  const of = both + onlyOne + onlyOther + neither;
  if (of === 0) return { estimate: 0, low: -1, high: 1 };
  const a = shareInterval({ share: (both + onlyOne) / of, of });
  const b = shareInterval({ share: (both + onlyOther) / of, of });
  const margins =
    (both + onlyOne) * (onlyOther + neither) * (both + onlyOther) * (onlyOne + neither);
  const common = both * neither - onlyOne * onlyOther;
  const corrected = common > of / 2 ? common - of / 2 : Math.min(common, 0);
  const phi = margins === 0 ? 0 : corrected / Math.sqrt(margins);
  const half = (one: number, other: number): number =>
    Math.sqrt(Math.max(0, one ** 2 - 2 * phi * one * other + other ** 2));
  const estimate = (onlyOne - onlyOther) / of;
  return {
    estimate,
    low: estimate - half(a.estimate - a.low, b.high - b.estimate),
    high: estimate + half(a.high - a.estimate, b.estimate - b.low),
  };
}
