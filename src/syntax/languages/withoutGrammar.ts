import type { Language } from '../language.ts';
import { blockComments, lineComments } from '../language.ts';
import { cpp } from './cpp.ts';
import { SUPPRESSED } from './shared.ts';

/** What is known of languages that have no grammar here, by language id of the editor. */
export const WITHOUT_GRAMMAR: Readonly<Record<string, Language>> = {
  kotlin: {
    documentation: {
      style: blockComments('KDoc: one summary sentence, then @param name text, @return text', {
        // Block comments nest.
        forbidden: /\*\/|\/\*/,
      }),
      runs: /@sample\b|<!---\s*[A-Z]/,
    },
    directives: [/^(?:ktlint|detekt)[-:]/i, /^@file:/],
    silencers: [SUPPRESSED],
    hasNamedArguments: true,
  },
  scala: {
    documentation: {
      style: blockComments('Scaladoc: one summary sentence, then @param name text, @return text', {
        // As in Java, up to 2.13.1.
        forbidden: /\*\/|\/\*|\\u+(?:002[af]|000[ad]|(?![\da-f]{4}))/i,
      }),
      widthFiles: [
        { name: '.scalafmt.conf', width: /^maxColumn\s{0,4}=\s{0,4}(\d{2,3})/m, otherwise: 80 },
      ],
      runs: /^\s*>>>/,
      tagIndent: '  ',
    },
    directives: [
      /\bscala(?:fmt|fix|style)\s?:\s?[a-z]|^scala(?:fmt|fix|style)\s?:/i,
      /^format\s?:\s?o(?:n|ff)\b/i,
      /\$COVERAGE-O(?:N|FF)\$/,
      /^>\s?using\s/,
    ],
    silencers: [SUPPRESSED, /@(?:\w{1,40}\.){0,6}(?:nowarn|silent|unchecked)\b/g],
    hasNamedArguments: true,
  },
  groovy: { silencers: [SUPPRESSED] },
  'objective-c': {
    documentation: cpp.documentation,
    directives: cpp.directives,
    toolWords: cpp.toolWords,
    silencers: cpp.silencers,
  },
  'objective-cpp': { silencers: cpp.silencers },
  swift: {
    documentation: {
      style: lineComments(
        '///',
        'Swift documentation: a summary sentence, - Parameter name: text, - Returns: text',
      ),
      widthFiles: [
        { name: '.swift-format', width: /"lineLength"\s{0,4}:\s{0,4}(\d{2,3})/, otherwise: 100 },
      ],
    },
    directives: [
      /^(?:swiftlint|swiftformat|sourcery|periphery)\s?:\s?[a-z]/i,
      /^swift-format-ignore/i,
      /^swift-tools-version\s?:/i,
    ],
    silencers: [/\bnonisolated\s{0,2}\(\s{0,2}unsafe/g, /@(?:unchecked|preconcurrency)\b/g],
    hasNamedArguments: true,
  },
  dart: {
    documentation: {
      style: lineComments('///', 'dartdoc: a summary sentence, parameters in [brackets]'),
      widthFiles: [
        { name: 'analysis_options.yaml', width: /\bpage_width\s{0,4}:\s{0,4}(\d{2,3})/ },
        { name: 'pubspec.yaml', width: /\bpage_width\s{0,4}:\s{0,4}(\d{2,3})/, otherwise: 80 },
      ],
    },
    directives: [
      /^ignore(?:_for_file)?\s?:/i,
      /@dart\s?=/i,
      /^dart\s+format\s+o(?:n|ff)\b/i,
      /^coverage\s?:\s?ignore/i,
      // Dartdoc runs a program for the first, and takes the second as it is.
      /\{@(?:tool|inject-html)\b/,
    ],
    silencers: [/\bas\s+dynamic\b/g],
  },
  fsharp: {
    documentation: {
      style: lineComments('///', 'XML documentation: <summary>, <param name="x">, <returns>'),
      runs: /<include\b/i,
    },
    directives: [/^(?:fsharplint|fantomas)\s?[:-]/i],
    silencers: [/#\s?nowarn\b/g],
  },
  vb: { silencers: [/#\s?Disable\s+Warning/gi] },
  zig: { documentation: { style: lineComments('///', 'doc comments: plain sentences') } },
  lua: {
    documentation: {
      style: lineComments('---', 'LDoc: one summary sentence, then @param name text, @return text'),
    },
    directives: [
      /\bluacheck\s?:/i,
      /^(?:selene|stylua)\s?:/i,
      /^-?\s?@diagnostic\b/i,
      /^-?\s?@(?:meta|cast|as)\b/,
    ],
    readerTags: {
      words: new Set(
        'param tparam return treturn raise see usage summary description class type field table fun func function module script submodule name author release copyright license since deprecated todo fixme warning local section within set'.split(
          ' ',
        ),
      ),
      where: 'atStart',
    },
    toolWords: { anywhere: [/@diagnostic\b/] },
  },
  julia: {
    documentation: {
      style: lineComments('#', 'plain sentences'),
      runs: /jldoctest|^\s*`{3,}\s*@\w/,
    },
    directives: [/^!?\s?format\s?:\s?o(?:n|ff)\b/i, /^COV_EXCL/],
  },
  r: {
    documentation: {
      style: lineComments(
        "#'",
        'roxygen2: one summary sentence, then @param name text, @return text',
      ),
      // Roxygen runs these while it writes its pages.
      runs: /`r\s|^\s*(?:`{3,}|~{3,})\s*\{|\\Sexpr\b/,
    },
    directives: [
      /^nolint\b/i,
      /^nocov\b/i,
      /\bnocov\s+(?:start|end)\b/i,
      /^styler\s?:/i,
      /^\+\s/,
      /^!/,
    ],
    readerTags: {
      // Roxygen writes NAMESPACE, and runs examples, by the others.
      words: new Set(
        'param return returns description details title seealso references note author section source format slot field concept keywords family md describein inheritparams inheritdotparams inheritsection inherit order subsection'.split(
          ' ',
        ),
      ),
      where: 'atStart',
      haveCapitals: true,
    },
    silencers: [/\bsuppress(?:Warnings|Messages|PackageStartupMessages)\s?\(/g],
  },
  shellscript: {
    documentation: {
      style: lineComments('#', 'plain sentences: what it does, its arguments, what it prints'),
    },
    directives: [
      /\bshellcheck\s+[a-z-]+=/i,
      /^(?:shfmt|bashate)\s?:/i,
      /^#?!\s?\//,
      // Of schedulers of jobs, which read them like options.
      /^(?:SBATCH|PBS|BSUB|\$)\s+-/,
    ],
    toolWords: { atStart: [/^bats\s+\w{1,20}=/, /^@test\b/] },
  },
  perl: { silencers: [/\bno\s+warnings\b/g] },
  powershell: { silencers: [/\bSuppressMessage(?:Attribute)?\b/gi] },
};
