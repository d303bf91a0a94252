// Spells Japanese names in Latin letters one way, so that ヤマダ, やまだ, Yamada and YAMADA are found in one list.

const KANA =
  "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴヰヱ";
const ROMAN = (
  "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa o n " +
  "ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po bu i e"
).split(" ");
const ROMAN_OF_KANA: ReadonlyMap<string, string> = new Map([...KANA].map((kana, index) => [kana, ROMAN[index] ?? ""]));
const GLIDES: ReadonlyMap<string, string> = new Map([..."ャュョ"].map((kana, index) => [kana, "auo".charAt(index)]));
const SMALL_VOWELS: ReadonlyMap<string, string> = new Map([..."ァィゥェォ"].map((kana, index) => [kana, "aiueo".charAt(index)]));

const HIRAGANA_TO_KATAKANA = 0x60;

/** A reading in hiragana or katakana in Hepburn letters without long vowels: サトウ and サトー are both `sato`. */
export function romanOfKana(reading: string): string {
  let roman = "";
  for (const character of reading) {
    const kana = /[ぁ-ゖ]/.test(character) ? String.fromCharCode(character.charCodeAt(0) + HIRAGANA_TO_KATAKANA) : character;
    const glide = GLIDES.get(kana);
    const vowel = SMALL_VOWELS.get(kana);
    if (glide !== undefined) roman = `${roman.slice(0, -1)}${/(?:sh|ch|j).$/.test(roman) ? "" : "y"}${glide}`;
    else if (vowel !== undefined) roman = roman.slice(0, -1) + vowel;
    else roman += ROMAN_OF_KANA.get(kana) ?? "";
  }
  return withoutLongVowels(roman);
}

const KUNREI: readonly (readonly [RegExp, string])[] = [
  [/[āâ]/g, "a"],
  [/[ōô]/g, "o"],
  [/[ūû]/g, "u"],
  [/sy(?=[auo])/g, "sh"],
  [/ty(?=[auo])/g, "ch"],
  [/(?:zy|jy)(?=[auo])/g, "j"],
  [/si/g, "shi"],
  [/(?<![cs])ti/g, "chi"],
  [/zi/g, "ji"],
  [/(?<!t)tu/g, "tsu"],
  [/(?<![sc])hu/g, "fu"],
  [/([kstpgzdbc])\1|t(?=ch)/g, "$1"],
  [/n['’-]/g, "n"],
  [/oh(?![aiueoy])/g, "o"],
];

/** A name in Latin letters as anybody may write it (Satō, SATOH, Satou, Sato) in the same spelling. */
export function romanOfLatin(name: string): string {
  const lower = name.toLowerCase();
  return withoutLongVowels(KUNREI.reduce((text, [pattern, spelling]) => text.replace(pattern, spelling), lower));
}

function withoutLongVowels(roman: string): string {
  return roman
    .replace(/ou|oo/g, "o")
    .replace(/uu/g, "u")
    .replace(/n(?=[bmp])/g, "m");
}
