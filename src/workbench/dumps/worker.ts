// Reads dumps in a worker, so that a large one never blocks the page.
import { expose } from 'comlink';
import { createDumpReaderApi } from './api.ts';

expose(createDumpReaderApi());
