// Data sources in Grafana's form, and a targets room to query.
import type { Labels } from '../../../core/labels.ts';
import type { DataSourceInstance } from '../../../core/query/request.ts';
import { readSettings } from '../../../core/query/settings-reader.ts';
import { createTargets, type TargetsOptions, type TargetsRoom } from '../create-targets.ts';
import type { DataSourceRef, FetchOutcome, ProfileRequest, Target, TargetsPort } from '../port.ts';

export interface DataSourceChanges extends Partial<Omit<DataSourceInstance, 'jsonData'>> {
  readonly orgId?: number;
  readonly jsonData?: Readonly<Record<string, unknown>>;
  readonly pluginConfig?: Labels;
}

export function instanceOf({ jsonData = {}, ...changes }: DataSourceChanges = {}): DataSourceInstance {
  return {
    uid: 'uid',
    name: 'Goroutines',
    url: '',
    basicAuthEnabled: false,
    basicAuthUser: '',
    secrets: {},
    lastUpdatedMs: 1,
    ...changes,
    jsonData: JSON.stringify(jsonData),
  };
}

export function refOf({ orgId = 1, pluginConfig = {}, ...changes }: DataSourceChanges): DataSourceRef {
  const instance = instanceOf(changes);
  const settings = readSettings(instance, pluginConfig);
  if (!settings.ok) throw new Error(settings.problem.message);
  return { orgId, instance, settings: settings.value };
}

export const never = new AbortController().signal;

export const goroutines: ProfileRequest = { kind: 'goroutine', form: 0 };

/** A clock that moves only when `advance` is called. */
export function createClock(startMs = 1_800_000_000_000): { now: () => number; advance: (byMs: number) => void } {
  let nowMs = startMs;
  return { now: () => nowMs, advance: (byMs) => (nowMs += byMs) };
}

export type Room = TargetsRoom;

/** Call `closeRooms` in afterAll to close them. */
const rooms: Room[] = [];

export function openRoom(options: Partial<TargetsOptions> = {}): Room {
  const room = createTargets({ now: Date.now, ...options });
  rooms.push(room);
  return room;
}

export async function closeRooms(): Promise<void> {
  await Promise.all(rooms.splice(0).map((room) => room.close()));
}

export async function selectAll(room: TargetsPort, ref: DataSourceRef): Promise<readonly Target[]> {
  const selected = await room.select(ref, []);
  if (!selected.ok) throw new Error(selected.problem.message);
  return selected.value;
}

/** Fetches from the only target of a data source. */
export async function fetchOnly(
  room: TargetsPort,
  ref: DataSourceRef,
  request: ProfileRequest = goroutines,
  signal: AbortSignal = never,
): Promise<FetchOutcome> {
  const [outcome] = await room.fetch(ref, await selectAll(room, ref), request, signal);
  if (outcome === undefined) throw new Error('The data source has no target.');
  return outcome;
}
