// Writes a word so that a regular expression takes it for itself.

/** The word with a backslash before every sign that means something in an expression, inside a class or outside. */
export function escapeExpression(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/#-]/g, "\\$&");
}
