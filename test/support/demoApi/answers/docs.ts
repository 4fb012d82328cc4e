import type { DemoTask } from '../prompt.ts';
import type { ScannedDeclaration } from '../scan.ts';
import { bodyLines, findDeclaration, scan } from '../scan.ts';
import type { Source } from '../source.ts';
import { maskedAt, numbersIn, sourceOf } from '../source.ts';
import {
  capitalised,
  given,
  isPlural,
  isVerb,
  listed,
  nounOf,
  thirdPerson,
  withArticle,
  wordsOf,
} from './english.ts';

/** The answer of the docs task. */
export interface DocsAnswer {
  /** Each with its declaration's number in the request: `2|Adds …`. */
  readonly comments: readonly string[];
}

/** Comments for the declarations asked for, worded from names, parameters and bodies. */
export function docsAnswer(task: DemoTask): DocsAnswer {
  const source = sourceOf(task);
  const declarations = scan(source);
  return {
    comments: task.declarations.map((path, index) => {
      const declaration = findDeclaration(declarations, path);
      const text =
        declaration === undefined
          ? plainComment(source, path)
          : comment(source, declaration, declarations);
      return `${index + 1}|${text}`;
    }),
  };
}

/** One sentence that says what a declaration is for, without a full stop at its end. */
export function summaryOf(
  source: Source,
  declaration: ScannedDeclaration,
  all: readonly ScannedDeclaration[],
): string {
  switch (declaration.kind) {
    case 'function':
    case 'method':
      return callableSummary(source, declaration);
    case 'class':
      return classSummary(declaration, all);
    case 'interface':
      return typeSummary(source, declaration, 'Describes');
    case 'type':
      return `The shape of ${withArticle(nounOf(declaration.name))}`;
    case 'enum':
      return `The kinds of ${nounOf(declaration.name)}`;
    case 'constant':
      return `The ${nounOf(declaration.name)}`;
  }
}

function comment(
  source: Source,
  declaration: ScannedDeclaration,
  all: readonly ScannedDeclaration[],
): string {
  const summary = summaryOf(source, declaration, all);
  const facts =
    declaration.kind === 'function' || declaration.kind === 'method'
      ? factsOf(source, declaration)
      : { failures: [], nothing: '' };
  switch (source.family) {
    case 'go':
      return goComment(declaration, summary, facts);
    case 'python':
      return pythonComment(declaration, summary, facts);
    case 'ts':
      return tagComment(declaration, summary, facts, ' - ');
    default:
      return source.language === 'java' || source.language === 'php' || source.language === 'kotlin'
        ? tagComment(declaration, summary, facts, ' ')
        : [`${summary}.`, ...facts.failures.map((failure) => `Fails when ${failure.when}.`)].join(
            '\n',
          );
  }
}

interface Failure {
  readonly type: string;
  readonly when: string;
}

interface BodyFacts {
  readonly failures: readonly Failure[];
  /** What comes back in a special case, `null` or the like. */
  readonly nothing: string;
}

