import type { Sibling } from './placementSiblings.ts';

const GO_SUBJECT = [
  'calc.go',
  'package calc\n\nfunc Add(a, b int) int { return a + b }\n',
] as const;
const GO_TEST = [
  'calc_test.go',
  'package calc\n\nimport (\n\t"errors"\n\t"testing" // of tests\n)\n\nvar errNone = errors.New("none")\n\nfunc TestSmall(t *testing.T) {\n\tif Add(1, 1) != 2 {\n\t\tt.Fatal(errNone)\n\t}\n}\n',
] as const;
const GO_CASE = 'func TestBig(t *testing.T) {\n\tif Add(10, 20) != 30 {\n\t\tt.Fatal("no")\n\t}\n}';
const CPP_TEST = [
  'calc_test.cpp',
  '#include "calc.h"\n#include <gtest/gtest.h>\n\nTEST(Calc, Adds) {\n  EXPECT_EQ(add(1, 1), 2);\n}\n',
] as const;

/** What a compiler would not take of cases that a grammar takes. */
export const COMPILER_SIBLINGS: readonly Sibling[] = [
  {
    what: 'Go: the head of a file in front of the cases',
    language: 'go',
    subject: GO_SUBJECT,
    test: GO_TEST,
    answer: {
      imports: '',
      cases: `// Licence.\npackage calc\n\nimport (\n\t"errors"\n\t"testing"\n)\n\n${GO_CASE}`,
    },
    has: ['}\n\nfunc TestBig'],
    lacks: ['}\n\npackage', ')\nimport'],
  },
  {
    what: 'Go: the head of a file without imports in front of the cases',
    language: 'go',
    subject: GO_SUBJECT,
    test: GO_TEST,
    answer: { imports: '', cases: `package calc\n\n${GO_CASE}` },
    has: ['}\n\nfunc TestBig'],
    lacks: ['}\n\npackage'],
  },
  {
    what: 'Go: imports with comments, and in one line',
    language: 'go',
    subject: GO_SUBJECT,
    test: GO_TEST,
    answer: {
      imports:
        'import (\n\t"errors" // (again)\n\t"testing"\n) // more\nimport ("testing"; "errors")',
      cases: GO_CASE,
    },
    has: ['func TestBig'],
    lacks: [')\nimport'],
  },
  {
    what: 'Go: an import that nothing uses is left out',
    language: 'go',
    subject: GO_SUBJECT,
    test: GO_TEST,
    answer: {
      imports: 'import (\n\t"strings"\n\tagain "errors"\n\t"fmt"\n)',
      cases: GO_CASE.replace('"no"', 'fmt.Sprint(1)'),
    },
    has: ['import "fmt"\n'],
    lacks: ['strings', 'again'],
  },
  {
    what: 'Go: comments between imports are none of them',
    language: 'go',
    subject: GO_SUBJECT,
    test: GO_TEST,
    answer: {
      imports: '// Licence (of (this.\n/*\nMore.\n*/\npackage calc\n\n// Ours.\nimport "fmt"',
      cases: GO_CASE.replace('"no"', 'fmt.Sprint(1)'),
    },
    has: ['import "fmt"\n'],
    lacks: ['Licence', 'More', 'Ours'],
  },
  {
    what: 'C#: usings with comments in front of the cases',
    language: 'csharp',
    subject: [
      'src/App/Calc.cs',
      'namespace App;\n\npublic class Calc {\n  public int Add(int a, int b) => a + b;\n}\n',
    ],
    project: { 'src/App/App.csproj': '', 'tests/App.Tests/App.Tests.csproj': 'xunit' },
    test: [
      'tests/App.Tests/CalcTests.cs',
      'using App;\nusing Xunit;\n\nnamespace App.Tests;\n\npublic class CalcTests\n{\n    [Fact]\n    public void Adds()\n    {\n        Assert.Equal(3, new Calc().Add(1, 2));\n    }\n}\n',
    ],
    answer: {
      imports: '',
      cases:
        '// Head.\nusing App; // again\nusing System; // new\nusing Xunit; // again\n\n[Fact]\npublic void Adds_big()\n{\n    Assert.Equal(100, new Calc().Add(99, Math.Abs(1)));\n}',
    },
    has: ['using Xunit;\nusing System;', '    [Fact]\n    public void Adds_big()'],
    lacks: ['    using'],
  },
  {
    what: 'C++: a case of one name, which its macro makes once',
    language: 'cpp',
    subject: ['calc.cpp', '#include "calc.h"\n\nint add(int a, int b) {\n  return a + b;\n}\n'],
    test: CPP_TEST,
    answer: { imports: '', cases: 'TEST(Calc,  Adds) {\n  EXPECT_EQ(add(1, 2), 3);\n}' },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'C++: a case of another suite',
    language: 'cpp',
    subject: ['calc.cpp', '#include "calc.h"\n\nint add(int a, int b) {\n  return a + b;\n}\n'],
    test: CPP_TEST,
    answer: { imports: '', cases: 'TEST(Sum, Adds) {\n  EXPECT_EQ(add(1, 2), 3);\n}' },
    has: ['}\n\nTEST(Sum, Adds)'],
  },
  {
    what: 'C++: helpers of one name for other types',
    language: 'cpp',
    subject: ['calc.cpp', '#include "calc.h"\n\nint add(int a, int b) {\n  return a + b;\n}\n'],
    test: CPP_TEST,
    answer: {
      imports: '',
      cases:
        'static int twice(int value) { return add(value, value); }\nstatic double twice(double value) { return value * 2; }\nTEST(Sum, Adds) {\n  EXPECT_EQ(twice(1), 2);\n  EXPECT_EQ(twice(0.5), 1.0);\n}',
    },
    has: ['TEST(Sum, Adds)', 'double twice('],
  },
  {
    what: 'C++: a helper a second time, its parameter called otherwise',
    language: 'cpp',
    subject: ['calc.cpp', '#include "calc.h"\n\nint add(int a, int b) {\n  return a + b;\n}\n'],
    test: CPP_TEST,
    answer: {
      imports: '',
      cases:
        'static int twice(int value) { return add(value, value); }\nstatic int twice( int other ) { return other * 2; }\nTEST(Sum, Adds) {\n  EXPECT_EQ(twice(1), 2);\n}',
    },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'C++: a helper a second time that gives something else',
    language: 'cpp',
    subject: ['calc.cpp', '#include "calc.h"\n\nint add(int a, int b) {\n  return a + b;\n}\n'],
    test: CPP_TEST,
    answer: {
      imports: '',
      cases:
        'static int twice(int value) { return add(value, value); }\nstatic double twice(int other) { return other * 2.0; }\nTEST(Sum, Adds) {\n  EXPECT_EQ(twice(1), 2);\n}',
    },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'C++: templates of which one is taken by what it gives',
    language: 'cpp',
    subject: ['calc.cpp', '#include "calc.h"\n\nint add(int a, int b) {\n  return a + b;\n}\n'],
    test: CPP_TEST,
    answer: {
      imports: '',
      cases:
        'template <int N> std::enable_if_t<N == 1, int> twice(int value) { return value; }\ntemplate <int N> std::enable_if_t<N == 2, int> twice(int value) { return add(value, value); }\nTEST(Sum, Adds) {\n  EXPECT_EQ(twice<2>(1), 2);\n}',
    },
    has: ['twice<2>(1)'],
  },
];
