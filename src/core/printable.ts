// Names come from other programs and servers, and are shown in terminals, pages and series.

/** Control and format characters, lone surrogates, line and paragraph separators. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with U+FFFD in place of each character that a terminal could act on or that no encoding can carry. */
export function replaceUnprintable(text: string): string {
  return text.replace(unprintable, '\u{fffd}');
}
