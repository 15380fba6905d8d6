// Loads completion lists for editors. Answers are cached for 30 s.
import { formatAmount } from '../core/format.ts';
import type { AdHocVariableFilter, MetricFindValue } from '@grafana/data';
import { stackKeys } from './ad-hoc-filters.ts';
import { forgetBaseline, keepBaseline } from './baselines.ts';
import type { KeptBaseline } from './baselines.ts';
import type { ParkedQuery } from './query.ts';
import { readCounted, readKey, readNumber, readStack, readText } from './read-resource.ts';
import type { CountedName, StackName } from './read-resource.ts';
import { secondMs } from '../core/agreed-times.ts';

type ResourceParams = Readonly<Record<string, string>>;
type Get = (path: string, params?: ResourceParams) => Promise<unknown>;

/** A choice with a description. */
export interface Choice {
  readonly value: string;
  readonly label?: string;
  readonly description?: string;
  /** A text about the list that cannot be chosen. */
  readonly infoOption?: true;
}

/** Long enough to share one request among several lists, and short enough to see a new deployment soon. */
const freshMs = 30 * secondMs;

export class Resources {
  readonly #uid: string;
  readonly #get: Get;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly askedMs: number; readonly answer: Promise<unknown> }>();

  /** `uid` of the data source. */
  constructor(uid: string, get: Get, now: () => number = Date.now) {
    this.#uid = uid;
    this.#get = get;
    this.#now = now;
  }

  listLabels(): Promise<readonly string[]> {
    return this.#list('labels', 'labels', readText);
  }

  listLabelValues(label: string): Promise<readonly string[]> {
    return this.#list('label-values', 'values', readText, { label });
  }

  listPprofLabels(): Promise<readonly string[]> {
    return this.#list('pprof-labels', 'labels', readText);
  }

  listPackages(match = ''): Promise<readonly Choice[]> {
    return this.#names('packages', 'package', match);
  }

  listStates(match = ''): Promise<readonly Choice[]> {
    return this.#names('states', 'state', match);
  }

  listFunctions(match = ''): Promise<readonly Choice[]> {
    return this.#names('functions', 'function', match);
  }

  listBaselines(): Promise<readonly Choice[]> {
    return this.#names('baselines', 'name');
  }

  /** The values are fingerprints. */
  async listStacks(match = ''): Promise<readonly Choice[]> {
    const params = match === '' ? undefined : { match };
    const stacks = (await this.#list('groups', 'groups', readStack, params)).map(describeStack);
    return [...stacks, ...(await this.#tellLeft('groups', params))];
  }

  /**
   * Stores the current state of the query's targets. Throws an `Error` with the backend's message, like
   * `forgetBaseline`.
   */
  async keepBaseline(name: string, query: ParkedQuery): Promise<KeptBaseline> {
    const kept = await keepBaseline(this.#uid, name, query);
    this.#forget('baselines');
    return kept;
  }

  async forgetBaseline(name: string): Promise<void> {
    await forgetBaseline(this.#uid, name);
    this.#forget('baselines');
  }

  /** The names for ad hoc filters, without those already used. */
  async listTagKeys(filters: readonly AdHocVariableFilter[] = []): Promise<MetricFindValue[]> {
    const labels = await this.listLabels();
    const asked = new Set(filters.map((filter) => filter.key));
    const own = stackKeys.filter((key) => !labels.includes(key));
    return [...labels, ...own].filter((key) => !asked.has(key)).map((text) => ({ text }));
  }

  async listTagValues(key: string): Promise<MetricFindValue[]> {
    switch (key) {
      case 'state':
        return toTags(await this.listStates());
      case 'function':
        return toTags(await this.listFunctions());
      case 'package':
        return toTags(await this.listPackages());
      case 'fingerprint':
        return listReal(await this.listStacks()).map(({ value, label = value }) => ({ text: label, value }));
      default:
        return (await this.listLabelValues(key)).map((text) => ({ text }));
    }
  }

  /** `match`: a part of the name. The backend searches, since it cuts long lists. */
  async #names(path: string, field: string, match = ''): Promise<readonly Choice[]> {
    const params = match === '' ? undefined : { match };
    const names = (await this.#list(path, path, (value) => readCounted(value, field), params)).map(toChoice);
    return [...names, ...(await this.#tellLeft(path, params))];
  }

  /** An entry with the number of names that the backend left out. */
  async #tellLeft(path: string, params?: ResourceParams): Promise<readonly Choice[]> {
    const left = readNumber(readKey(await this.#ask(path, params), 'left')) ?? 0;
    if (left <= 0) return [];
    const label = `${left.toLocaleString('en')} more`;
    return [{ value: '', label, description: 'Type a part of the name to find them', infoOption: true }];
  }

  /** The list `key` of an answer; unexpected items are left out. */
  async #list<Item>(
    path: string,
    key: string,
    read: (value: unknown) => Item | undefined,
    params?: ResourceParams,
  ): Promise<readonly Item[]> {
    const answer = readKey(await this.#ask(path, params), key);
    return Array.isArray(answer) ? answer.map(read).filter((item) => item !== undefined) : [];
  }

  #forget(path: string): void {
    this.#kept.delete(formatAsked(path));
  }

  #ask(path: string, params?: ResourceParams): Promise<unknown> {
    const name = formatAsked(path, params);
    const kept = this.#kept.get(name);
    if (kept && this.#now() - kept.askedMs < freshMs) return kept.answer;
    // Every keystroke is a new name, so these answers are not cached.
    for (const [one, { askedMs }] of this.#kept) if (this.#now() - askedMs >= freshMs) this.#kept.delete(one);
    const answer = this.#get(path, params);
    this.#kept.set(name, { askedMs: this.#now(), answer });
    // Failed answers are not cached.
    answer.catch(() => this.#kept.delete(name));
    return answer;
  }
}

function formatAsked(path: string, params?: ResourceParams): string {
  return JSON.stringify([path, params]);
}

function toChoice({ name, count }: CountedName): Choice {
  return count === undefined ? { value: name } : { value: name, description: formatAmount(count, 'goroutine') };
}

function describeStack({ fingerprint, function: name, state, count }: StackName): Choice {
  return {
    value: fingerprint,
    label: `${name || fingerprint} · ${state}`,
    description: `${formatAmount(count, 'goroutine')}, ${fingerprint}`,
  };
}

/** Drops entries that are only a text about the list. */
export function listReal(choices: readonly Choice[]): readonly Choice[] {
  return choices.filter(({ infoOption }) => !infoOption);
}

function toTags(choices: readonly Choice[]): MetricFindValue[] {
  return listReal(choices).map(({ value }) => ({ text: value }));
}
