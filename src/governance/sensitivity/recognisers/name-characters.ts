// Which characters Japanese names are written with, looked up by their number.
import { HAN } from "./japanese-name-places.ts";

const CODE_UNITS = 0x1_0000;
const HAN_CHARACTER = new RegExp(`^${HAN}$`);

/** 1 for a character of Chinese writing that names are written with. */
export const IS_HAN = Uint8Array.from({ length: CODE_UNITS }, (_, code) => (HAN_CHARACTER.test(String.fromCharCode(code)) ? 1 : 0));
