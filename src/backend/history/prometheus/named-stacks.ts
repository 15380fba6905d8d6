// Builds past stacks from the labels of series, which lack files, lines and other frame details.
import { LRUCache } from 'lru-cache';
import type { Labels } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { guessModule } from '../../../core/stack/guess-module.ts';
import { isSystemState } from '../../../core/stack/header-state.ts';
import type { Fingerprint, Stack, StackFrame } from '../../../core/stack/model.ts';
import { otherName, otherStack } from '../../../core/stack/other-stack.ts';
import { looksStandard } from '../../../core/stack/standard-library.ts';
import { readPackagePath } from '../../../core/stack/symbol.ts';
import type { StackNames } from '../checkpoint-file.ts';
import type { PrometheusApi } from './api.ts';
import { metrics } from './metric-names.ts';
import { quote, select } from './promql.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

export interface NamedStacks {
  /** Reads the names that are not cached yet. */
  learn(
    fingerprints: Iterable<string>,
    range: { readonly fromMs: number; readonly toMs: number },
    signal: AbortSignal,
  ): Promise<Result<undefined>>;
  find(labels: Labels): Stack;
  /** How stacks are kept with a checkpoint. */
  readonly kept: StackNames<KeptStack>;
}

export interface KeptStack {
  readonly fingerprint: string;
  readonly state: string;
  readonly function: string;
  readonly names: readonly string[];
}

/** Collectors write the names of stacks once a minute. */
const aroundMs = 2 * minuteMs;
/** Some servers reject longer queries. */
const maxAsked = 200;
const maxStacks = 100_000;

export function createNamedStacks(api: PrometheusApi): NamedStacks {
  const names = new LRUCache<string, readonly string[]>({ max: maxStacks });
  const stacks = new LRUCache<string, Stack>({ max: maxStacks });

  function find({ fingerprint = '', state = '', function: name = '' }: Labels): Stack {
    if (fingerprint === otherName) return otherStack;
    const known = names.get(fingerprint);
    const key = `${fingerprint}\0${state}\0${name}\0${known === undefined}`;
    const stack = stacks.get(key) ?? makeStack(fingerprint, state, name, known);
    stacks.set(key, stack);
    return stack;
  }

  return {
    learn: async (fingerprints, { fromMs, toMs }, signal) => {
      const unknown = [...new Set(fingerprints)].filter((one) => !names.has(one) && /^[0-9a-f]+$/.test(one));
      for (let first = 0; first < unknown.length; first += maxAsked) {
        const some = unknown.slice(first, first + maxAsked);
        const selector = select([metrics.stack], `fingerprint=~${quote(some.join('|'))}`);
        const found = await api.series(selector, fromMs - aroundMs, toMs + aroundMs, signal);
        if (!found.ok) return found;
        for (const { fingerprint = '', stack = '' } of found.value) {
          if (!names.has(fingerprint)) names.set(fingerprint, stack === '' ? [] : stack.split(';'));
        }
      }
      return succeed(undefined);
    },
    find,
    kept: {
      write: ({ fingerprint, state, function: name, frames }) => ({
        ...{ fingerprint, state, function: name },
        names: frames.map((frame) => frame.name),
      }),
      read: ({ fingerprint, state, function: name, names: listed }) => {
        if (!names.has(fingerprint)) names.set(fingerprint, listed);
        return find({ fingerprint, state, function: name });
      },
    },
  };
}

function makeStack(fingerprint: string, state: string, name: string, names: readonly string[] | undefined): Stack {
  const listed = names ?? (name === '' ? [] : [name]);
  const keyFrame = Math.max(listed.indexOf(name), Math.min(0, listed.length - 1));
  // A stack's function is its innermost frame of own code, or else its innermost frame.
  const keyIsOwn = keyFrame > 0 || (keyFrame === 0 && !looksStandard(readPackagePath(name)));
  const module = keyIsOwn ? guessModule(readPackagePath(name)) : undefined;
  const frames = listed.map((one): StackFrame => ({
    name: one,
    raw: { function: one, file: '', line: 0, startLine: 0 },
    own: module !== undefined && (guessModule(readPackagePath(one)) === module || one.startsWith('main.')),
  }));
  return {
    fingerprint: fingerprint as Fingerprint,
    state,
    frames,
    ownFrame: frames.findIndex((frame) => frame.own),
    keyFrame,
    function: name,
    location: '',
    main: listed.at(-1) === 'main.main',
    profiler: false,
    system: isSystemState(state) || (listed.length === 0 && state !== 'coroutine'),
  };
}
