// Finds accessibility violations with axe. Colours are left out, because jsdom does not paint.
import axe from 'axe-core';

/** The violated rules with their elements; empty if there are none. */
export async function findBarriers(container: HTMLElement): Promise<readonly (readonly string[])[]> {
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  return violations
    .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html).filter((html) => !isGrafanas(id, html))])
    .filter(([, ...elements]) => elements.length > 0);
}

/** In Grafana 12.3 the arrow of its own lists says whether they are open, and has no role. */
function isGrafanas(rule: string, html: string): boolean {
  return rule === 'aria-allowed-attr' && /^<div [^>]*id="downshift-[^"]*-toggle-button"/.test(html);
}
