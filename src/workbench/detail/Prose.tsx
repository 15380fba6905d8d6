// Text with code between backticks.
import React from 'react';

export function Prose({ text }: { readonly text: string }): React.JSX.Element {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}
