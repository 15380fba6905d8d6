// Which healthy stacks a data source leaves out: packs by name, own rules, and imported goleak rules.
import * as v from 'valibot';
import { readGoleakRules } from '../ignore/goleak-text.ts';
import { ignorePackIds, type IgnorePackId, type IgnoreRule, type IgnoreSettings } from '../ignore/model.ts';
import { succeed, type Result } from '../problem.ts';
import { definePart } from './settings-part.ts';
import { failSetting } from './settings-problem.ts';

const pattern = v.pipe(v.string('must be a text.'), v.minLength(1, 'must not be empty.'));

const rule = v.strictObject(
  {
    top: v.exactOptional(pattern),
    any: v.exactOptional(pattern),
    entry: v.exactOptional(pattern),
    creator: v.exactOptional(pattern),
    state: v.exactOptional(pattern),
    label: v.exactOptional(v.strictObject({ name: pattern, value: v.string('must be a text.') }, 'must be an object.')),
    foreign: v.exactOptional(v.literal(true, 'must be true, or left out.')),
    maxCount: v.exactOptional(
      v.pipe(v.number('must be a number.'), v.integer('must be a whole number.'), v.minValue(1, 'must be at least 1.')),
    ),
    what: v.exactOptional(v.string('must be a text.')),
  },
  'must be an object with top, any, entry, creator, state, label, foreign or maxCount.',
);

/** `ignore: { packs, rules, goleak }`. Each message ends the sentence that begins with the key. */
const shape = v.strictObject(
  {
    packs: v.nullish(
      v.array(v.picklist(ignorePackIds, `must be one of ${ignorePackIds.join(', ')}.`), 'must be a list.'),
    ),
    rules: v.nullish(v.array(rule, 'must be a list.'), []),
    goleak: v.nullish(v.string('must be the Go source of goleak options.'), ''),
  },
  'must be an object with packs, rules and goleak.',
);

/** goleak's own filters are meant for tests, and hide everything in a system call. */
export const defaultPacks: readonly IgnorePackId[] = ignorePackIds.filter((id) => id !== 'goleak');

const conditions = [
  'top',
  'any',
  'entry',
  'creator',
  'state',
  'label',
  'foreign',
] as const satisfies (keyof IgnoreRule)[];

/** Healthy stacks to leave out. Default packs are all but goleak's; what begins to leak is shown again. */
type ChosenIgnores = IgnoreSettings & { readonly packsAreDefault: boolean };

/** Fails on a rule without a condition, and on goleak options that have no counterpart. */
export const ignorePart = definePart({
  entries: { ignore: v.nullish(shape, {}) },
  read({ ignore }): Result<{ readonly ignore: ChosenIgnores }> {
    for (const [index, one] of ignore.rules.entries()) {
      if (conditions.some((condition) => one[condition] !== undefined)) continue;
      const field = `ignore.rules[${index}]`;
      return failSetting(
        field,
        `${field} has no condition, and would ignore everything. Add a function, a creator, a state or a pprof label.`,
      );
    }
    const goleak = readGoleakRules(ignore.goleak);
    const skipped = goleak.skipped[0];
    if (skipped !== undefined) {
      return failSetting(
        'ignore.goleak',
        `ignore.goleak has ${skipped.option} in line ${skipped.line}, which cannot be taken over: ${skipped.why}. Remove it.`,
      );
    }
    const packs = ignore.packs ?? defaultPacks;
    const rules = [...ignore.rules, ...goleak.rules];
    return succeed({ ignore: { packs, rules, packsAreDefault: packs === defaultPacks } });
  },
});
