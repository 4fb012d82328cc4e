import * as z from 'zod/mini';
import { FINDING_KINDS } from '../../../tasks/findingKinds.ts';
import type { Finding } from '../../../tasks/task.ts';
import type { Anchor } from './findingAnchor.ts';
import type { Showing } from './showing.ts';
import { showingSchema } from './showing.ts';

/** A finding as it is kept: the words of the answer and an anchor, but nothing of the code. */
export interface KeptFinding extends Omit<Finding, 'quote' | 'replacement'>, Anchor {
  readonly id: string;
  readonly runId: number;
  /** The first run of its review, where that had several; left out: `runId`. */
  readonly reviewId?: number | undefined;
  /** Of low confidence or refuted, and not yet asked for. */
  readonly isHidden: boolean;
  /** What came of a test that was to show it; left out: there was none. */
  readonly showing?: Showing | undefined;
}

/** The findings of one document. */
export interface DocumentFindings {
  readonly uri: string;
  readonly findings: readonly KeptFinding[];
}

const text = z.string().check(z.maxLength(20_000));
const line = z.number().check(z.int(), z.positive());
const column = z.number().check(z.int(), z.nonnegative());

const schema = z.object({
  version: z.literal(1),
  documents: z.array(
    z.object({
      uri: text,
      findings: z.array(
        z.object({
          id: text,
          runId: z.number(),
          reviewId: z.optional(z.number()),
          firstLine: line,
          lastLine: line,
          fingerprint: text,
          head: z.optional(z.number()),
          startCharacter: column,
          endCharacter: column,
          isShort: z.boolean(),
          isHidden: z.boolean(),
          severity: z.enum(['high', 'medium', 'low']),
          kind: z.optional(z.enum(FINDING_KINDS)),
          title: text,
          trigger: text,
          consequence: text,
          confidence: z.number(),
          suggestion: text,
          showing: z.optional(showingSchema),
          secondLook: z.optional(
            z.union([
              z.object({ type: z.literal('confirmed') }),
              z.object({ type: z.literal('refuted'), why: text }),
            ]),
          ),
        }),
      ),
    }),
  ),
});

/** The text of the file in which findings outlive their window. */
export function writeFindings(documents: readonly DocumentFindings[]): string {
  return `${JSON.stringify({ version: 1, documents })}\n`;
}

/** Reads that file; undefined when it is not one, say cut short or of another version. */
export function readFindings(file: string): readonly DocumentFindings[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(file);
  } catch {
    // Not JSON is one of the ways of not being such a file.
    return undefined;
  }
  const read = schema.safeParse(data);
  return read.success ? read.data.documents : undefined;
}
