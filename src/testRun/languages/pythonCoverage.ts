import type { TestCommand } from '../command/runner.ts';
import { COVERAGE } from '../command/runner.ts';

/**
 * Runs a module of Python as `-m` does and writes, as lcov, which lines that has reached, where coverage.py is installed. The
 * project's settings for it are not read: they may name code to load. Beside pytest-cov, which measures by itself where the
 * project says so, one of both would measure nothing.
 */
const MEASURED = `import importlib.util, os, runpy, sys
sys.path[0] = os.getcwd()
target, module, *args = sys.argv[1:]
def has(name):
    return importlib.util.find_spec(name) is not None
if not has(module):
    sys.exit('%s: No module named %s' % (sys.executable, module))
if module == 'pytest' and has('pytest_cov'):
    args.insert(0, '--no-cov')
try:
    import coverage
    measured = coverage.Coverage(data_file=None, config_file=False)
    measured.start()
except Exception:
    measured = None
sys.argv = [module] + args
try:
    runpy.run_module(module, run_name='__main__', alter_sys=True)
finally:
    if measured is not None:
        measured.stop()
        try:
            measured.lcov_report(outfile=target, ignore_errors=True)
        except Exception:
            pass
`;

/** A run of a module of Python, as one that tells which lines it reaches. */
export function measuredPython(command: TestCommand): TestCommand {
  const args = ['-c', MEASURED, COVERAGE, ...command.args.slice(1)];
  return { ...command, args, coverage: { format: 'lcov' } };
}
