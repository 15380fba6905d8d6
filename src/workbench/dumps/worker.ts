// Reads dumps beside the page, so that a large one never holds it up.
import { expose } from 'comlink';
import { createDumpReaderApi } from './api.ts';

expose(createDumpReaderApi());
