// `POST /ingest` of Pyroscope, for what its SDKs send: a pprof profile, in a form or as the body, with the labels in
// the name.
import { parseJson } from '../../core/json.ts';
import { isExhausted } from './pusher.ts';
import { kindOf } from './push-labels.ts';
import { receiveProfile, type PushedKind, type Receiving } from './receive-profile.ts';

interface IngestRequest {
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly sender: string;
}

interface IngestReply {
  readonly status: 200 | 400 | 422 | 429;
  /** Empty on success. */
  readonly text: string;
}

export async function ingest(
  { query, contentType, body, sender }: IngestRequest,
  receiving: Receiving,
  signal: AbortSignal,
): Promise<IngestReply> {
  const named = parseName(query.get('name') ?? '');
  if (named === undefined) return { status: 400, text: 'name: it must be app{label=value}' };
  const form = contentType.includes('multipart/form-data') ? await readForm(body, contentType) : undefined;
  if (form === 'broken') return { status: 422, text: 'The form cannot be read.' };
  const format = query.get('format') ?? '';
  const bytes = form === undefined ? (format === 'pprof' ? body : undefined) : form.profile;
  const kind = bytes === undefined ? undefined : findKind(query, form?.types ?? []);
  const atMs = readTime(query.get('until')) ?? receiving.nowMs();
  const pushed = { labels: named, kind, bytes: bytes ?? new Uint8Array(), sender, atMs };
  const received = await receiveProfile(pushed, receiving, signal);
  if (!('message' in received)) return { status: 200, text: '' };
  if (isExhausted(received)) return { status: 429, text: received.message };
  return { status: received.outcome === 'invalid_labels' ? 400 : 422, text: received.message };
}

/** `app{label=value,…}`. The name becomes `service_name` unless a label has that name. */
function parseName(text: string): readonly { readonly name: string; readonly value: string }[] | undefined {
  const brace = text.indexOf('{');
  const app = (brace < 0 ? text : text.slice(0, brace)).trim();
  const pairs =
    brace < 0
      ? []
      : text
          .slice(brace + 1)
          .replace(/\}$/, '')
          .split(',');
  const labels: { name: string; value: string }[] = [];
  for (const pair of pairs) {
    if (pair.trim() === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 1) return undefined;
    labels.push({ name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() });
  }
  const hasService = labels.some(({ name }) => name === 'service_name');
  if (app === '' && !hasService) return undefined;
  return hasService ? labels : [...labels, { name: 'service_name', value: app }];
}

interface Form {
  readonly profile: Uint8Array | undefined;
  /** The sample types that the client describes. */
  readonly types: readonly string[];
}

async function readForm(body: Uint8Array, contentType: string): Promise<Form | 'broken'> {
  try {
    const form = await new Response(Buffer.from(body), { headers: { 'content-type': contentType } }).formData();
    const profile = await readPart(form.get('profile'));
    const config = await readPart(form.get('sample_type_config'));
    const types: unknown = config === undefined ? {} : parseJson(new TextDecoder().decode(config));
    return { profile, types: typeof types === 'object' && types !== null ? Object.keys(types) : [] };
  } catch {
    return 'broken';
  }
}

async function readPart(part: unknown): Promise<Uint8Array | undefined> {
  if (typeof part === 'string') return Buffer.from(part);
  return part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : undefined;
}

/**
 * SDKs state what a profile counts by its sample types or by the unit. If neither is given, the profile itself decides.
 */
function findKind(query: URLSearchParams, types: readonly string[]): PushedKind {
  const units = query.get('units') ?? undefined;
  if (types.length === 0 && units === undefined) return 'unsaid';
  return types.map(kindOf).find((kind) => kind !== undefined) ?? kindOf(units);
}

/** Unix seconds, milliseconds, microseconds or nanoseconds. */
function readTime(text: string | null): number | undefined {
  if (text === null || !/^\d{9,19}$/.test(text)) return undefined;
  const exponent = Math.max(0, Math.ceil((text.length - 10) / 3));
  return (Number(text) * 1_000) / 1_000 ** exponent;
}
