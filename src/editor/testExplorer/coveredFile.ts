import { FileCoverage, Position, StatementCoverage, TestCoverageCount, Uri } from 'vscode';
import type { FileCoverage as LinesCovered } from '../../tasks/fileCoverage.ts';

/** A file with the lines that tests have reached. */
export class CoveredFile extends FileCoverage {
  readonly #lines: LinesCovered['lines'];

  constructor(root: Uri, { path, lines }: LinesCovered) {
    const reached = lines.filter(([, times]) => times > 0).length;
    super(Uri.joinPath(root, path), new TestCoverageCount(reached, lines.length));
    this.#lines = lines;
  }

  /** Each line as the editor shows it. */
  details(): readonly StatementCoverage[] {
    return this.#lines.map(
      ([line, times]) => new StatementCoverage(times, new Position(line - 1, 0)),
    );
  }
}
