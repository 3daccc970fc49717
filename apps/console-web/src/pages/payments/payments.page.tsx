import type { Payment } from '@payments/console-api';
import { getRouteApi } from '@tanstack/react-router';
import { Route, Search } from 'lucide-react';
import { useState } from 'react';
import { Page } from '../../shell/page.tsx';
import { useMayAct } from '../../shell/may-act.ts';
import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Choice, TextField } from '../../ui/field.tsx';
import { LifeCard } from './life-card.tsx';
import { PayCard } from './pay-card.tsx';
import { PaymentList } from './payment-list.tsx';
import { searchedFor } from './payment-search.ts';
import { NotificationsCard, SlotsCard } from './user-card.tsx';

const route = getRouteApi('/payments');

export function PaymentsPage() {
  const { user, payment, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const mayAct = useMayAct();
  const look = (looked: string | undefined): void =>
    void navigate({ search: (search) => ({ ...search, payment: looked }), resetScroll: false });
  const paid = ({ id, userId }: Payment): void =>
    void navigate({ search: { user: userId, payment: id }, resetScroll: false });
  return (
    <Page title="Payments" description="Make one and see where it goes: each step, with its record in Kafka.">
      {mayAct && <PayCard key={user} user={user} onPaid={paid} />}
      <div className="split payments">
        <Card isFlush>
          <Filters key={user} />
          <PaymentList filter={{ user, ...filter }} selected={payment} />
        </Card>
        <div className="stack payments-side">
          {user !== undefined && <SlotsCard user={user} />}
          {payment !== undefined && <LifeCard key={payment} id={payment} onClose={() => look(undefined)} />}
          {user !== undefined && <NotificationsCard key={user} user={user} />}
          {user === undefined && payment === undefined && (
            <Card>
              <Blank icon={Route} title="Choose a payment">
                <p>Its way through MySQL, Kafka and S3 appears here, and what its user was told.</p>
              </Blank>
            </Card>
          )}
        </div>
      </div>
    </Page>
  );
}

function Filters() {
  const { user, payment, status, day } = route.useSearch();
  const navigate = route.useNavigate();
  const [wanted, setWanted] = useState(user ?? '');
  return (
    <form
      className="filters filters-top"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const found = searchedFor(wanted);
        void navigate({
          search: { status, day, payment, ...(found.payment === undefined && { user: undefined }), ...found },
        });
      }}
    >
      <TextField
        size="wide"
        label="User or payment id"
        type="search"
        placeholder="asha"
        value={wanted}
        onChange={setWanted}
      />
      <Choice
        label="Status"
        value={status ?? ''}
        options={[
          ['', 'Any'],
          ['pending', 'Pending'],
          ['approved', 'Approved'],
          ['rejected', 'Rejected'],
        ]}
        onChange={(value) =>
          void navigate({
            search: (search) => ({ ...search, status: (value || undefined) as typeof status }),
          })
        }
      />
      <TextField
        label="Day"
        type="date"
        value={day ?? ''}
        onChange={(value) => void navigate({ search: (search) => ({ ...search, day: value || undefined }) })}
      />
      <Button type="submit">
        <Search size={15} aria-hidden /> Find
      </Button>
    </form>
  );
}
