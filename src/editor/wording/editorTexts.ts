import { merged } from './merged.ts';
import { CHANGES_TEXTS } from './texts/changesTexts.ts';
import { CLAUDE_CODE_TEXTS } from './texts/claudeCodeTexts.ts';
import { COMMON_TEXTS } from './texts/commonTexts.ts';
import { COMPARE_TEXTS } from './texts/compareTexts.ts';
import { CONNECTION_TEXTS } from './texts/connectionTexts.ts';
import { DOCUMENT_TEXTS, PLACE_TEXTS } from './texts/documentTexts.ts';
import { EXPLORER_TEXTS } from './texts/explorerTexts.ts';
import { FINDING_TEXTS } from './texts/findingTexts.ts';
import { FIX_ALL_TEXTS } from './texts/fixAllTexts.ts';
import { FOLDER_TEXTS } from './texts/folderTexts.ts';
import { RESULT_ERROR_TEXTS, RESULT_TEXTS } from './texts/resultTexts.ts';
import { FINDING_KIND_TEXTS, RULE_TEXTS } from './texts/ruleTexts.ts';
import {
  ATTEMPT_KIND_TEXTS,
  ATTEMPT_OUTCOME_TEXTS,
  CHECKED_TEXTS,
  CONFIGURED_TEXTS,
  NOT_RUN_CAUSE_TEXTS,
  NOT_RUN_TEXTS,
  OUTCOME_TEXTS,
  PROGRESS_TEXTS,
  QUESTION_TEXTS,
  STRENGTH_TEXTS,
  VERDICT_TEXTS,
} from './texts/runTexts.ts';
import { CHAIN_TEXTS, SETTING_TEXTS } from './texts/settingTexts.ts';
import { SHOW_TEXTS } from './texts/showTexts.ts';
import { STRATEGY_TEXTS } from './texts/strategyTexts.ts';
import { UNTESTED_TEXTS } from './texts/untestedTexts.ts';
import { USAGE_TEXTS, WHY_TEXTS } from './texts/usageTexts.ts';
import { VERIFY_TEXTS } from './texts/verifyTexts.ts';

/** The words of the codes that the editor itself gives. */
export const EDITOR_TEXTS = merged(
  COMMON_TEXTS,
  DOCUMENT_TEXTS,
  PLACE_TEXTS,
  SETTING_TEXTS,
  CHAIN_TEXTS,
  CONNECTION_TEXTS,
  PROGRESS_TEXTS,
  QUESTION_TEXTS,
  CONFIGURED_TEXTS,
  OUTCOME_TEXTS,
  CHECKED_TEXTS,
  STRENGTH_TEXTS,
  VERDICT_TEXTS,
  ATTEMPT_KIND_TEXTS,
  ATTEMPT_OUTCOME_TEXTS,
  NOT_RUN_TEXTS,
  NOT_RUN_CAUSE_TEXTS,
  RESULT_ERROR_TEXTS,
  RESULT_TEXTS,
  CHANGES_TEXTS,
  EXPLORER_TEXTS,
  FINDING_TEXTS,
  FIX_ALL_TEXTS,
  FOLDER_TEXTS,
  SHOW_TEXTS,
  RULE_TEXTS,
  FINDING_KIND_TEXTS,
  COMPARE_TEXTS,
  STRATEGY_TEXTS,
  UNTESTED_TEXTS,
  VERIFY_TEXTS,
  USAGE_TEXTS,
  WHY_TEXTS,
  CLAUDE_CODE_TEXTS,
);
