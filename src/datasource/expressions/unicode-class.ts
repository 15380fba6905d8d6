// Which names stand in \p{…}: the browser's own tables know them, and a few spellings that RE2 lacks.

const ownNames = new Set(['Any', 'Ascii', 'Assigned', 'Lc']);
const properties = new Set(
  (
    'ASCII_Hex_Digit Alphabetic Dash Emoji Emoji_Component Emoji_Modifier Emoji_Modifier_Base Emoji_Presentation ' +
    'Extended_Pictographic Hex_Digit Lowercase Math Quotation_Mark Terminal_Punctuation Uppercase White_Space'
  ).split(' '),
);
/** Scripts whose whole name has four letters; any other name of four is a code that RE2 doesn't take. */
const fourLetters = new Set(['Ahom', 'Cham', 'Kawi', 'Lisu', 'Miao', 'Modi', 'Newa', 'Thai', 'Toto']);

/** Whether RE2 has the category (`Lu`), script (`Greek`) or property (`Emoji`) of that name. */
export function knowsUnicodeClass(name: string): boolean {
  if (ownNames.has(name) || properties.has(name)) return true;
  if (!/^\w+$/.test(name)) return false;
  if (name.length <= 2 && isProperty(`gc=${name}`)) return true;
  return (name.length !== 4 || fourLetters.has(name)) && isProperty(`sc=${name}`);
}

function isProperty(property: string): boolean {
  try {
    new RegExp(`\\p{${property}}`, 'u');
    return true;
  } catch {
    return false;
  }
}
