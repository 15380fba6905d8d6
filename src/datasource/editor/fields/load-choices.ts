// Loads completion lists. Typing works without them.
import { getTemplateSrv } from '@grafana/runtime';
import { describeFailure } from '../../read-resource.ts';

export interface ListedChoice {
  readonly value: string;
  readonly label?: string;
  readonly description?: string;
  /** A text about the list that cannot be chosen. */
  readonly infoOption?: boolean;
}

export type ListChoices = (typed: string) => Promise<readonly ListedChoice[]>;

/** The dashboard's variables, then the backend's list. A failure becomes an entry with the backend's message. */
export async function loadChoices(list: ListChoices, typed = ''): Promise<ListedChoice[]> {
  try {
    return [...listVariables(), ...(await list(typed))];
  } catch (error) {
    const label = 'The list cannot be had; type a value';
    return [...listVariables(), { value: '', label, description: describeFailure(error), infoOption: true }];
  }
}

export function matchChoices(choices: readonly ListedChoice[], typed: string): ListedChoice[] {
  const wanted = typed.toLowerCase();
  return choices.filter(
    ({ value, label, infoOption }) => infoOption || `${value} ${label ?? ''}`.toLowerCase().includes(wanted),
  );
}

function listVariables(): ListedChoice[] {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({ value: `$${name}`, description: 'Dashboard variable' }));
}
