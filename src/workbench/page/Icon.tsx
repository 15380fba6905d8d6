// The icons of the page, inlined so that nothing needs to be loaded.
import React from 'react';

const shapes = {
  mark: 'M7 20V4h6.2a4.9 4.9 0 0 1 0 9.8H7',
  close: 'M7 7l10 10M17 7L7 17',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.6 1.6M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.6-1.6',
  open: 'M4 19V6a1 1 0 0 1 1-1h4l2 2h7a1 1 0 0 1 1 1v2M4 19l2.4-7.3a1 1 0 0 1 1-.7H21l-2.6 7.3a1 1 0 0 1-1 .7z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  help: 'M9.2 9a2.9 2.9 0 1 1 4.4 2.5c-1 .6-1.6 1.1-1.6 2.3M12 17.2v.1',
  save: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
  search: 'M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.5 15.5L20 20',
} as const;

type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }): React.JSX.Element {
  return (
    <svg className={`icon-shape icon-${name}`} viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
