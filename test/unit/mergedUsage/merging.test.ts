import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { after, afterEach, before, describe, it } from 'mocha';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import type { LedgerRow, RowFilter, RowPage } from '../../../src/ledger/rows.ts';
import { MergeClient } from '../../../src/mergedUsage/mergeClient.ts';
import type { MergedFile } from '../../../src/mergedUsage/mergedUsage.ts';
import type { RunEnded } from '../../../src/models/booking.ts';
import { LedgerFolder, ledgerParts } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';

const ALL = { firstDay: 0, lastDay: 9999_12_31 };
const AT = Date.parse('2026-11-03T12:00:00Z');
/** What stands for no price. */
const UNPRICED = 7_000;
const ROW =
  '{"id":7344000000000000,"day":20261103,"task":"docs","purpose":"use","cost_nusd":5,"outcome":"accepted"}';

/** What is said of one run after the other. */
const SAID = [
  undefined,
  { verdict: 'applied', keptShare: 0.625 },
  { verdict: 'discarded' },
  { verdict: 'edited', keptShare: 0.25 },
  { rating: 'up' },
] as const;
const LABELS = [undefined, 'right', undefined, undefined, 'wrong', undefined, 'unsure'] as const;

describe('Merging exports', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'tierwise-merging-'));
  const workerPath = join(folder, 'mergeWorker.cjs');
  let client: MergeClient;
  let written = 0;

  before(() => {
    buildSync({
      entryPoints: [
        fileURLToPath(new URL('../../../src/mergedUsage/mergeWorker.ts', import.meta.url)),
      ],
      outfile: workerPath,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    client = new MergeClient(workerPath);
  });

  afterEach(() => client.read([]));

  after(async () => {
    await client.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (content: string | Uint8Array): string => {
    const path = join(folder, `export-${(written += 1)}.json`);
    writeFileSync(path, content);
    return path;
  };
  const readOne = async (content: string | Uint8Array): Promise<MergedFile> => {
    const { files } = await client.read([file(content)]);
    return files[0] ?? assert.fail();
  };

  /** What a person with these runs exports, in each form. */
  const exportsOf = async <Asked>(
    runs: readonly Partial<RunEnded>[],
    step = 1_000,
    ask?: (ledger: BookedLedger) => Promise<Asked>,
  ) => {
    const books = await LedgerFolder.create();
    try {
      const ledger = await books.open();
      for (const [index, run] of runs.entries()) {
        const id = (AT + index * step) * 4096;
        await ledger.attemptEnded(
          attemptEnded(id, {
            costNusd: run.costNusd === UNPRICED ? null : (run.costNusd ?? 3_200_000),
          }),
        );
        await ledger.runEnded(runEnded(id, { ...run, durationMs: 1_000 * (index + 1) }));
        const said = SAID[index % SAID.length];
        if (said) await ledger.verdict({ runId: id, at: AT + index * step + 9, ...said });
        const label = LABELS[index % LABELS.length];
        if (label) await ledger.audit({ runId: id, at: AT + index * step + 99, label });
      }
      const text = async (
        kind: 'runs' | 'attempts',
        format: 'json' | 'csv' | 'csvSemicolon' | 'focus',
      ) => {
        const pieces: string[] = [];
        for await (const piece of ledger.exportRows(kind, format)) pieces.push(piece);
        return pieces.join('');
      };
      return {
        json: await text('runs', 'json'),
        csv: await text('runs', 'csv'),
        csvSemicolon: await text('runs', 'csvSemicolon'),
        attempts: await text('attempts', 'json'),
        attemptsCsv: await text('attempts', 'csv'),
        focus: await text('attempts', 'focus'),
        figures: await ledger.figures(ALL),
        asked: await ask?.(ledger),
      };
    } finally {
      await books.remove();
    }
  };

  const RUNS: readonly Partial<RunEnded>[] = [
    { costNusd: 1_000, baselineNusd: 9_000, tags: { branch: 'a,"b";c', ticket: 'AB-1' } },
    { costNusd: 20_000, baselineNusd: null, task: 'tests', finalTier: 'opus', purpose: 'use' },
    { costNusd: 300_000, purpose: 'compare' },
    { costNusd: 4_000_000, outcome: 'rejected', strength: null, estimateLowNusd: null },
  ];

  /** One of them is unpriced. */
  const MANY: readonly Partial<RunEnded>[] = Array.from({ length: 24 }, (_, index) => ({
    costNusd: 1_000 * (index + 1),
    baselineNusd: index % 5 === 0 ? null : 90_000,
    task: index % 3 === 0 ? 'review' : 'docs',
    finalTier: index % 4 === 0 ? 'opus' : 'haiku',
    outcome: index % 6 === 0 ? 'rejected' : 'accepted',
    purpose: index % 11 === 0 ? 'compare' : 'use',
    ...(index % 2 === 0 ? { tags: { ticket: 'AB-1' } } : {}),
  }));

  it('comes to the same from large files, which are read side by side', async () => {
    const tasks = ['docs', 'tests', 'review'];
    // Each file has half of the runs of the one before it, some of them said more of.
    const rowsOf = (person: number, padding: string): string => {
      const rows = Array.from({ length: 9_000 }, (_, row) => {
        const run = person * 4_500 + row;
        return JSON.stringify({
          id: (AT + run * 1_000) * 4_096,
          day: 2026_11_03 + Math.floor(run / 2_000),
          task: tasks[run % 3],
          purpose: run % 7 === 0 ? 'compare' : 'use',
          cost_nusd: run * 10,
          ...(run % 5 === 0 ? {} : { baseline_nusd: run * 20 }),
          outcome: 'accepted',
          verdict: run % 2 === person % 2 ? 'applied' : null,
          tags: JSON.stringify({ ticket: `AB-${run % 50}` }),
          padding,
        });
      });
      return `[\n${rows.join(',\n')}\n]\n`;
    };
    const people = [0, 1, 2, 3];
    const readAll = async (padding: string) => {
      const paths = people.map((person) => file(rowsOf(person, padding)));
      const { files, isCut } = await client.read([...paths, file('no export')]);
      const asked = { period: ALL, tags: {} };
      const filter: RowFilter = { task: 'review' };
      return {
        files: files.map((each) => ({ ...each, name: '' })),
        isCut,
        figures: await client.figures(asked),
        page: await client.rows({ filter, after: null, size: 50 }),
      };
    };
    const small = await readAll('');
    assert.deepEqual(
      small.files.map(({ runs, known, problem }) => [runs, known, problem]),
      [
        ...people.map((person) => (person === 0 ? [9_000, 0, null] : [4_500, 4_500, null])),
        [0, 0, 'notExport'],
      ],
    );
    assert.deepEqual(await readAll('-'.repeat(1_000)), small);
  });

  it('comes to the same figures in every form, as the ledger has them', async () => {
    const { figures, ...texts } = await exportsOf(RUNS);
    for (const form of ['json', 'csv', 'csvSemicolon'] as const) {
      const { files } = await client.read([file(texts[form])]);
      assert.deepEqual([files[0]?.runs, files[0]?.skipped, files[0]?.isTorn], [4, 0, false], form);
      const merged = await client.figures({ period: ALL, tags: {} });
      const { failedCostNusd: _, extraMs: __, ...own } = figures.totals;
      assert.deepEqual({ ...merged.figures.totals, ...own }, merged.figures.totals, form);
      // A run stands under the tier that answered: its export does not have its attempts.
      const days = ({ byDay }: typeof figures) =>
        byDay.reduce((sum, { costNusd, runs }) => sum + costNusd + runs, 0);
      assert.equal(days(merged.figures), days(figures));
      assert.deepEqual(merged.tagValues.branch, ['', 'a,"b";c']);
      const tagged = await client.figures({ period: ALL, tags: { ticket: 'AB-1' } });
      assert.equal(tagged.figures.totals.costNusd, 1_000);
    }
  });

  it('says how good the answers were and what audits said, as the ledger does', async () => {
    const tags = { ticket: 'AB-1' };
    const { asked, ...texts } = await exportsOf(MANY, 1_000, async (ledger) => ({
      all: await ledger.quality(ALL),
      tagged: await ledger.quality(ALL, tags),
      trials: await ledger.trials(ALL),
    }));
    const { all, tagged, trials } = asked ?? assert.fail();
    // What was spent where a run started only its attempts say.
    const known = ({ saved, tiers, starts }: typeof all) => ({
      count: saved.count,
      powers: saved.powers.map((power) => power.toPrecision(9)),
      tiers: tiers.toSorted((one, other) => (one.tier < other.tier ? -1 : 1)),
      starts: starts
        .map((start) => ({ ...start, comparable: 0, baselineNusd: 0, startNusd: 0 }))
        .toSorted((one, other) => (one.task < other.task ? -1 : 1)),
    });
    for (const form of ['json', 'csv', 'csvSemicolon'] as const) {
      await client.read([file(texts[form])]);
      const merged = await client.quality({ period: ALL, tags: {} });
      assert.deepEqual(known(merged.quality), known(all), form);
      assert.deepEqual(merged.audits, trials.audits, form);
      const some = await client.quality({ period: ALL, tags });
      assert.deepEqual(known(some.quality), known(tagged), form);
    }
    assert.ok(trials.audits.length > 0 && all.tiers.some(({ low }) => low > 0));
  });

  it('has the rows behind each number, as the ledger has them, page by page', async () => {
    const filters: readonly RowFilter[] = [
      {},
      { task: 'review' },
      { tier: 'opus' },
      { finalModel: 'claude-haiku-5-5' },
      { kept: 'yes' },
      { kept: 'no' },
      { comparable: true },
      { escalated: true },
      { unpriced: true },
      { outcome: 'rejected' },
      { right: true },
      { priced: true },
      { keptShare: true },
      { satisfaction: 'told' },
      { satisfaction: 'low' },
      { verdict: 'discarded' },
      { startTier: 'haiku' },
      { purpose: 'answers', audit: 'any', strength: 'checks' },
      { audit: 'wrong' },
      { audit: 'none' },
      { tags: { ticket: 'AB-1' } },
      { tags: { ticket: '' }, task: 'docs' },
      { period: { firstDay: 2026_11_04, lastDay: 2026_11_05 } },
    ];
    const { asked: runs = [], json } = await exportsOf(MANY, 3 * 3_600_000, async (ledger) => {
      const found = [];
      for (const filter of filters) {
        found.push((await ledger.rows('runs', filter, { after: null, size: 100 })).rows);
      }
      return found;
    });
    await client.read([file(json)]);
    for (const [index, filter] of filters.entries()) {
      const whole = { filter: { period: ALL, tags: {}, ...filter } };
      const found: LedgerRow[] = [];
      let place: string | null = null;
      do {
        const page: RowPage = await client.rows({ ...whole, after: place, size: 3 });
        found.push(...page.rows);
        place = page.next;
      } while (place !== null);
      const wanted = runs[index] ?? assert.fail();
      assert.deepEqual(
        found.map((row) => ({ ...row, file: undefined })),
        wanted.map((row) => ({
          ...Object.fromEntries(Object.keys(found[0] ?? {}).map((name) => [name, row[name]])),
          file: undefined,
        })),
        JSON.stringify(filter),
      );
      assert.ok(wanted.length > 0, JSON.stringify(filter));
    }
    await assert.rejects(client.rows({ filter: { failed: true }, after: null, size: 3 }));
    await assert.rejects(client.rows({ filter: {}, after: '1.1', size: 3 }));
  });

  it('knows the file that a run came from first', async () => {
    const [all, some] = [await exportsOf(RUNS), await exportsOf(RUNS.slice(0, 2), 7_000)];
    await client.read([all.json, some.json].map(file));
    const rowsIn = async (of?: number) =>
      (await client.rows({ filter: {}, file: of, after: null, size: 9 })).rows.map(
        (row) => row['file'],
      );
    assert.deepEqual(await rowsIn(), [1, 0, 0, 0]);
    assert.deepEqual(await rowsIn(1), [1]);
    assert.deepEqual(await rowsIn(0), [0, 0, 0]);
  });

  it('counts each run once: the same export twice, in other forms, and overlapping ones', async () => {
    const [all, some] = [await exportsOf(RUNS), await exportsOf(RUNS.slice(0, 2))];
    const paths = [all.json, all.json, all.csv, some.csvSemicolon].map(file);
    const { files } = await client.read(paths);
    assert.deepEqual(
      files.map(({ runs, known }) => [runs, known]),
      [
        [4, 0],
        [0, 4],
        [0, 4],
        [0, 2],
      ],
    );
    const { figures } = await client.figures({ period: ALL, tags: {} });
    assert.equal(figures.totals.costNusd, 4_021_000);
  });

  it('takes two people’s runs of the same ms for two', async () => {
    const one = await exportsOf([{ costNusd: 1, estimateLowNusd: 7 }]);
    const other = await exportsOf([{ costNusd: 20, estimateLowNusd: 8 }]);
    const { files } = await client.read([one.json, other.json].map(file));
    assert.deepEqual(
      files.map(({ runs }) => runs),
      [1, 1],
    );
    const { byFile } = await client.figures({ period: ALL, tags: {} });
    assert.deepEqual(
      byFile.map(({ costNusd }) => costNusd),
      [1, 20],
    );
  });

  it('counts a run in the version that says more, whichever is read first', async () => {
    const early = `[\n${ROW}\n]\n`;
    const late = `[\n${ROW.replace('}', ',"verdict":"applied"}')}\n]\n`;
    for (const texts of [
      [early, late],
      [late, early],
    ]) {
      await client.read(texts.map(file));
      const { figures } = await client.figures({ period: ALL, tags: {} });
      assert.deepEqual([figures.totals.runs, figures.totals.kept], [1, 1]);
    }
  });

  it('reads what another version wrote, or another program wrote anew', async () => {
    const more = ROW.replace('}', ',"later":{"x":[1]}}');
    const pretty = JSON.stringify([JSON.parse(ROW), JSON.parse(more)], null, 2);
    for (const text of [
      `[${ROW}]`,
      `[${ROW},${more}]`,
      `\uFEFF[\r\n${ROW}\r\n]\r\n`,
      ROW,
      ROW.replace('}', ',"attempts":null,"unpriced":null,"estimated":null,"tags":null}'),
      `${ROW}\n${more}\n`,
      pretty,
      `[\n${more}\n]`,
      'cost_nusd,purpose,task,day,id\r\n5,use,docs,20261103,7344000000000000\r\n',
      'id;day;task;purpose;cost_nusd\n7344000000000000;20261103;"docs";use;5',
    ]) {
      const { problem, runs, skipped } = await readOne(text);
      assert.deepEqual([problem, runs, skipped], [null, 1, 0], text);
    }
  });

  it('counts what is read of a file that breaks off, and says so', async () => {
    const next = ROW.replace('7344', '7345');
    const json = await readOne(`[\n${ROW},\n${next.slice(0, 40)}`);
    assert.deepEqual([json.runs, json.skipped, json.isTorn], [1, 1, true]);
    const between = await readOne(`[\n${ROW},\n`);
    assert.deepEqual([between.runs, between.skipped, between.isTorn], [1, 0, true]);
    const head = 'id,day,task,purpose,cost_nusd,tags\r\n';
    const row = '7344000000000000,20261103,docs,use,5,\r\n';
    const csv = await readOne(`${head}${row}7345000000000000,2026`);
    assert.deepEqual([csv.runs, csv.skipped], [1, 1]);
    const quoted = await readOne(`${head}${row}7345000000000000,20261103,docs,use,5,"{""bra`);
    assert.deepEqual([quoted.runs, quoted.skipped, quoted.isTorn], [1, 1, true]);
  });

  it('skips and counts rows that no run can have', async () => {
    const bad = [
      ['7344000000000000', '-1'],
      ['7344000000000000', '1e300'],
      ['7344000000000000', '7.344E+15'],
      ['20261103', '20261399'],
      ['20261103', '"today"'],
      ['"docs"', '7'],
      ['"cost_nusd":5', '"cost_nusd":-5'],
      ['"cost_nusd":5', '"cost_nusd":1e18'],
      ['"cost_nusd":5', '"cost_nusd":0.5'],
      ['"cost_nusd":5', '"cost_nusd":"free"'],
      ['"cost_nusd":5', '"cost_nusd":null'],
    ].map(([from = '', to = '']) => ROW.replace(from, to));
    const { runs, skipped } = await readOne(`[\n${[ROW, ...bad].join(',\n')}\n]\n`);
    assert.deepEqual([runs, skipped], [1, bad.length - 1]);
  });

  it('says of each other file what it is', async () => {
    const { attempts, attemptsCsv, focus } = await exportsOf(RUNS);
    const wide = new Uint8Array(Buffer.from(`\uFEFF[${ROW}]`, 'utf16le'));
    const long = `[\n${'x'.repeat(3_000_000)}\n]`;
    for (const [content, problem] of [
      [attempts, 'attempts'],
      [attemptsCsv, 'attempts'],
      [focus, 'focus'],
      ['', 'notExport'],
      ['\n\n', 'notExport'],
      ['name,age\nme,7\n', 'notExport'],
      ['[{"__proto__":{"id":1}}]', 'notExport'],
      ['[1,2,3]', 'notExport'],
      ['{"a":', 'notExport'],
      ['[[[[', 'notExport'],
      [wide, 'notExport'],
      [new Uint8Array(200_000).fill(7), 'notExport'],
      [long, 'notExport'],
      ['x'.repeat(9_000_000), 'notExport'],
    ] as const) {
      assert.equal((await readOne(content)).problem, problem, String(content).slice(0, 40));
    }
    const nothing = join(folder, 'nothing.json');
    const place = join(folder, 'place');
    mkdirSync(place);
    const { files } = await client.read([nothing, place]);
    assert.deepEqual(
      files.map(({ name, problem }) => [name, problem]),
      [
        ['nothing.json', 'unreadable'],
        ['place', 'unreadable'],
      ],
    );
  });

  it('is no hostage of a text without an end', async () => {
    const lines = Array.from({ length: 20_000 }, () => '{"id":1,"x":"').join('\n');
    const { runs, skipped } = await readOne(`[\n${ROW},\n${lines}\n`);
    assert.equal(runs, 1);
    assert.ok(skipped > 0);
  });

  it('tells runs apart by their branches, however many there are', async () => {
    const branches = 61_000;
    const rows = Array.from({ length: branches }, (_, index) =>
      ROW.replace('7344000000000000', String(7_344_000_000_000_000 + index)).replace(
        '}',
        `,"tags":${JSON.stringify(JSON.stringify({ branch: `b${index}` }))}}`,
      ),
    );
    await client.read([file(`[\n${rows.join(',\n')}\n]\n`)]);
    for (const branch of ['b0', `b${branches - 1}`]) {
      const { figures } = await client.figures({ period: ALL, tags: { branch } });
      assert.deepEqual([figures.totals.runs, figures.totals.costNusd], [1, 5], branch);
    }
  });

  it('goes on behind a line that is too long', async () => {
    const next = ROW.replace('7344', '7345');
    for (const size of [2_000_000, 4_194_304, 12_000_000]) {
      const { runs, skipped } = await readOne(`[\n${ROW},\n${'x'.repeat(size)}\n${next}\n]\n`);
      assert.deepEqual([runs, skipped], [2, 1], String(size));
    }
  });

  it('of books without runs is no trouble', async () => {
    const { problem, runs, isTorn } = await readOne('[\n]\n');
    assert.deepEqual([problem, runs, isTorn], [null, 0, false]);
  });

  describe('of the ledgers of a machine', () => {
    const { wasmDir } = ledgerParts;

    /** A workspace's books with so many runs; what was closed has its database written. */
    async function ledgerOf(books: LedgerFolder, name: string, runs: number, isClosed: boolean) {
      const path = join(books.path, name, 'ledger');
      const ledger = await books.open({ folder: path });
      for (let run = 0; run < runs; run += 1) {
        const id = ledger.newRunId();
        await ledger.attemptEnded(attemptEnded(id));
        await ledger.runEnded(runEnded(id));
      }
      if (isClosed) await ledger.close();
      return path;
    }

    /** Every name below a folder with its bytes and time. */
    const stateOf = (path: string): readonly string[] =>
      readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map((name) => {
          const { size, mtimeMs } = statSync(join(path, name));
          return `${name} ${size} ${mtimeMs}`;
        })
        .toSorted();

    it('has what is in databases and in journals, and leaves no trace', async () => {
      const books = await LedgerFolder.create();
      try {
        const folders = [
          await ledgerOf(books, 'closed', 3, true),
          await ledgerOf(books, 'open', 2, false),
          join(books.path, 'none'),
        ];
        const earlier = folders.slice(0, 2).map(stateOf);
        const { files, isCut } = await client.readLedgers(folders, wasmDir);
        assert.deepEqual(
          files.map(({ name, runs, problem, isTorn }) => [name, runs, problem, isTorn]),
          [
            ['', 3, null, false],
            ['', 2, null, false],
            ['', 0, null, false],
          ],
        );
        assert.equal(isCut, false);
        const { figures, byFile } = await client.figures({ period: ALL, tags: {} });
        assert.equal(figures.totals.runs, 5);
        assert.equal(figures.totals.costNusd, 5 * 3_200_000);
        assert.deepEqual(
          byFile.map(({ runs }) => runs),
          [3, 2, 0],
        );
        assert.deepEqual(folders.slice(0, 2).map(stateOf), earlier);
      } finally {
        await books.remove();
      }
    });

    const wherePipesAre = process.platform === 'win32' ? () => undefined : it;

    wherePipesAre('is no hostage of a pipe or a device in the place of a file', async () => {
      const places = mkdtempSync(join(tmpdir(), 'tierwise-pipes-'));
      try {
        const [pipes, devices] = [join(places, 'pipes'), join(places, 'devices')];
        for (const name of ['ledger.sqlite', 'journal-1-1.jsonl']) {
          for (const path of [pipes, devices]) mkdirSync(path, { recursive: true });
          assert.equal(spawnSync('sh', ['-c', 'mkfifo "$0"', join(pipes, name)]).status, 0);
          symlinkSync('/dev/zero', join(devices, name));
        }
        const { files } = await client.readLedgers([pipes, devices], wasmDir);
        assert.deepEqual(
          files.map(({ problem, runs }) => [problem, runs]),
          [
            ['unreadable', 0],
            ['unreadable', 0],
          ],
        );
      } finally {
        rmSync(places, { recursive: true, force: true });
      }
    });

    it('says what cannot be read, and neither mends nor moves it', async () => {
      const books = await LedgerFolder.create();
      try {
        const [broken, torn] = [
          await ledgerOf(books, 'broken', 2, true),
          await ledgerOf(books, 'torn', 2, true),
        ];
        for (const name of readdirSync(broken).filter((one) => one.endsWith('.sqlite'))) {
          writeFileSync(join(broken, name), 'nothing of a database');
        }
        for (const name of readdirSync(broken).filter((one) => one.endsWith('.jsonl'))) {
          rmSync(join(broken, name));
        }
        const journal = readdirSync(torn).find((one) => one.endsWith('.jsonl'));
        const other = 'x'.repeat(40);
        if (journal === undefined) writeFileSync(join(torn, 'ledger.sqlite'), other);
        else appendFileSync(join(torn, journal), `${other}\n`);
        const foreign = join(books.path, 'file');
        writeFileSync(foreign, 'no folder');
        const earlier = [stateOf(broken), stateOf(torn)];
        const { files } = await client.readLedgers([broken, torn, foreign], wasmDir);
        assert.deepEqual(
          files.map(({ problem }) => problem),
          ['unreadable', null, 'unreadable'],
        );
        assert.deepEqual(
          files.map(({ isTorn }) => isTorn),
          [true, true, true],
        );
        assert.equal(files[1]?.runs, 2);
        assert.deepEqual([stateOf(broken), stateOf(torn)], earlier);
      } finally {
        await books.remove();
      }
    });
  });
});
