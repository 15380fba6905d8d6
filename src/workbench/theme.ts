// Dark or light theme: the system's setting until the user chooses.
import { useEffect, useState } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const key = 'parked-theme';

/** `painted` is the theme in effect; charts and canvases read their colours again when it changes. */
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
    // Choosing the system's setting clears the choice.
    const chosen: Theme = next === system ? 'system' : next;
    try {
      localStorage.setItem(key, chosen);
    } catch {
      // If storage is unavailable, the theme still applies.
    }
    paint(chosen);
    setTheme(chosen);
  };
  return { theme, painted, turn };
}

/** Runs before any colour is read, because canvases take colours from the style sheet. */
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

/** Reads a colour of the style sheet for canvases. */
export function readColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
