import { apiPaths, type Payment, type PaymentPage } from '@payments/console-api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Wallet } from 'lucide-react';
import { useMemo } from 'react';
import { pageSizes } from '../../api/page-sizes.ts';
import { problemOf } from '../../api/problem.ts';
import { firstPage } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { formatMoney } from '../../format/numbers.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Blank, Skeleton, Trouble } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Ago } from '../../ui/moment.tsx';

export interface PaymentFilter {
  readonly user?: string | undefined;
  readonly status?: Payment['status'] | undefined;
  readonly day?: string | undefined;
}

const refreshMs = 2_000;

/** Payments, newest first; they come in as they are made. */
export function PaymentList({
  filter,
  selected,
}: {
  readonly filter: PaymentFilter;
  readonly selected?: string | undefined;
}) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = usePayments(filter);
  const columns = useMemo(() => columnsFor(selected), [selected]);
  if (data === undefined)
    return error === null ? <Skeleton lines={6} height={24} /> : <Trouble problem={problemOf(error)} />;
  const payments = data.pages.flatMap((page) => page.data);
  return (
    <>
      {error !== null && <Trouble problem={problemOf(error)} />}
      <DataTable
        label="Payments"
        columns={columns}
        rows={payments}
        rowKey={({ id }) => id}
        blank={
          <Blank icon={Wallet} title="No payments">
            <p>None fits the filter. Pay, and it appears here at once.</p>
          </Blank>
        }
      />
      {hasNextPage && (
        <div className="list-more">
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </>
  );
}

function usePayments({ user, status, day }: PaymentFilter) {
  const query = { userId: user, status, day, limit: pageSizes.payments };
  return useInfiniteQuery({
    queryKey: [apiPaths.payments(), { user, status, day }],
    queryFn: ({ pageParam, signal }) =>
      request<PaymentPage>(apiPaths.payments(), {
        query: { ...query, cursor: pageParam },
        signal,
      }),
    initialData: () => firstPage<PaymentPage>(apiPaths.payments(), query),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: refreshMs,
    placeholderData: (before) => before,
  });
}

export const statusTones: Readonly<Record<Payment['status'], Tone>> = {
  pending: 'info',
  approved: 'good',
  rejected: 'bad',
};

function columnsFor(selected: string | undefined): Column<Payment>[] {
  return [
    {
      id: 'id',
      name: 'Payment',
      width: 'minmax(118px, 1fr)',
      cell: ({ id }) => (
        <Link
          to="/payments"
          search={(search) => ({ ...search, payment: id })}
          className="mono"
          title={id}
          aria-current={id === selected ? 'true' : undefined}
        >
          …{id.slice(-12)}
        </Link>
      ),
    },
    {
      id: 'user',
      name: 'User',
      width: 'minmax(90px, 1fr)',
      cell: ({ userId }) => (
        <Link to="/payments" search={(search) => ({ ...search, user: userId })}>
          {userId}
        </Link>
      ),
    },
    { id: 'merchant', name: 'Merchant', width: 'minmax(90px, 1fr)', cell: ({ merchantId }) => merchantId },
    {
      id: 'amount',
      name: 'Amount',
      width: '110px',
      isNumber: true,
      cell: ({ amount, currency }) => formatMoney(amount, currency),
    },
    {
      id: 'status',
      name: 'Status',
      width: '96px',
      cell: ({ status }) => (
        <Badge tone={statusTones[status]} hasDot>
          {status}
        </Badge>
      ),
    },
    {
      id: 'created',
      name: 'Made',
      width: '92px',
      cell: ({ createdAt }) => <Ago timeMs={Date.parse(createdAt)} />,
    },
  ];
}
