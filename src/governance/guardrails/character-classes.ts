// Gives the characters of listed words the classes by which a word tree compares them.

/** What one space in a listed word stands for: a line break and the signs that join words are among them. */
const WORD_SPACES = " \n\r\t_-";
const CODE_UNITS = 0x1_0000;

/** A class for each character of `texts` as it stands. */
export function characterClassesOf(texts: readonly string[]): CharacterClasses {
  return addClasses(new Uint16Array(CODE_UNITS), 0, texts);
}

/** A class for each character of the words; all that may stand for a space share one, and so do the two apostrophes. */
export function wordCharacterClassesOf(texts: readonly string[]): CharacterClasses {
  const classOf = new Uint16Array(CODE_UNITS);
  for (const character of WORD_SPACES) classOf[character.charCodeAt(0)] = 1;
  const classes = addClasses(classOf, 1, texts);
  classOf[0x2019] = classOf[0x27] ?? 0;
  return classes;
}

interface CharacterClasses {
  readonly classOf: Uint16Array;
  readonly classesMax: number;
}

function addClasses(classOf: Uint16Array, first: number, texts: readonly string[]): CharacterClasses {
  let classesMax = first;
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (classOf[code] !== 0) continue;
      classesMax += 1;
      classOf[code] = classesMax;
    }
  }
  return { classOf, classesMax };
}
