// Names come from other people's programs and servers, and are read in terminals, pages and series.

/** Control and format characters, halves of surrogate pairs, separators of lines and paragraphs. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with U+FFFD in the place of each character that a terminal could act on or no encoding can carry. */
export function replaceUnprintable(text: string): string {
  return text.replace(unprintable, '\u{fffd}');
}
