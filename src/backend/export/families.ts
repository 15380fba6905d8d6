// Names, types and help texts of the exported target metrics. They are a contract: dashboards, rules and the Prometheus
// history engine read them.

interface Family {
  readonly type: 'gauge' | 'counter';
  readonly help: string;
}

export const families = {
  parked_goroutines: {
    type: 'gauge',
    help: 'Goroutines of a target that share a stack and the state they are parked in.',
  },
  parked_goroutines_leaked: {
    type: 'gauge',
    help: 'Goroutines that the newest leak profile lists, by stack and state.',
  },
  parked_leak_profile_timestamp_seconds: { type: 'gauge', help: 'When the newest leak profile was taken.' },
  parked_target_goroutines: { type: 'gauge', help: 'All goroutines of a target.' },
  parked_target_up: { type: 'gauge', help: 'Whether the newest profile of a target could be fetched.' },
  parked_target_restarts_total: {
    type: 'counter',
    help: 'Number of restarts of a target, from five minutes after its sampling began.',
  },
  parked_fetch_duration_seconds: { type: 'gauge', help: 'How long the newest profile took to fetch.' },
  parked_stack_info: {
    type: 'gauge',
    help: 'The functions of a stack, innermost first, separated by semicolons. The middle of a long stack is left out.',
  },
  parked_leak_onset: { type: 'gauge', help: 'When growth began. One point is written when a stack becomes a suspect.' },
  parked_process_goroutines: { type: 'gauge', help: 'Goroutines, as the process reports.' },
  parked_process_resident_memory_bytes: { type: 'gauge', help: 'Resident memory, as the process reports.' },
  parked_process_heap_bytes: { type: 'gauge', help: 'Heap in use, as the process reports.' },
  parked_process_cpu_seconds_total: { type: 'counter', help: 'CPU time, as the process reports.' },
  parked_process_requests_total: { type: 'counter', help: 'Requests served, as the process reports.' },
  parked_process_memory_limit_bytes: { type: 'gauge', help: 'GOMEMLIMIT, as the process reports.' },
  parked_process_start_time_seconds: { type: 'gauge', help: 'When the process started, as it reports.' },
  parked_process_build_info: { type: 'gauge', help: 'The build, as the process reports.' },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
