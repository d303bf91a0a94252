// The second scheme, side by side with the levels: core, important, sensitive and general data.
import type { EntityType, Finding, Level } from "./finding.ts";

/** From the most to the least protected. */
export const GRADES = ["core", "important", "sensitive", "general"] as const;
export type Grade = (typeof GRADES)[number];

type GradedFinding = Pick<Finding, "type" | "level"> & { readonly text: string };

// Words that state authorities alone give to data: nothing else makes core data.
const CORE_WORDS = /核心(?:数据|數據)|国家秘密|國家秘密|国家機密|特定秘密|中核データ|state ?secret|core ?data/i;

// Data of level 2 that is nobody's in particular: it identifies a bank, a company or a machine, or only says who may read.
const GENERAL_TYPES: ReadonlySet<EntityType> = new Set([
  "CN_USCC",
  "EU_VAT",
  "JP_BANK_BRANCH",
  "US_ABA",
  "UK_SORT_CODE",
  "BIC",
  "IP_ADDRESS",
  "CONFIDENTIAL_MARK",
]);

/**
 * The grade of a text, from its level and findings:
 * - core: a mark of a state secret or of core data
 * - important: level 5, which also a list of a hundred thousand persons has
 * - sensitive: what is personal (C2 and C3 of JR/T 0171-2020) or inside information
 * - general: all else
 *
 * After the four grades of the draft 金融信息服务数据分类分级指南 (Cyberspace Administration of China, January 2026) and the three of
 * GB/T 43697-2024 (core, important, general). The guide is a draft, and which data is important or core only a catalogue of the authority
 * can say: this is a proposal that compliance has to confirm.
 */
export function gradeOf(level: Level, findings: readonly GradedFinding[]): Grade {
  if (findings.some(({ type, text }) => type === "IMPORTANT_DATA" && CORE_WORDS.test(text.replace(/\s/g, "")))) return "core";
  if (level === 5) return "important";
  return level > 2 || findings.some(({ type }) => !GENERAL_TYPES.has(type)) ? "sensitive" : "general";
}
