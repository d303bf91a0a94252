// Recogniser of Chinese names, of any people, of whom the text says at once what they are: 岩温罕，傣族; 法蒂玛为穆斯林; 路遥遥是民盟盟员.
import { matchesAtWords } from "../matches-at-words.ts";
import type { Piece, Recogniser } from "../recogniser.ts";
import content from "../words/content.json" with { type: "json" };
import { groupNumbers, type WordHits } from "../words.ts";
import { chineseLexicon, simplified } from "./chinese-lexicon.ts";
import { endsInWordBeforeNames } from "./chinese-name-places.ts";
import { lexiconSource } from "./lexicon-pattern.ts";

const HAN = "[\\u3400-\\u9fff]";
const onlyChinese = (words: { readonly zh: readonly string[] }): string => lexiconSource({ ja: [], zh: words.zh, en: [] });
const DESCRIPTION = [content.ethnicityTerm, content.religionTerm, content.politicalTerm, content.party, content.criminalTerm]
  .map(onlyChinese)
  .join("|");
/** What links somebody to what he is; behind a mark alone he must stand by himself. */
const LINK =
  "(?:也|都|现|曾|原|本|确)?(?:自称)?(?:是|系|係|为|為|信奉|信仰|信|有|加入了?|皈依了?)(?:一名|一位|个|名|位|虔诚的|虔诚|有)?|[，,:：、(（ ]{1,2}";
const DESCRIBED = new RegExp(`(?:${DESCRIPTION})(?<=(?<!${HAN})(?<value>${HAN}{2,14}?)(?:${LINK})${HAN}{0,4}(?:${DESCRIPTION}))`, "dy");
const DESCRIPTION_WORD = groupNumbers(["ethnicityTerm", "religionTerm", "politicalTerm", "party", "criminalTerm"]);

const NAME_LENGTHS = [3, 4, 2] as const;
const KANA = /[\u3041-\u30f6]/;
const NO_PERSON =
  /[的了和与及或在对将把被于其这那每各某何谁们等类种族教党派]|客户|员工|人员|群众|居民|人口|文化|地区|公司|银行|我|你|他|她/;

function* describedNames(text: string, words: WordHits): Iterable<Piece> {
  if (KANA.test(text)) return;
  for (const match of matchesAtWords(text, words, DESCRIBED, DESCRIPTION_WORD)) {
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const name = nameIn(simplified(text.slice(from, to)));
    if (name !== undefined) yield { from: to - name.length, to };
  }
}

/** The end of a clause's beginning, alone or behind a word that stands before names, if it reads like nothing but a name. */
function nameIn(beginning: string): string | undefined {
  return NAME_LENGTHS.map((length) => beginning.slice(-length)).find((name) => {
    const start = beginning.length - name.length;
    return (start === 0 || endsInWordBeforeNames(beginning, start, 2)) && readsLikeName(name);
  });
}

function readsLikeName(name: string): boolean {
  const { words, notNames, surnames, givenNameCharacters } = chineseLexicon();
  if (NO_PERSON.test(name) || words.has(name) || notNames.has(name) || notNames.has(name.slice(0, 2))) return false;
  if (name.length === 3 && surnames.has(name.charAt(0)) && [...name.slice(1)].every((one) => givenNameCharacters.has(one))) return true;
  return !Array.from({ length: name.length - 1 }, (_, place) => name.slice(place, place + 2)).some((pair) => words.has(pair));
}

export const CHINESE_DESCRIBED_NAME_RECOGNISERS: readonly Recogniser[] = [
  {
    type: "PERSON",
    why: "a Chinese name of whose bearer the text says faith, people, party or crime",
    signal: "han",
    begins: ["ethnicityTerm", "religionTerm", "politicalTerm", "party", "criminalTerm"],
    pattern: describedNames,
    confidence: 0.75,
    examples: ["扶贫名单：«岩温罕»，傣族", "外籍客户«法蒂玛»为穆斯林", "«石阿妹»（苗族）", "老板«撒贝»是撒拉族"],
    counterExamples: ["客户为少数民族", "当地多数为藏族", "本行员工是中共党员", "名单：维吾尔族", "宗教：佛教"],
  },
];
