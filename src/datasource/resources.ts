// What editors complete from: asked of the backend, and kept for as long as somebody fills one form.
import type { AdHocVariableFilter, MetricFindValue } from '@grafana/data';
import { stackKeys } from './ad-hoc-filters.ts';

export type ResourceParams = Readonly<Record<string, string>>;
type Get = (path: string, params?: ResourceParams) => Promise<unknown>;

/** A stack that goroutines are on now. */
export interface StackChoice {
  readonly fingerprint: string;
  readonly function: string;
  readonly state: string;
  readonly count: number;
}

/** Long enough that opening one list after the other asks once, short enough that a new deploy is seen. */
const freshMs = 30_000;

export class Resources {
  readonly #get: Get;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly askedMs: number; readonly answer: Promise<unknown> }>();

  constructor(get: Get, now: () => number = Date.now) {
    this.#get = get;
    this.#now = now;
  }

  listLabels(): Promise<readonly string[]> {
    return this.#list('labels', 'labels', readText);
  }

  listLabelValues(label: string): Promise<readonly string[]> {
    return this.#list('label-values', 'values', readText, { label });
  }

  listStates(): Promise<readonly string[]> {
    return this.#list('states', 'states', (state) => readText(readKey(state, 'state')));
  }

  async listTagKeys(filters: readonly AdHocVariableFilter[] = []): Promise<MetricFindValue[]> {
    const labels = await this.listLabels();
    const asked = new Set(filters.map((filter) => filter.key));
    const own = stackKeys.filter((key) => !labels.includes(key));
    return [...labels, ...own].filter((key) => !asked.has(key)).map((text) => ({ text }));
  }

  async listTagValues(key: string): Promise<MetricFindValue[]> {
    const values = key === 'state' ? await this.listStates() : await this.listLabelValues(key);
    return values.map((text) => ({ text }));
  }

  /** The list named `key` of the answer; what is not as expected is left out rather than shown. */
  async #list<Item>(
    path: string,
    key: string,
    read: (value: unknown) => Item | undefined,
    params?: ResourceParams,
  ): Promise<readonly Item[]> {
    const answer = readKey(await this.#ask(path, params), key);
    return Array.isArray(answer) ? answer.map(read).filter((item) => item !== undefined) : [];
  }

  #ask(path: string, params?: ResourceParams): Promise<unknown> {
    const name = JSON.stringify([path, params]);
    const kept = this.#kept.get(name);
    if (kept && this.#now() - kept.askedMs < freshMs) return kept.answer;
    const answer = this.#get(path, params);
    this.#kept.set(name, { askedMs: this.#now(), answer });
    // What failed is asked again by whoever opens the list next.
    answer.catch(() => this.#kept.delete(name));
    return answer;
  }
}

function readKey(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
