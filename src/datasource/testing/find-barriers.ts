// What keeps people out of what is drawn, as axe finds it. Colours are left out: jsdom paints none.
import axe from 'axe-core';

/** Rules that are broken, each with the elements that break it. Empty where all is well. */
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
