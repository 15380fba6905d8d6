// Limits of the process, and its request counter.
import React from 'react';
import { TextField } from '../fields/text-field.tsx';
import { useForm } from '../form.tsx';
import { readAmount } from '../put.ts';

export function ProcessFields() {
  const { options, set } = useForm();
  const { memoryLimit, goroutineLimit, requestMetric } = options.jsonData;
  return (
    <>
      <TextField
        label="Memory limit"
        description="How much memory a process may take: time left until then is estimated. The process's own GOMEMLIMIT when empty."
        field="memoryLimit"
        value={memoryLimit}
        placeholder="512MiB"
        onChange={(text) => set('memoryLimit', readAmount(text))}
      />
      <TextField
        label="Goroutine limit"
        description="How many goroutines a process may have."
        field="goroutineLimit"
        value={goroutineLimit}
        placeholder="10000"
        onChange={(text) => set('goroutineLimit', readAmount(text))}
      />
      <TextField
        label="Request metric"
        description="The counter whose series are summed up as requests. The first present of the usual ones when empty."
        field="requestMetric"
        value={requestMetric}
        placeholder="http_requests_total"
        onChange={(text) => set('requestMetric', text)}
      />
    </>
  );
}
