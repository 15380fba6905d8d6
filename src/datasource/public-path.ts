// Where the rest of the plugin lies, for what is loaded later: wherever this module came from, behind a prefix or on
// another host included.
import amdModule from 'amd-module';

declare let __webpack_public_path__: string;

const from = amdModule?.uri;
if (from) __webpack_public_path__ = from.slice(0, from.lastIndexOf('/') + 1);
