import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { describe, it } from 'mocha';
import { commentStyleOf } from '../../../src/tasks/docs/commentStyle.ts';
import { outlineWithoutGrammar } from '../../../src/tasks/docs/outline.ts';
import { canBeDocumented, placeComments } from '../../../src/tasks/docs/placement.ts';

/** A language that has no grammar here, and the program that knows it. */
interface OwnParser {
  readonly language: string;
  readonly files: readonly string[];
  /** What the program makes of a text, without comments; undefined: it does not take it. */
  readonly read: (source: string) => string | undefined;
}

const MOST_FILES = 100;
const MOST_BYTES = 200_000;

const parsers: readonly OwnParser[] = [
  {
    language: 'shellscript',
    files: globSync(['/usr/bin/*', '/usr/sbin/*', '/etc/init.d/*', '/usr/share/**/*.sh']),
    read: (source) => {
      const printed = spawnSync('bash', ['--pretty-print'], { input: source, encoding: 'utf8' });
      if (printed.error !== undefined || printed.status !== 0) return undefined;
      // It keeps an empty line for each that only a comment was on.
      return printed.stdout.split('\n').filter(Boolean).join('\n');
    },
  },
];

for (const { language, files, read } of parsers) {
  describe(`documentation of real files in ${language}`, function () {
    this.timeout(120_000);

    it('changes nothing that the language sees', () => {
      const style = commentStyleOf(language);
      assert.ok(style);
      let documented = 0;
      for (const file of files) {
        if (documented === MOST_FILES) break;
        const source = textOf(file);
        if (source === undefined) continue;
        const facts = outlineWithoutGrammar(language, style, source);
        const comments = facts.declarations
          .filter((one) => one.comment === null && canBeDocumented(source, style, one))
          .map((declaration) => ({ declaration, text: 'Does what its name says.' }));
        if (comments.length === 0) continue;
        const before = read(source);
        if (before === undefined) continue;
        documented += 1;
        const after = read(placeComments({ language, style, source, facts, width: 100 }, comments));
        assert.equal(after, before, file);
      }
    });
  });
}

/** A script's text; undefined: it is none. */
function textOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > MOST_BYTES) return undefined;
  const text = readFileSync(file, 'utf8');
  return /^#![^\n]*\b(?:ba|da)?sh\b/.test(text) && !text.includes('\r') ? text : undefined;
}
