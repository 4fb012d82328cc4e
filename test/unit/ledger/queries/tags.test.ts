import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { BookedLedger } from '../../../../src/ledger/openLedger.ts';
import type { RunTags } from '../../../../src/models/tags/runTags.ts';
import type { TagFilter } from '../../../../src/models/tags/tagFilter.ts';
import { LedgerFolder } from '../../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../../support/ledgerRecords.ts';

const ALL = { firstDay: 0, lastDay: 9999_12_31 };

const RUNS: readonly (readonly [cost: number, tags: RunTags | undefined])[] = [
  [10, { repository: 'shop', branch: 'main' }],
  [200, { repository: 'shop', branch: 'feature/AB-1', ticket: 'AB-1' }],
  [3_000, { repository: 'bank', branch: 'main' }],
  [40_000, undefined],
];

const FILTERS: readonly (readonly [filter: TagFilter, cost: number])[] = [
  [{}, 43_210],
  [{ repository: 'shop' }, 210],
  [{ branch: 'main' }, 3_010],
  [{ repository: 'shop', branch: 'main' }, 10],
  [{ ticket: 'AB-1' }, 200],
  [{ ticket: '' }, 43_010],
  [{ repository: '', branch: '' }, 40_000],
  [{ repository: 'shop', ticket: '' }, 10],
  [{ repository: "no' OR 1=1 --" }, 0],
];

describe('Ledger: tags', () => {
  let folder: LedgerFolder;
  let ledger: BookedLedger;

  before(async () => {
    folder = await LedgerFolder.create();
    ledger = await folder.open();
    for (const [costNusd, tags] of RUNS) {
      const id = ledger.newRunId();
      await ledger.attemptEnded(attemptEnded(id, { costNusd }));
      await ledger.runEnded(runEnded(id, { costNusd, tags }));
    }
  });

  after(() => folder.remove());

  for (const [tags, cost] of FILTERS) {
    it(`let figures, rows and exports be of ${JSON.stringify(tags)} alone`, async () => {
      const { totals, recent } = await ledger.figures(ALL, tags);
      assert.equal(totals.costNusd, cost);
      assert.equal(totals.runs, recent.length);
      const filter = { purpose: 'any', tags } as const;
      for (const kind of ['runs', 'attempts'] as const) {
        const { rows } = await ledger.rows(kind, filter, { size: 50 });
        assert.equal(
          rows.reduce((sum, row) => sum + Number(row['cost_nusd']), 0),
          cost,
        );
        const pieces: string[] = [];
        for await (const piece of ledger.exportRows(kind, 'json', filter)) pieces.push(piece);
        const exported = JSON.parse(pieces.join('')) as readonly Record<string, unknown>[];
        assert.equal(exported.length, rows.length);
      }
      const { certain } = await ledger.trials(ALL, tags);
      assert.equal(
        certain.reduce((sum, each) => sum + each.costNusd, 0),
        cost,
      );
    });
  }

  it('stand in the rows as they were set, of attempts too', async () => {
    for (const kind of ['runs', 'attempts'] as const) {
      const { rows } = await ledger.rows(kind, { tags: { ticket: 'AB-1' } }, { size: 5 });
      assert.deepEqual(
        rows.map(({ tags }) => tags),
        ['{"repository":"shop","branch":"feature/AB-1","ticket":"AB-1"}'],
      );
    }
  });

  it('are offered by what they cost, with runs that have none', async () => {
    assert.deepEqual(await ledger.tagValues(ALL), {
      repository: ['', 'bank', 'shop'],
      branch: ['', 'main', 'feature/AB-1'],
      ticket: ['', 'AB-1'],
    });
    assert.deepEqual(await ledger.tagValues({ firstDay: 0, lastDay: 1 }), {
      repository: [],
      branch: [],
      ticket: [],
    });
  });

  it('stand among the tags of charges by FOCUS', async () => {
    const pieces: string[] = [];
    for await (const piece of ledger.exportRows('attempts', 'focus', {
      tags: { ticket: 'AB-1' },
    })) {
      pieces.push(piece);
    }
    assert.match(pieces.join(''), /""tierwise\/ticket"":""AB-1""/);
  });

  it('hold one line of what is seen, of the known names, and no more of it than is bearable', async () => {
    const id = ledger.newRunId();
    const tags = { branch: `a\u202e\nb${'x'.repeat(1_000)}`, ticket: ' \u0000 ', path: '/home/me' };
    await ledger.runEnded(runEnded(id, { tags }));
    const { rows } = await ledger.rows('runs', { run: id }, { size: 1 });
    const kept = JSON.parse(String(rows[0]?.['tags'])) as Record<string, string>;
    assert.deepEqual(Object.keys(kept), ['branch']);
    assert.match(kept['branch'] ?? '', /^a {2}bx{196}$/);
  });

  it('of a run that ends again are those of its latest end', async () => {
    const id = ledger.newRunId();
    const run = runEnded(id, { tags: { branch: 'one' } });
    await ledger.runEnded(run);
    await ledger.runEnded({ ...run, endedAt: run.endedAt + 5, tags: { branch: 'two' } });
    assert.equal((await ledger.figures(ALL, { branch: 'one' })).totals.runs, 0);
    assert.equal((await ledger.figures(ALL, { branch: 'two' })).totals.runs, 1);
  });

  it('are forgotten with their runs', async () => {
    assert.ok(await ledger.forget(Date.now() + 60_000));
    assert.deepEqual((await ledger.tagValues(ALL)).branch, []);
    assert.ok(await ledger.save());
    const bytes = await readFile(join(folder.ledger, 'ledger.sqlite'));
    assert.equal(bytes.includes('feature/AB-1'), false);
  });
});
