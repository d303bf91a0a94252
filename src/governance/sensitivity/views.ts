// The readings of a text in which recognisers look: as it stands, and as it reads once a disguise is taken off.

/**
 * - `plain`: the folded text, and the folded text of whatever stands in it encoded (Base64, hexadecimal, a JSON text inside a text)
 * - `joined`: the plain text with nothing between digits that belong together: line breaks, quote marks, dots, slashes, underscores
 * - `spoken`: digits written as words or as Chinese characters read as digits
 * - `lookalike`: letters of other alphabets, and letters that stand for digits, read as what they look like
 */
export type ViewName = "plain" | "joined" | "spoken" | "lookalike";
