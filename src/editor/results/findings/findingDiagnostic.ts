import { Diagnostic, DiagnosticSeverity, l10n, MarkdownString, Range } from 'vscode';
import type { GivenDiagnostic, Severity } from '../../../tasks/task.ts';
import { DIAGNOSTIC_SOURCE } from '../../ids.ts';
import { say } from '../../wording/messages.ts';
import { visibleLine } from '../../wording/visibleText.ts';
import { findingMarkdown, findingMessage } from './findingText.ts';
import type { KeptFinding } from './keptFinding.ts';
import { showingText, shownLine } from './showingText.ts';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  high: DiagnosticSeverity.Warning,
  medium: DiagnosticSeverity.Information,
  low: DiagnosticSeverity.Information,
};

function rangeOf({ firstLine, startCharacter, lastLine, endCharacter }: KeptFinding): Range {
  return new Range(firstLine - 1, startCharacter, lastLine - 1, endCharacter);
}

/** A finding in the list of problems. */
export function diagnosticOf(finding: KeptFinding): Diagnostic {
  const diagnostic = new Diagnostic(
    rangeOf(finding),
    messageOf(finding),
    SEVERITIES[finding.severity],
  );
  diagnostic.source = DIAGNOSTIC_SOURCE;
  diagnostic.code = finding.severity;
  return diagnostic;
}

function messageOf(finding: KeptFinding): string {
  const { secondLook, showing } = finding;
  const refuted = secondLook?.type === 'refuted' ? visibleLine(secondLookText(finding)) : '';
  return [findingMessage(finding), refuted, shownLine(showing)]
    .filter((line) => line !== '')
    .join('\n');
}

/** Whether a diagnostic is that of a finding. */
export function isOf(diagnostic: Diagnostic, finding: KeptFinding): boolean {
  return (
    diagnostic.source === DIAGNOSTIC_SOURCE &&
    diagnostic.range.start.line === finding.firstLine - 1 &&
    diagnostic.message === messageOf(finding)
  );
}

/** Whether a diagnostic that a task was given is that of a finding. */
export function isGiven(
  { source, firstLine, message }: GivenDiagnostic,
  finding: KeptFinding,
): boolean {
  return (
    source === DIAGNOSTIC_SOURCE &&
    firstLine === finding.firstLine &&
    message === messageOf(finding)
  );
}

/**
 * What a finding says in a hover, where its diagnostic shows title and consequence already; among
 * several, the title tells which.
 */
export function hoverText(finding: KeptFinding, isAmongOthers: boolean): MarkdownString {
  const severity = {
    high: l10n.t('high severity'),
    medium: l10n.t('medium severity'),
    low: l10n.t('low severity'),
  }[finding.severity];
  const text = new MarkdownString(
    findingMarkdown(finding, {
      title: isAmongOthers ? finding.title : '',
      consequence: '',
      trigger: l10n.t('When:'),
      suggestion: l10n.t('Suggestion:'),
      secondLook: secondLookText(finding),
      showing: showingText(finding.showing),
      weight: l10n.t(
        'Tierwise, {0}, confidence {1} %',
        severity,
        Math.round(finding.confidence * 100),
      ),
    }),
  );
  text.isTrusted = false;
  text.supportHtml = false;
  text.supportThemeIcons = false;
  return text;
}

/** All that a finding says, for a place where nothing else of it is shown. */
export function threadMarkdown(finding: KeptFinding): string {
  return findingMarkdown(finding, {
    title: finding.title,
    consequence: finding.consequence,
    trigger: l10n.t('When:'),
    suggestion: l10n.t('Suggestion:'),
    secondLook: secondLookText(finding),
    showing: showingText(finding.showing),
    weight: '',
  });
}

/** How grave a finding is, and how sure. */
export function weightOf({ severity, confidence }: KeptFinding): string {
  return say('finding.weight', {
    severity: say(`finding.${severity}`),
    confidence: Math.round(confidence * 100),
  });
}

/** A finding as a task is given it. */
export function givenOf(finding: KeptFinding): GivenDiagnostic {
  const { firstLine, lastLine, severity } = finding;
  const message = messageOf(finding);
  return { firstLine, lastLine, message, source: DIAGNOSTIC_SOURCE, ruleCode: severity };
}

function secondLookText({ secondLook }: KeptFinding): string {
  switch (secondLook?.type) {
    case 'confirmed':
      return l10n.t('A second look confirmed it.');
    case 'refuted':
      return `${l10n.t('A second look refuted it:')} ${secondLook.why}`;
    case undefined:
      return '';
  }
}
