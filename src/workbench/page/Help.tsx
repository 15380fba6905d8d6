// Lists the keyboard shortcuts.
import React, { useEffect, useRef } from 'react';

const keys: readonly (readonly [key: string, what: string])[] = [
  ['/', 'filter'],
  ['1  2  3', 'suspects, stacks, flame graph'],
  ['↑ ↓  j k', 'move in the table, from anywhere'],
  ['Enter', 'open and close a stack; zoom in the flame graph'],
  ['Esc', 'close what is open, clear the filter'],
  ['i', 'show or hide what ignore rules leave out'],
  ['p', 'pause and go on'],
  ['← →', 'on the charts: move the crosshair (Shift: by ten); Enter twice compares two moments'],
  ['c', 'copy the suspects as a ticket'],
  ['l', 'copy a link to what is shown'],
  ['o', 'open a dump; drop or paste works anywhere'],
  ['t', 'dark or light'],
];

export function Help({ onClose }: { readonly onClose: () => void }): React.JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="help"
      aria-label="Keys"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
    >
      <div className="help-body">
        <h2>Keys</h2>
        <dl>
          {keys.map(([key, what]) => (
            <React.Fragment key={key}>
              <dt>
                {key.split('  ').map((one) => (
                  <kbd key={one}>{one}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </React.Fragment>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit" className="button">
            Close
          </button>
        </form>
      </div>
    </dialog>
  );
}
