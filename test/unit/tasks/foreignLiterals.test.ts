import assert from 'node:assert/strict';
import { withoutForeignLiterals } from '../../../src/tasks/change/foreignLiterals.ts';

const SECRET = 'sk-live-0123456789';
const source =
  "import { apiKey } from './credentials';\nconst n: number = apiKey;\nconst a: 'mine' = n;\n";

describe('what a checker quotes from other files', () => {
  for (const [message, told] of [
    [
      `Type '"${SECRET}"' is not assignable to type 'number'.`,
      `Type '"..."' is not assignable to type 'number'.`,
    ],
    [`Type '\`${SECRET}\${string}\`' is not assignable.`, "Type '`...`' is not assignable."],
    [
      `Type '"mine"' is not assignable to type '"${SECRET}" | ""'.`,
      `Type '"mine"' is not assignable to type '"..." | ""'.`,
    ],
    [
      `Module '"/home/me/project/credentials"' has no exported member 'b'.`,
      `Module '"..."' has no exported member 'b'.`,
    ],
    ["Cannot find name 'apiKey'.", "Cannot find name 'apiKey'."],
  ] as const) {
    it(`is not told to a model: ${told}`, () => {
      assert.equal(withoutForeignLiterals(message, source), told);
    });
  }
});
