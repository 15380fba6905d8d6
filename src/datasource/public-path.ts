// Sets the URL from which webpack loads chunks: the folder of this module, also behind a prefix or on another host.
import amdModule from 'amd-module';

declare let __webpack_public_path__: string;

const from = amdModule?.uri;
if (from) __webpack_public_path__ = from.slice(0, from.lastIndexOf('/') + 1);
