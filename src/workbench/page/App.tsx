// The page: the selected source and the actions on it.
import React, { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Matcher } from '../../core/labels.ts';
import { writeAddress } from '../address.ts';
import { askTargetFacts, askText, type ServerInfo, type TargetFacts } from '../live/ask.ts';
import { downloadAddress, reportAddress } from '../live/download.ts';
import { askFrames } from '../live/stack.ts';
import { listLiveTargets, selectTargets } from '../live/targets.ts';
import { resolveSpan, useOverview } from '../live/use-overview.ts';
import type { FrameRow, StackRow, SuspectRow } from '../model.ts';
import { useTheme } from '../theme.ts';
import { writeTicket, type TicketStack, type TicketSubject } from '../ticket.ts';
import { DropHint, useDrops } from './DropZone.tsx';
import { DumpPage } from './DumpPage.tsx';
import { Header, type SourceTab } from './Header.tsx';
import { Help } from './Help.tsx';
import { LivePage } from './LivePage.tsx';
import type { MenuItem } from './Menu.tsx';
import { Problem } from './Notes.tsx';
import { copyText, saveBytes, saveFrom } from './take-away.ts';
import { useDumps } from './use-dumps.ts';
import { useKeys } from './use-keys.ts';
import { usePageState } from './use-page-state.ts';
import { useShownSource } from './use-shown-source.ts';
import { useServer } from './use-server.ts';
import { Welcome } from './Welcome.tsx';
import { minuteMs } from '../../core/agreed-times.ts';

const live = 'live';
/** Long enough to read one sentence. */
const toastMs = 4_000;
/** More whole stacks would make a ticket unreadable. */
const maxStacksInTicket = 5;
const everything: readonly Matcher[] = [];
const noTargets: ServerInfo['targets'] = [];

