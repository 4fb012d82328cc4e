import type { CaseResult } from '../../tasks/task.ts';
import { MOST_SAID, result } from './result.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
  '&#10;': '\n',
  '&#x0A;': '\n',
};

function plainXml(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp|#10|#x0A);/g, (entity) => ENTITIES[entity] ?? '');
}

/** Texts of any signs as the others are written: tests may have printed what looks like a result. */
function withoutCdata(text: string): string {
  const [first = '', ...rest] = text.split('<![CDATA[');
  const pieces = rest.map((piece) => {
    const end = piece.indexOf(']]>');
    const inside = end < 0 ? piece : piece.slice(0, end);
    const escaped = inside.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return escaped + (end < 0 ? '' : piece.slice(end + 3));
  });
  return first + pieces.join('');
}

/** Of the element that a piece begins in. */
function attributeOf(piece: string, key: string): string {
  const head = piece.slice(0, 4_000);
  return plainXml(new RegExp(`(?:^|\\s)${key}="([^"]*)"`).exec(head)?.[1] ?? '');
}

/** Of pytest, PHPUnit, Maven and Gradle. */
export function junitCases(text: string): readonly CaseResult[] {
  const [, ...pieces] = withoutCdata(text).split('<testcase ');
  return pieces.map((piece) => {
    const attribute = (key: string): string => attributeOf(piece, key);
    const failure = piece.search(/<(?:failure|error)\b/);
    const outcome = failure >= 0 ? 'failed' : piece.includes('<skipped') ? 'skipped' : 'passed';
    const said = failure < 0 ? '' : piece.slice(failure, failure + 2 * MOST_SAID);
    const words = plainXml(said.slice(said.indexOf('>') + 1).split('</')[0] ?? '');
    const seconds = attribute('time');
    const took = /^\d{1,9}(?:\.\d{1,12})?$/.test(seconds) ? Number(seconds) * 1000 : undefined;
    return result(`${attribute('classname')} ${attribute('name')}`, outcome, words, took);
  });
}

const TRX_OUTCOMES: Readonly<Record<string, CaseResult['outcome']>> = {
  Passed: 'passed',
  PassedButRunAborted: 'passed',
  Warning: 'passed',
  NotExecuted: 'skipped',
  Inconclusive: 'skipped',
  NotRunnable: 'skipped',
  Pending: 'skipped',
  Disconnected: 'skipped',
};

/** Of .NET. */
export function trxCases(text: string): readonly CaseResult[] {
  const [, ...pieces] = withoutCdata(text).split('<UnitTestResult ');
  return pieces.map((piece) => {
    const outcome = TRX_OUTCOMES[attributeOf(piece, 'outcome')] ?? 'failed';
    const said = ['Message', 'StackTrace'].map((name) => {
      const start = piece.indexOf(`<${name}>`);
      const from = start + name.length + 2;
      return start < 0
        ? ''
        : plainXml(piece.slice(from, from + 2 * MOST_SAID).split('</')[0] ?? '');
    });
    return result(attributeOf(piece, 'testName'), outcome, said.join('\n'));
  });
}
