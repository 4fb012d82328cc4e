import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { REACTIONS } from '../../../src/routing/failures.ts';
import {
  ATTEMPT_REASONS,
  FAILURES,
  NOTES,
  ROUTE_REASONS,
  SPEND_REASONS,
  WAIT_REASONS,
} from '../../../src/routing/reasons.ts';

const ROOM = new URL('../../../src/routing/', import.meta.url);
const LISTS = ['reasons.ts', 'failures.ts', 'settings.ts'];

/** The source of all that gives codes. */
const source = readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !LISTS.includes(path))
  .map((path) => readFileSync(new URL(path, ROOM), 'utf8'))
  .join('\n');

describe('the lists of what routing says', () => {
  it('have no code that is never given', () => {
    const all = [ROUTE_REASONS, ATTEMPT_REASONS, WAIT_REASONS, SPEND_REASONS, FAILURES, NOTES];
    const codes = all.flatMap((list) => Object.keys(list));
    // What a call meets is given by its own code, moves by their kind.
    const given = new Set([...Object.keys(REACTIONS), 'repair', 'effort', 'escalation']);
    const dead = codes.filter((code) => !given.has(code) && !source.includes(`'${code}'`));
    assert.deepEqual(dead, []);
  });

  it('give a wait for every failure that is waited for, and for no other', () => {
    const waited = Object.entries(REACTIONS)
      .filter(([, reaction]) => reaction === 'wait' || reaction === 'tryHost')
      .map(([code]) => code);
    assert.deepEqual(Object.keys(WAIT_REASONS).toSorted(), [...waited, 'breakerOpen'].toSorted());
  });
});
