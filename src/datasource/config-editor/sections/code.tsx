// Which code is the user's own, and which pprof labels are kept.
import React from 'react';
import { ListField } from '../fields/list-field.tsx';
import { useForm } from '../form.tsx';

export function CodeFields() {
  const { options, set } = useForm();
  return (
    <>
      <ListField
        label="Own code"
        description="Module prefixes of your own code, one a line. A stack is named by its innermost own function. Found by itself when empty."
        field="ownCode"
        value={options.jsonData.ownCode}
        placeholder="github.com/acme/shop"
        onChange={(prefixes) => set('ownCode', prefixes)}
      />
      <ListField
        label="pprof labels to keep"
        description="One a line. All others are dropped before goroutines are counted, since labels may carry personal data."
        field="labelKeys"
        value={options.jsonData.labelKeys}
        placeholder="handler"
        onChange={(keys) => set('labelKeys', keys)}
      />
    </>
  );
}
