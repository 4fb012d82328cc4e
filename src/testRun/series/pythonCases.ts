/** The name by which the runner is told of the plugin that keeps its tests loaded. */
export const PLUGIN = 'tierwise_loaded';

/**
 * Loads tests up to where they would be run, by pytest or unittest, and has the process that serves an
 * order run those cases of the order's file that it names, in its order. A case is known by its place
 * among all of its file.
 */
export const PYTHON_CASES = `def file_in(loaded, order):
    # None: one file alone was loaded.
    return None if len(loaded.files) < 2 else os.path.realpath(os.path.join(order['cwd'], order['args'][-1]))
def chosen_of(loaded, cases):
    order = loaded.order
    for at, one in enumerate(cases):
        loaded.places[id(one)] = at
    places = order.get('places')
    if places is None:
        return cases
    # Other cases than it was when they were told run as a whole, and tell that by their names.
    return [cases[at] for at in places] if all(at < len(cases) for at in places) else cases
def load_pytest(loaded):
    import pytest
    class Plugin:
        'PYTEST_DONT_REWRITE'
        @staticmethod
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtestloop(session):
            is_whole = session.testsfailed == 0 and not session.config.option.collectonly
            if not is_whole or session.config.pluginmanager.has_plugin('dsession'):
                loaded.refuse()
                return
            items = list(session.items)
            if not loaded.serve():
                return
            file = file_in(loaded, loaded.order)
            own = [one for one in items if file is None or os.path.realpath(str(one.fspath)) == file]
            session.items[:] = chosen_of(loaded, own)
            session.testscollected = len(session.items)
        @staticmethod
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_protocol(item):
            begin_case(loaded.places.get(id(item), -1))
        @staticmethod
        @pytest.hookimpl(tryfirst=True)
        def pytest_sessionfinish(exitstatus):
            if exitstatus == 0:
                loaded.tell_left()
    sys.modules['${PLUGIN}'] = Plugin
    start(loaded.args, ['-p', '${PLUGIN}'])
def load_unittest(loaded):
    import unittest
    run = unittest.TestProgram.runTests
    def flat(suite):
        for one in suite:
            if not isinstance(one, unittest.TestSuite):
                yield one
            elif type(one) is unittest.TestSuite:
                yield from flat(one)
            else:
                raise ValueError
    class Cases(unittest.TestSuite):
        def __iter__(self):
            for one in super().__iter__():
                begin_case(loaded.places.get(id(one), -1))
                yield one
        def run(self, result, debug=False):
            super().run(result, debug)
            if result.wasSuccessful():
                loaded.tell_left()
            return result
    def run_tests(program):
        whole = program.test
        many = len(loaded.files) > 1
        try:
            parts = [list(flat(one)) for one in whole] if many else [list(flat(whole))]
            failed = any(type(one).__name__ == '_FailedTest' for part in parts for one in part)
            parts = None if many and (failed or len(parts) != len(loaded.files)) else parts
        except ValueError:
            parts = None
        if parts is None:
            loaded.refuse()
        if loaded.serve() and parts is not None:
            own = parts[loaded.files.index(loaded.order['args'][-1]) if many else 0]
            program.test = Cases(chosen_of(loaded, own))
        run(program)
    unittest.TestProgram.runTests = run_tests
    start(loaded.args, [])
`;