export function App(): React.JSX.Element {
  const { info, problem } = useServer();
  const targets = info?.targets ?? noTargets;
  const [state, change] = usePageState();
  const { painted, turn } = useTheme();
  const [paused, setPaused] = useState(false);
  const { shown, start, show } = useShownSource(live, state, change);
  const [help, setHelp] = useState(false);
  const [toast, say] = useToast();
  const dumps = useDumps();
  const { list, reader, open } = dumps;

  const openFiles = useCallback(
    (files: readonly File[]) => {
      const keys = files.map((file) => open(file.name, file.size, { kind: 'file', file }));
      const last = keys.at(-1);
      if (last !== undefined) show(last);
    },
    [open, show],
  );
  const isOver = useDrops(openFiles);
  useServedFiles(info?.files, info?.live ?? false, open, start);

  const isLive = (info?.live ?? false) && (shown === null || shown === live);
  const instances = useMemo(() => listLiveTargets(targets), [targets]);
  const { chosen, grouping, per } = useMemo(() => selectTargets(instances, state.target), [instances, state.target]);
  const wanted = chosen?.matchers ?? everything;
  const overview = useOverview({
    enabled: isLive,
    span: state.span,
    targets: wanted,
    showIgnored: state.showIgnored,
    per,
    isEverything: chosen === undefined && grouping === undefined,
    paused,
    everyMs: info?.everyMs ?? 5_000,
  });
  const dump = list.find(({ key }) => key === shown);
  const liveName = chosen?.name ?? nameTargets(targets);
  const { stacks } = overview.overview;
  const isTroubled =
    overview.problem !== '' ||
    (stacks?.problem ?? '') !== '' ||
    (stacks?.notices.some(({ severity }) => severity !== 'info') ?? false);
  useEffect(() => {
    document.title = dump !== undefined ? `${dump.name} – Parked` : info?.live ? `${liveName} – Parked` : 'Parked';
  }, [dump, info, liveName]);

  const tabs: readonly SourceTab[] = [
    ...(info?.live
      ? [
          {
            id: live,
            name: liveName,
            kind: 'live' as const,
            state: isTroubled ? ('failed' as const) : ('fine' as const),
          },
        ]
      : []),
    ...list.map((one): SourceTab => {
      const status = one.problem !== '' ? 'failed' : one.summary === undefined ? 'waiting' : 'fine';
      return { id: one.key, name: one.name, kind: 'dump', state: status };
    }),
  ];
  const suspects = (isLive ? overview.overview.suspects?.value : dump?.verdicts?.suspects) ?? [];
  const title = isLive ? liveName : (dump?.name ?? 'dump');

  const copy = (text: string, done: string) => {
    copyText(text).then(
      () => say(done),
      () => say('The browser did not let this page copy.'),
    );
  };
  const describeSubject = async (): Promise<TicketSubject> => {
    if (!isLive) {
      return { target: title, service: '', instances: [], goVersion: '', atMs: dump?.summary?.timeMs ?? null };
    }
    const facts = await askTargetFacts(wanted);
    const list = (read: (one: TargetFacts) => string) => [...new Set(facts.map(read))].filter((text) => text !== '');
    return {
      target: title,
      service: list(({ service }) => service).join(', '),
      instances: list(({ instance }) => instance),
      goVersion: list(({ goVersion }) => goVersion).join(', '),
      atMs: overview.atMs || Date.now(),
    };
  };
  const writeStacks = async (stacks: readonly TicketStack[], done: string) =>
    copy(writeTicket(await describeSubject(), stacks), done);
  const copyTicket = (row: StackRow | SuspectRow, frames: readonly FrameRow[]) => {
    const suspect = suspects.find(({ id }) => id === row.id);
    attempt(writeStacks([{ row, suspect, frames }], 'Copied as Markdown for a ticket'));
  };
  const loadFrames = async ({ fingerprint, state: parkedIn }: SuspectRow): Promise<readonly FrameRow[]> => {
    const id = dump?.summary?.id;
    if (isLive) return askFrames(reader, wanted, fingerprint, parkedIn);
    return id === undefined ? [] : (await reader.stack(id, fingerprint, parkedIn)).frames;
  };
  const copySuspects = () => {
    if (suspects.length === 0) return say('There is no suspect to write about.');
    const stacks = Promise.all(
      suspects.map(async (suspect, index) => ({
        row: suspect,
        suspect,
        // A stack that is gone has no frames anymore.
        frames: index < maxStacksInTicket ? await loadFrames(suspect).catch(() => []) : [],
      })),
    );
    attempt(stacks.then(async (all) => writeStacks(all, `Copied ${suspects.length} as Markdown for a ticket`)));
  };
  const copyLink = () => {
    const span = { kind: 'fixed', ...resolveSpan(state.span, overview.atMs || Date.now()) } as const;
    const hash = writeAddress(isLive ? { ...state, span } : state);
    copy(`${location.origin}${location.pathname}${hash}`, 'Link copied: it shows this very range');
  };
  const saveDocument = async () => {
    const id = dump?.summary?.id;
    if (!isLive && id === undefined) return;
    const range = resolveSpan(state.span, overview.atMs || Date.now());
    const text =
      isLive || id === undefined ? await askText(reportAddress(wanted, per, range)) : await reader.document(id);
    saveBytes('parked-report.json', text);
  };
  const savePprof = async (id: number) => saveBytes('goroutines.pb', await reader.pprof(id));
  const attempt = (work: Promise<void>) => {
    work.catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
  };
  const summaryId = isLive ? undefined : dump?.summary?.id;
  const exports: readonly MenuItem[] = [
    { name: 'Ticket', detail: 'Markdown, to the clipboard', run: copySuspects },
    ...(isLive || dump?.summary !== undefined
      ? [
          {
            name: 'JSON',
            detail: 'as parked report --json prints it',
            run: () => attempt(saveDocument()),
          },
        ]
      : []),
    ...(summaryId !== undefined
      ? [{ name: 'pprof', detail: 'for go tool pprof', run: () => attempt(savePprof(summaryId)) }]
      : []),
    ...(isLive
      ? [
          { name: 'pprof', detail: 'for go tool pprof', run: () => saveFrom('goroutines.pb.gz', pprofAddress(wanted)) },
          {
            name: 'Folded stacks',
            detail: 'for other flame graphs',
            run: () => saveFrom('goroutines.folded.txt', downloadAddress('folded', { ...allStacks, targets: wanted })),
          },
        ]
      : []),
  ];

  const pause = () => {
    if (state.span.kind === 'fixed') change({ span: { kind: 'last', ms: 15 * minuteMs } });
    else setPaused(!paused);
  };
  const filterField = () => document.querySelector<HTMLInputElement>('#filter');
  useKeys({
    '/': () => filterField()?.focus(),
    '1': () => change({ view: 'suspects' }),
    '2': () => change({ view: 'stacks' }),
    '3': () => change({ view: 'flame' }),
    i: () => change({ showIgnored: !state.showIgnored }),
    j: focusRow,
    k: focusRow,
    ArrowDown: focusRow,
    ArrowUp: focusRow,
    Enter: () => currentRow()?.click(),
    p: pause,
    c: copySuspects,
    l: copyLink,
    o: () => document.querySelector<HTMLInputElement>('#open-dumps')?.click(),
    t: turn,
    '?': () => setHelp(true),
    Escape: () => {
      if (state.open !== null) change({ open: null });
      else if (state.filter !== '') change({ filter: '' });
      else if (state.compare !== null) change({ compare: null });
      else filterField()?.blur();
    },
  });

  return (
    <>
      <Header
        tabs={tabs}
        shown={isLive ? live : shown}
        onShow={show}
        onClose={(key) => {
          dumps.close(key);
          if (shown === key) show(info?.live ? live : (list.find((one) => one.key !== key)?.key ?? live));
        }}
        instances={isLive ? instances : []}
        instance={chosen?.name ?? grouping ?? null}
        onInstance={(target) => change({ target, open: null })}
        span={isLive ? state.span : null}
        onSpan={(span) => change({ span })}
        paused={paused}
        onPause={pause}
        exports={exports}
        onLink={copyLink}
        onFiles={openFiles}
        painted={painted}
        onTheme={turn}
        onHelp={() => setHelp(true)}
      />
      {info === undefined ? (
        <main className="page">
          <Problem text={problem} />
        </main>
      ) : isLive ? (
        <LivePage
          state={state}
          change={change}
          live={overview}
          targets={wanted}
          per={per[0]}
          processes={chosen === undefined ? Math.max(instances.length, 1) : 1}
          name={liveName}
          dumps={list.filter((one) => one.summary !== undefined)}
          reader={reader}
          painted={painted}
          onTicket={copyTicket}
        />
      ) : dump === undefined ? (
        <Welcome />
      ) : (
        <DumpPage
          key={dump.key}
          dump={dump}
          others={list.filter((one) => one.key !== dump.key && one.summary !== undefined)}
          state={state}
          change={change}
          reader={reader}
          painted={painted}
          onTicket={copyTicket}
        />
      )}
      {isOver ? <DropHint /> : null}
      {help ? <Help onClose={() => setHelp(false)} /> : null}
      <p className={`toast${toast === '' ? '' : ' toast-on'}`} role="status">
        {toast}
      </p>
    </>
  );
}