/** What the body shows: what it throws and when, and whether it may return nothing. */
function factsOf(source: Source, declaration: ScannedDeclaration): BodyFacts {
  const failures: Failure[] = [];
  const body = bodyLines(source, declaration);
  body.forEach((line, index) => {
    const type =
      /\bthrow\s+new\s+(\w+)/.exec(line)?.[1] ?? /^\s*raise\s+(\w+)/.exec(line)?.[1] ?? undefined;
    if (type === undefined || failures.some((failure) => failure.type === type)) {
      return;
    }
    const condition = [line, body[index - 1] ?? '', body[index - 2] ?? '']
      .map((near) => /^\s*if\s*\(?(.*?)\)?\s*(?:\{|:|throw\b.*|raise\b.*)\s*$/.exec(near)?.[1])
      .find((found) => found !== undefined);
    failures.push({ type, when: condition === undefined ? '' : inWords(condition) });
  });
  const nothing = /\breturn\s+(null|undefined|None|nil)\b(?!\s*,)/.exec(body.join('\n'))?.[1] ?? '';
  return { failures, nothing };
}

/** A condition as words; quoted where it is more than a comparison. */
function inWords(condition: string): string {
  const parts = /^([\w.]+)\s*(<=|>=|<|>|===?|!==?)\s*([\w.'"-]+)$/.exec(condition.trim());
  const relations: Readonly<Record<string, string>> = {
    '<': 'is below',
    '<=': 'is not above',
    '>': 'is above',
    '>=': 'is at least',
    '==': 'is',
    '===': 'is',
    '!=': 'is not',
    '!==': 'is not',
  };
  const relation = relations[parts?.[2] ?? ''];
  if (parts !== null && relation !== undefined) {
    return `\`${parts[1] ?? ''}\` ${relation} ${parts[3] ?? ''}`;
  }
  return `\`${condition.trim().replaceAll('*/', '').replaceAll('`', "'")}\``;
}

function callableSummary(source: Source, declaration: ScannedDeclaration): string {
  const words = wordsOf(declaration.name);
  const head = words[0] ?? declaration.name;
  const rest = words.slice(1);
  const named = telling(declaration);
  const owner = declaration.container === '' ? '' : nounOf(declaration.container);
  if (/^(?:constructor|__init__)$/.test(declaration.name)) {
    return named.length === 0
      ? `Creates ${withArticle(owner === '' ? 'new instance' : owner)}`
      : `Creates ${withArticle(owner === '' ? 'new instance' : owner)} from ${given(named.map((parameter) => parameter.name))}`;
  }
  if (['is', 'has', 'can', 'should', 'was', 'does', 'will'].includes(head)) {
    const subject =
      named[0] === undefined
        ? owner === ''
          ? 'it'
          : `the ${owner}`
        : `the ${nounOf(named[0].name)}`;
    if (head === 'has' && rest.length === 0 && named[0] !== undefined && owner !== '') {
      return `Tells whether the ${owner} holds ${given([named[0].name])}`;
    }
    return `Tells whether ${subject} ${head} ${rest.join(' ') || 'so'}`;
  }
  if (head === 'on' && rest.length > 0) {
    return `Reacts to ${rest.join(' ')}`;
  }
  if (head === 'to' && rest.length > 0) {
    return `Converts ${owner === '' ? 'the value' : `the ${owner}`} to ${rest.join(' ')}`;
  }
  if (head === 'from' && rest.length > 0) {
    return `Creates ${withArticle(owner === '' ? 'value' : owner)} from ${rest.join(' ')}`;
  }
  if (
    declaration.accessor &&
    /(?:able|ed|ing|active|empty|valid|ready)$/.test(head) &&
    rest.length === 0
  ) {
    return declaration.result.startsWith('bool')
      ? `Tells whether the ${owner} is ${head}`
      : `Returns what is ${head}`;
  }
  if (head === 'new') {
    const made =
      rest.length > 0 ? rest.join(' ') : nounOf(/\w+/.exec(declaration.result)?.[0] ?? 'instance');
    return `Creates ${withArticle(made)}${named.length === 0 ? '' : ` from ${given(named.map((parameter) => parameter.name))}`}`;
  }
  if (isVerb(head) && !declaration.accessor) {
    return verbSummary(declaration, head, rest, owner);
  }
  const returns = returnsSomething(source, declaration);
  const about =
    named[0] === undefined ? '' : ` of ${given(named.map((parameter) => parameter.name))}`;
  const noun = PREPOSITIONS.has(words.at(-1) ?? '')
    ? words.slice(0, -1)
    : words.length === 1 && /(?:ed|able|due|open|active|valid|empty)$/.test(head)
      ? [head, 'ones']
      : words;
  return returns
    ? `Returns the ${noun.join(' ')}${owner !== '' && named.length === 0 ? ` of the ${owner}` : about}`
    : `Carries out the ${noun.join(' ')}${about.replace(' of ', ' for ')}`;
}

const PREPOSITIONS = new Set(
  'by from to for with in of as if until or and at on into without after before'.split(' '),
);

/** Parameters that say what a call is about; the clock and settings do not. */
function telling(declaration: ScannedDeclaration): ScannedDeclaration['parameters'] {
  const named = declaration.parameters.filter((parameter) => !parameter.destructured);
  const about = named.filter(
    ({ name }) =>
      !/^(?:now|clock|options?|opts|config|settings|ctx|context|signal|cb|callback)$/.test(name),
  );
  return about.length > 0 || /^(?:constructor|__init__)$/.test(declaration.name) ? about : named;
}

/** How a verb's object is tied to its parameters. */
function linkOf(verb: string, parameter: string, parameters: number): string {
  const last = wordsOf(parameter).at(-1) ?? '';
  if (
    /^(?:read|load|open|fetch|parse|get)$/.test(verb) &&
    /^(?:path|file|url|text|line|source|input)$/i.test(last)
  ) {
    return 'from';
  }
  if (/^(?:write|save|store|send)$/.test(verb) && /^(?:path|file|url)$/i.test(last)) {
    return 'to';
  }
  return parameters === 1 && /^(?:id|key|name|index)$/i.test(last) ? 'with' : 'for';
}

function verbSummary(
  declaration: ScannedDeclaration,
  verb: string,
  rest: readonly string[],
  owner: string,
): string {
  const named = telling(declaration);
  const second = rest[0];
  if (verb === 'try' && second !== undefined && isVerb(second)) {
    return `Tries to ${second}${rest.length > 1 ? ` the ${rest.slice(1).join(' ')}` : named.length > 0 ? ` ${given(named.map((parameter) => parameter.name))}` : ''}`;
  }
  const verbs: Readonly<Record<string, string>> = { get: 'Returns', set: 'Sets', init: 'Prepares' };
  const does = verbs[verb] ?? capitalised(thirdPerson(verb));
  const place =
    owner === ''
      ? ''
      : ['add', 'append', 'push', 'insert', 'put'].includes(verb)
        ? ` to the ${owner}`
        : ['remove', 'delete', 'pop', 'take', 'drop'].includes(verb)
          ? ` from the ${owner}`
          : '';
  const split = rest.findIndex((word) => PREPOSITIONS.has(word));
  const object = split < 0 ? rest : rest.slice(0, split);
  const tail = split < 0 ? '' : ` ${rest.slice(split).join(' ')}`;
  if (object.length > 0) {
    const noun = object.join(' ');
    const first = named[0];
    const asked =
      tail !== '' || first === undefined || nounOf(first.name) === noun
        ? ''
        : ` ${linkOf(verb, first.name, named.length)} ${given(named.map((parameter) => parameter.name))}`;
    return `${does} ${isPlural(noun) || /^(?:all|every|each|any|some|no)\b/.test(noun) ? '' : 'the '}${noun}${tail}${asked}${asked === '' ? place : ''}`;
  }
  const names = named.map((parameter) => parameter.name);
  if (owner !== '' && (verb === 'get' || verb === 'set') && names[0] !== undefined) {
    return `${does} the value for ${given([names[0]])}`;
  }
  if (tail !== '' && named.length > 0) {
    return `${does} ${given(names)}${tail}`;
  }
  if (named.length > 0) {
    return `${does}${tail} ${given(named.map((parameter) => parameter.name))}${place}`;
  }
  return owner === '' ? `${does}${tail}` : `${does}${tail} the ${owner}`;
}

function classSummary(declaration: ScannedDeclaration, all: readonly ScannedDeclaration[]): string {
  const members = all
    .filter(
      (member) =>
        member.container === declaration.name &&
        member.kind === 'method' &&
        member.exported &&
        !/^(?:constructor|__\w+__)$/.test(member.name),
    )
    .map((member) => `\`${member.name}\``);
  const noun = capitalised(withArticle(nounOf(declaration.name)));
  return members.length === 0
    ? noun
    : `${noun} with ${listed(members.length > 5 ? [...members.slice(0, 4), 'others'] : members)}`;
}

function typeSummary(source: Source, declaration: ScannedDeclaration, verb: string): string {
  const fields = numbersIn(source, declaration.line + 1, declaration.last)
    .map((number) => /^\s*(?:readonly\s+)?([\w$]+)\s*[?(:]/.exec(maskedAt(source, number))?.[1])
    .filter((field) => field !== undefined)
    .map((field) => `\`${field}\``);
  const options = /^(.+) (options|settings|props|config|params|args)$/.exec(
    nounOf(declaration.name),
  );
  if (options !== null && fields.length > 0) {
    return `${capitalised(options[2] ?? '')} of ${withArticle(options[1] ?? '')}: ${listed(fields)}`;
  }
  const noun = withArticle(nounOf(declaration.name));
  return fields.length === 0
    ? `${verb} ${noun}`
    : `${verb} ${noun}: ${listed(fields.length > 6 ? [...fields.slice(0, 5), 'more'] : fields)}`;
}

function tagComment(
  declaration: ScannedDeclaration,
  summary: string,
  facts: BodyFacts,
  dash: string,
): string {
  const lines = [`${summary}.`];
  const tags: string[] = [];
  for (const parameter of declaration.parameters) {
    if (!parameter.destructured) {
      tags.push(
        `@param ${parameter.name}${dash}${parameterText(parameter.name, parameter.optional)}`,
      );
    }
  }
  const result = resultText(declaration, facts);
  if (result !== '') {
    tags.push(`@returns ${result}`.replace('@returns', dash === ' ' ? '@return' : '@returns'));
  }
  for (const failure of facts.failures) {
    tags.push(
      `@throws ${dash === ' ' ? failure.type : `{${failure.type}}`}${failure.when === '' ? '' : ` if ${failure.when}`}`,
    );
  }
  return (tags.length === 0 ? lines : [...lines, '', ...tags]).join('\n');
}

function pythonComment(declaration: ScannedDeclaration, summary: string, facts: BodyFacts): string {
  const sections: string[] = [`${summary}.`];
  const named = declaration.parameters.filter((parameter) => !parameter.destructured);
  if (named.length > 0) {
    sections.push(
      [
        'Args:',
        ...named.map(
          (parameter) =>
            `    ${parameter.name}: ${parameterText(parameter.name, parameter.optional)}`,
        ),
      ].join('\n'),
    );
  }
  const result = resultText(declaration, facts);
  if (result !== '') {
    sections.push(`Returns:\n    ${result}`);
  }
  if (facts.failures.length > 0) {
    sections.push(
      [
        'Raises:',
        ...facts.failures.map(
          (failure) =>
            `    ${failure.type}: ${failure.when === '' ? 'If it fails.' : `If ${failure.when}.`}`,
        ),
      ].join('\n'),
    );
  }
  return sections.join('\n\n');
}

function goComment(declaration: ScannedDeclaration, summary: string, facts: BodyFacts): string {
  const isCallable = declaration.kind === 'function' || declaration.kind === 'method';
  const sentence = isCallable
    ? `${declaration.name} ${summary.charAt(0).toLowerCase()}${summary.slice(1)}.`
    : declaration.kind === 'constant'
      ? `${declaration.name} is ${summary.charAt(0).toLowerCase()}${summary.slice(1)}.`
      : `${declaration.name} is ${summary
          .replace(/^Describes /, '')
          .replaceAll('`', '')
          .replace(/^An? |^The /, (article) => article.toLowerCase())}.`;
  const failing = /\berror\b/.test(declaration.result);
  return [
    sentence,
    ...(failing ? ['It returns an error when that is not possible.'] : []),
    ...(facts.nothing === 'nil' && !failing ? ['It returns nil when there is none.'] : []),
  ].join('\n');
}

function parameterText(name: string, optional: boolean): string {
  const noun = nounOf(name);
  if (name === 'now') {
    return 'The present time.';
  }
  const text = /^(?:is|has|should|can|will)\b/.test(noun)
    ? `Whether it ${noun}.`
    : /^(?:on|callback|cb|fn|handler)\b/.test(noun)
      ? `Called ${noun.startsWith('on ') ? noun : 'with each result'}.`
      : `The ${noun}.`;
  return optional ? text.replace(/\.$/, '; may be left out.') : text;
}

function resultText(declaration: ScannedDeclaration, facts: BodyFacts): string {
  const result = declaration.result.replace(/^Promise<([\s\S]*)>$/, '$1').trim();
  if (
    /^(?:void|None|undefined|never|\(\))?$/.test(result) ||
    declaration.kind === 'class' ||
    declaration.accessor ||
    /^(?:constructor|__init__)$/.test(declaration.name)
  ) {
    return '';
  }
  const words = wordsOf(declaration.name);
  const changes =
    /^(?:add|append|push|put|remove|delete|drop|update|set|insert|increase|increment|reset|clear)$/.test(
      words[0] ?? '',
    );
  const named = changes ? [] : words.slice(isVerb(words[0] ?? '') ? 1 : 0);
  const split = named.findIndex((word) => PREPOSITIONS.has(word));
  const noun = (split < 0 ? named : named.slice(0, split)).join(' ');
  const text = /^(?:bool|boolean)$/.test(result)
    ? '`true` if so'.replace('true', declaration.result === 'bool' ? 'True' : 'true')
    : noun === ''
      ? 'The result'
      : `The ${noun}`;
  return `${text}${facts.nothing === '' ? '' : `, or \`${facts.nothing}\` when there is none`}.`;
}

function returnsSomething(source: Source, declaration: ScannedDeclaration): boolean {
  return (
    (declaration.result !== '' && !/^(?:void|None|Promise<void>)$/.test(declaration.result)) ||
    numbersIn(source, declaration.line, declaration.last).some((number) =>
      /\breturn\s+[^;\s]|=>\s*[^{\s]/.test(maskedAt(source, number)),
    )
  );
}

function plainComment(source: Source, path: string): string {
  const name = path.replace(/#\d+$/, '').split(/\.|::/).at(-1) ?? path;
  return source.family === 'go' ? `${name} is the ${nounOf(name)}.` : `The ${nounOf(name)}.`;
}
