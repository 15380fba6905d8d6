import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchForGone } from './gone.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'parked-gone-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the search for what React 19 lacks', () => {
  it.each([
    'i.default.ReactDOM.render(e,t)',
    '(0,a.findDOMNode)(this)',
    'r.__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED.ReactCurrentOwner',
    'var o=Symbol.for("react.element");t.jsx=function(e){}',
    'p.defaultProps={size:1}',
    'p.propTypes={}',
    'C.contextTypes={}',
    'n(1).createFactory("a")',
    'h("input",{ref:"field"})',
  ])('finds %s', (text) => {
    writeFileSync(join(folder, 'module.js'), text);
    const { failures } = searchForGone(folder);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('module.js has ');
  });

  it('leaves alone what React 19 has as well', () => {
    writeFileSync(join(folder, 'module-1.js'), 'h("input",{ref:e,id:"x"});(0,r.forwardRef)(c);t.render(a)');
    writeFileSync(join(folder, 'module-1.js.map'), 'defaultProps');
    const { passed, failures } = searchForGone(folder);
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(0);
  });
});
