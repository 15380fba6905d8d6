// Discovered targets, and the hosts where they may be.
import React from 'react';
import { ListField } from '../fields/list-field.tsx';
import { EntryList } from '../entry-list.tsx';
import { useForm } from '../form.tsx';
import type { DiscoveryEntry } from '../options.ts';
import { DiscoveryFields } from './discovery-fields.tsx';

export function DiscoveryLists() {
  const { options, set } = useForm();
  const { discovery, allowedHosts } = options.jsonData;
  return (
    <>
      <EntryList<DiscoveryEntry>
        noun="discovery"
        entries={discovery}
        empty={{ type: 'prometheus', url: '' }}
        onChange={(entries) => set('discovery', entries)}
        render={(entry, change, index) => (
          <DiscoveryFields entry={entry} change={change} field={`discovery[${index}]`} />
        )}
      />
      {((discovery ?? []).length > 0 || (allowedHosts ?? []).length > 0) && (
        <ListField
          label="Allowed hosts"
          description="What discovery may point at, one a line: names, wildcards for all below a domain, addresses, CIDR ranges. Without it, discovery is refused: whoever answers it could send Parked anywhere."
          field="allowedHosts"
          value={allowedHosts}
          placeholder={'*.svc.cluster.local\n10.0.0.0/8'}
          onChange={(hosts) => set('allowedHosts', hosts)}
        />
      )}
    </>
  );
}
