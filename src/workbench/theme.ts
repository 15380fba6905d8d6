// Dark or light: as the system has it until somebody chooses, and then as they chose.
import { useEffect, useState } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'parked-theme';

/** `painted` is what is seen: charts and canvases take their colours anew when it changes. */
export function useTheme(): { readonly theme: Theme; readonly painted: 'light' | 'dark'; readonly turn: () => void } {
  const [theme, setTheme] = useState<Theme>(() => {
    const first = readTheme();
    paint(first);
    return first;
  });
  const [system, setSystem] = useState<'light' | 'dark'>(readSystem);
  useEffect(() => {
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    const listen = () => {
      paint(readTheme());
      setSystem(readSystem());
    };
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  const painted = theme === 'system' ? system : theme;
  const turn = () => {
    const next = painted === 'dark' ? 'light' : 'dark';
    // Back to the system's own choice is no choice.
    const chosen: Theme = next === system ? 'system' : next;
    try {
      localStorage.setItem(key, chosen);
    } catch {
      // A browser that keeps nothing still shows the theme.
    }
    paint(chosen);
    setTheme(chosen);
  };
  return { theme, painted, turn };
}

/** Before anything reads a colour: canvases are painted with what the style sheet says at that moment. */
function paint(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme === 'system' ? readSystem() : theme;
}

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return themes.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

function readSystem(): 'light' | 'dark' {
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** A colour of the style sheet, for what is painted on canvases. */
export function readColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
