import {
  apiPaths,
  type DeadLetterList,
  type DeadLetterView,
  type Replayed,
  type ReplayRequest,
} from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { MailCheck, Undo2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { pageSizes } from '../../api/page-sizes.ts';
import { watch } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { formatCount } from '../../format/numbers.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Page } from '../../shell/page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { Check } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Ago } from '../../ui/moment.tsx';
import { RecordText } from '../../ui/record-text.tsx';
import { useAct } from '../../ui/use-act.ts';
import { LetterPanel } from './letter-panel.tsx';

const route = getRouteApi('/dead-letters/$group');
const most = { limit: pageSizes.deadLetters };

export function LettersPage() {
  const { group } = route.useParams();
  const { letter: opened, show } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(watch<DeadLetterList>(apiPaths.deadLettersOf(group), most));
  const letters = query.data?.letters ?? [];
  const waiting = letters.filter(({ isReplayed }) => !isReplayed);
  const shown = show === 'all' ? letters : waiting;
  const letter = letters.find(({ offset }) => offset === opened);
  const open = (offset: number | undefined): void =>
    void navigate({ search: (search) => ({ ...search, letter: offset }), resetScroll: false });
  const columns = useMemo(() => columnsFor(opened), [opened]);
  return (
    <Page
      title={group}
      above={<Link to="/dead-letters">Dead letters</Link>}
      beside={
        query.data !== undefined && (
          <Badge tone={waiting.length > 0 ? 'bad' : 'good'}>{waiting.length} waiting</Badge>
        )
      }
      actions={<ReplayAll group={group} waiting={waiting.length} />}
    >
      <div className="with-panel" data-open={letter !== undefined}>
        <Card isFlush>
          <div className="filters filters-top">
            <Check
              label="Those that were replayed, too"
              isOn={show === 'all'}
              onChange={(isOn) =>
                void navigate({ search: { letter: opened, show: isOn ? 'all' : undefined }, replace: true })
              }
            />
          </div>
          <Loaded query={query}>
            {() => (
              <DataTable
                label={`Dead letters of ${group}`}
                columns={columns}
                rows={shown}
                rowKey={({ offset }) => String(offset)}
                blank={
                  <Blank icon={MailCheck} title="None waits">
                    <p>All there were have been replayed.</p>
                  </Blank>
                }
              />
            )}
          </Loaded>
        </Card>
        {letter !== undefined && (
          <LetterPanel key={letter.offset} letter={letter} onClose={() => open(undefined)} />
        )}
      </div>
    </Page>
  );
}

function ReplayAll({ group, waiting }: { readonly group: string; readonly waiting: number }) {
  const mayAct = useMayAct();
  const [isAsking, setAsking] = useState(false);
  const replaying = useAct<ReplayRequest, Replayed>({
    run: (body) => request(apiPaths.deadLetterReplay(group), { method: 'POST', body }),
    done: ({ replayed }) => `${formatCount(replayed)} are sent back to where they came from`,
    onDone: () => setAsking(false),
  });
  if (!mayAct || waiting === 0) return null;
  return (
    <>
      <Button kind="main" onClick={() => setAsking(true)}>
        <Undo2 size={15} aria-hidden /> Replay all
      </Button>
      {isAsking && (
        <FormDialog
          title="Replay all"
          description={`All that wait go back to the topics they came from, as they came, for ${group} to try again. What still cannot be processed comes back here.`}
          act={`Replay ${waiting}`}
          isBusy={replaying.isBusy}
          problem={replaying.problem}
          onSubmit={() => replaying.start({ offsets: 'all' })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function columnsFor(opened: number | undefined): Column<DeadLetterView>[] {
  const columns: Column<DeadLetterView>[] = [
    {
      id: 'cause',
      name: 'Cause',
      width: 'minmax(130px, 1fr)',
      cell: ({ offset, cause }) => (
        <Link
          from="/dead-letters/$group"
          search={(search) => ({ ...search, letter: offset })}
          resetScroll={false}
          className="strong"
          aria-current={offset === opened ? 'true' : undefined}
        >
          <RecordText text={cause} />
        </Link>
      ),
    },
    {
      id: 'message',
      name: 'What it said',
      width: 'minmax(180px, 2.4fr)',
      cell: ({ message }) => (
        <span className="muted" title={message}>
          <RecordText text={message} />
        </span>
      ),
    },
    {
      id: 'origin',
      name: 'Came from',
      width: 'minmax(170px, 1.2fr)',
      cell: ({ origin: { topic, partition, offset } }) => `${topic} ${partition} · ${offset}`,
    },
    { id: 'attempts', name: 'Attempts', width: '76px', isNumber: true, cell: ({ attempts }) => attempts },
    { id: 'time', name: 'When', width: '90px', cell: ({ timestampMs }) => <Ago timeMs={timestampMs} /> },
    {
      id: 'state',
      name: 'State',
      width: '92px',
      cell: ({ isReplayed }) =>
        isReplayed ? <Badge tone="good">replayed</Badge> : <Badge tone="bad">waiting</Badge>,
    },
  ];
  // The letter beside the list says the rest.
  const spared = new Set(opened === undefined ? [] : ['origin', 'attempts']);
  return columns.filter(({ id }) => !spared.has(id));
}
