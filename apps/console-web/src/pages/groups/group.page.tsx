import { apiPaths, type Confirmation, type GroupDetail } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { History, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { watch } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { formatCount } from '../../format/numbers.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Page } from '../../shell/page.tsx';
import { ActMenu } from '../../ui/act-menu.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { LineChart } from '../../ui/line-chart.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useAct } from '../../ui/use-act.ts';
import { GroupStateBadge } from './group-state.tsx';
import { Lag } from './lag.tsx';
import { Members } from './members.tsx';
import { Positions } from './positions.tsx';
import { ResetOffsets } from './reset-offsets.tsx';

const route = getRouteApi('/groups/$group');
const everyMs = 1_000;

export function GroupPage() {
  const { group } = route.useParams();
  const mayAct = useMayAct();
  const query = useQuery(watch<GroupDetail>(apiPaths.group(group), undefined, everyMs));
  return (
    <Page
      title={group}
      above={<Link to="/groups">Groups</Link>}
      beside={query.data !== undefined && <Signs group={query.data} />}
      actions={mayAct && query.data !== undefined && <GroupActs group={query.data} />}
    >
      <Loaded query={query}>
        {(detail) => (
          <>
            <div className="split">
              <Members group={detail} />
              <LagCard group={detail} />
            </div>
            <Positions group={detail} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Signs({ group: { state, members, idleMembers } }: { readonly group: GroupDetail }) {
  return (
    <>
      <GroupStateBadge state={state} />
      <Badge>{members} members</Badge>
      {idleMembers > 0 && <Badge tone="info">{idleMembers} idle</Badge>}
    </>
  );
}

function LagCard({ group: { lag, lagHistory } }: { readonly group: GroupDetail }) {
  const points = useMemo(() => lagHistory.map(({ atMs, lag: value }) => ({ atMs, value })), [lagHistory]);
  return (
    <Card title="Lag" actions={<Lag lag={lag} />}>
      <LineChart
        label={`Lag over the last ten minutes; now ${lag === null ? 'not known' : `${formatCount(lag)} records`}`}
        points={points}
        height={180}
      />
    </Card>
  );
}

function GroupActs({ group }: { readonly group: GroupDetail }) {
  const [open, setOpen] = useState<'reset' | 'delete'>();
  const navigate = route.useNavigate();
  const close = (): void => setOpen(undefined);
  const name = group.group;
  const deleting = useAct<Confirmation>({
    run: (body) => request(apiPaths.group(name), { method: 'DELETE', body }),
    done: () => `${name} is deleted`,
    changes: [[apiPaths.groups()]],
    onDone: () => void navigate({ to: '/groups' }),
  });
  return (
    <>
      <Button onClick={() => setOpen('reset')}>
        <History size={15} aria-hidden /> Reset offsets
      </Button>
      <ActMenu
        label={`More about ${name}`}
        acts={[{ name: 'Delete', icon: Trash2, isDanger: true, onChoose: () => setOpen('delete') }]}
      />
      {open === 'reset' && <ResetOffsets group={group} onClose={close} />}
      {open === 'delete' && (
        <Confirm
          title={`Delete ${name}`}
          name={name}
          act="Delete"
          isBusy={deleting.isBusy}
          problem={deleting.problem}
          onConfirm={(confirm) => deleting.start({ confirm })}
          onClose={close}
        >
          Its positions are forgotten. Whoever joins it again begins where its settings say.
        </Confirm>
      )}
    </>
  );
}
