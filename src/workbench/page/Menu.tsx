// A button with a menu. Mouse and keyboard open it; Escape or moving the focus away closes it.
import React, { useEffect, useId, useRef, useState } from 'react';
import { Icon } from './Icon.tsx';

export interface MenuItem {
  readonly name: string;
  readonly detail: string;
  readonly run: () => void;
  /** Only shown if there is no room for a separate button. */
  readonly isNarrow?: boolean;
}

export function Menu({
  label,
  items,
}: {
  readonly label: string;
  readonly items: readonly MenuItem[];
}): React.JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return;
    place.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const leave = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    return () => document.removeEventListener('pointerdown', leave);
  }, [isOpen]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!isOpen) return;
    const entries = [...(place.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])].filter(
      (one) => one.offsetParent !== null,
    );
    const at = entries.findIndex((one) => one === document.activeElement);
    if (event.key === 'Escape') {
      setIsOpen(false);
      place.current?.querySelector<HTMLElement>('button')?.focus();
    } else if (event.key === 'ArrowDown') entries[(at + 1) % entries.length]?.focus();
    else if (event.key === 'ArrowUp') entries[(at - 1 + entries.length) % entries.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="menu" ref={place} onKeyDown={onKeyDown}>
      <button
        type="button"
        className="button icon"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        title={label}
        disabled={items.every(({ isNarrow }) => isNarrow) && !matchMedia('(max-width: 820px)').matches}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="save" />
        <span className="hidden">{label}</span>
      </button>
      {isOpen ? (
        <div className="menu-list" role="menu" id={id} aria-label={label}>
          {items.map(({ name, detail, run, isNarrow }) => (
            <button
              type="button"
              role="menuitem"
              className={isNarrow ? 'menu-item narrow-only' : 'menu-item'}
              key={name}
              onClick={() => {
                setIsOpen(false);
                run();
              }}
            >
              <span>{name}</span>
              <span className="muted small">{detail}</span>
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