/** The row selected by keyboard, independent of the focus. */
function currentRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-row][tabindex="0"]');
}

function focusRow(): void {
  const row = currentRow();
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

const allStacks = { queryType: 'stacks', per: [], showIgnored: true } as const;

function pprofAddress(targets: readonly Matcher[]): string {
  return downloadAddress('pprof', { ...allStacks, targets });
}

/** `localhost:6060`, or `3 targets`. */
function nameTargets(targets: readonly Readonly<Record<string, string>>[]): string {
  const [first] = targets;
  if (first === undefined) return 'live';
  return targets.length === 1 ? (first['instance'] ?? first['service'] ?? 'live') : `${targets.length} targets`;
}

function useToast(): readonly [string, (text: string) => void] {
  const [toast, setToast] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const say = useCallback((text: string) => {
    clearTimeout(timer.current);
    setToast(text);
    timer.current = setTimeout(() => setToast(''), toastMs);
  }, []);
  return [toast, say];
}

/** Opens the dump given on the command line, once. */
function useServedFiles(
  files: readonly { readonly name: string; readonly bytes?: number }[] | undefined,
  isLive: boolean,
  open: (name: string, bytes: number | undefined, place: { readonly kind: 'url'; readonly url: string }) => string,
  show: (key: string) => void,
): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (files === undefined || isDone.current) return;
    isDone.current = true;
    const keys = files.map(({ name, bytes }, index) => open(name, bytes, { kind: 'url', url: `/api/files/${index}` }));
    const last = keys.at(-1);
    if (last !== undefined && !isLive) show(last);
  }, [files, isLive, open, show]);
}
