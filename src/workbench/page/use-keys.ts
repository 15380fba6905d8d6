// Keyboard shortcuts of the page, inactive while the user types.
import { useEffect, useLayoutEffect, useRef } from 'react';

const ownArrows = 'select, dialog, [role="application"], [role="menu"], .charts, pre';

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a, select, input, summary, dialog, .charts') !== null;
}

type KeyBindings = Readonly<Record<string, () => void>>;

export function useKeys(bindings: KeyBindings): void {
  const latest = useRef(bindings);
  useLayoutEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      const isTyping = target instanceof HTMLInputElement && target.type !== 'file';
      if (isTyping && event.key !== 'Escape') return;
      if (document.querySelector('dialog[open]') !== null) return;
      // Buttons, canvases and menus handle their keys themselves.
      if (event.key === 'Enter' && isControl(target)) return;
      if (event.key.startsWith('Arrow') && target instanceof Element && target.closest(ownArrows) !== null) return;
      const run = latest.current[event.key];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
