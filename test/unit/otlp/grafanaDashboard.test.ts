import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly interval?: string;
  readonly gridPos: Placed;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly options: Readonly<Record<string, unknown>>;
  readonly targets: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly datasource: { readonly uid: string };
  }[];
}

interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly Panel[];
}

/** What Grafana's own schema of each kind of panel asks for. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  stat: [
    'graphMode',
    'colorMode',
    'justifyMode',
    'textMode',
    'wideLayout',
    'showPercentChange',
    'percentChangeColorMode',
    'reduceOptions',
    'orientation',
  ],
  timeseries: ['legend', 'tooltip'],
  bargauge: [
    'displayMode',
    'valueMode',
    'namePlacement',
    'showUnfilled',
    'sizing',
    'minVizWidth',
    'minVizHeight',
    'maxVizHeight',
    'legend',
    'reduceOptions',
    'orientation',
  ],
};

const BUILT_IN = new Set(['__range', '__interval', '__rate_interval']);

describe('The dashboard for Grafana', () => {
  const text = readFileSync(new URL('../../../docs/team/grafana.json', import.meta.url), 'utf8');
  const { panels, templating, uid, schemaVersion } = JSON.parse(text) as Dashboard;

  it('can be imported: its panels are whole, one of each number, and each in a place of its own', () => {
    assert.deepEqual([uid, schemaVersion], ['tierwise', 39]);
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const taken = new Set<string>();
    for (const { title, type, options, gridPos } of panels) {
      const missing = NEEDED[type]?.filter((name) => !Object.hasOwn(options, name));
      assert.deepEqual(missing, [], title);
      assert.ok(gridPos.x + gridPos.w <= 24, title);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          assert.ok(!taken.has(`${x} ${y}`), title);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });

  it('adds up over no less time than a few looks of Prometheus take, however short the time shown', () => {
    const over = panels.filter(({ targets }) =>
      targets.some(({ expr }) => expr.includes('[$__interval]')),
    );
    assert.ok(over.length > 0);
    for (const { title, interval } of over) assert.equal(interval, '5m', title);
  });

  it('asks the chosen Prometheus alone, with variables that it has', () => {
    const known = new Set(templating.list.map(({ name }) => name));
    assert.ok(known.has('datasource'));
    for (const { title, datasource, targets } of panels) {
      assert.deepEqual(datasource, { type: 'prometheus', uid: '${datasource}' }, title);
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
      for (const { expr, datasource: of } of targets) {
        assert.equal(of.uid, '${datasource}', title);
        for (const [, name = ''] of expr.matchAll(/\$\{?(\w+)/g)) {
          assert.ok(known.has(name) || BUILT_IN.has(name), `${title}: ${name}`);
        }
      }
    }
  });
});
