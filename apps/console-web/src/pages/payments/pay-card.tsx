import { apiPaths, type Payment, type PaymentOrder } from '@payments/console-api';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { Note } from '../../ui/blank.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { useAct } from '../../ui/use-act.ts';
import { toMinorUnits } from './amount.ts';
import { newUserName, someMerchant } from './names.ts';

interface PayCardProps {
  /** Who pays, if somebody is looked at. */
  readonly user: string | undefined;
  /** The last payment that was made. */
  readonly onPaid: (payment: Payment) => void;
}

const secondsToWait = 2;
const oneMoreThanAllowed = 11;

/** Pays once, or eleven times: one more than a user may in a day. */
export function PayCard({ user, onPaid }: PayCardProps) {
  const [userId, setUserId] = useState(() => user ?? newUserName());
  const [merchantId, setMerchantId] = useState(() => someMerchant());
  const [amount, setAmount] = useState('125.00');
  const [paid, setPaid] = useState(0);
  const minor = toMinorUnits(amount);
  const paying = useAct<number, Payment>({
    run: (times) => payTimes({ userId, merchantId, amount: minor ?? 0, currency: 'INR' }, times, setPaid),
    onDone: onPaid,
  });
  const errorOf = (field: string): string | undefined => paying.problem?.fieldErrors.get(`/${field}`);
  const isReady = minor !== undefined && userId !== '' && merchantId !== '' && !paying.isBusy;
  return (
    <Card
      title="Pay"
      actions={
        <span className="small muted">Ten a day are approved. The eleventh shows what happens then.</span>
      }
    >
      <form
        className="stack tight"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) paying.start(1);
        }}
      >
        <div className="pay">
          <div className="row pay-user">
            <TextField label="User" value={userId} onChange={setUserId} error={errorOf('userId')} />
            <IconButton label="Another user, with ten free slots" onClick={() => setUserId(newUserName())}>
              <RefreshCw size={15} aria-hidden />
            </IconButton>
          </div>
          <TextField
            label="Merchant"
            value={merchantId}
            onChange={setMerchantId}
            error={errorOf('merchantId')}
          />
          <TextField
            label="Amount in ₹"
            inputMode="decimal"
            value={amount}
            onChange={setAmount}
            error={minor === undefined ? 'An amount like 125.00' : errorOf('amount')}
          />
          <div className="row pay-acts">
            <Button type="submit" kind="main" disabled={!isReady}>
              Pay
            </Button>
            <Button disabled={!isReady} onClick={() => paying.start(oneMoreThanAllowed)}>
              {paying.isBusy && paid > 0 ? `Paid ${paid} of ${oneMoreThanAllowed}` : 'Pay eleven times'}
            </Button>
          </div>
        </div>
        {paying.problem !== null && paying.problem.fieldErrors.size === 0 && (
          <Note tone="bad">{paying.problem.message}</Note>
        )}
      </form>
    </Card>
  );
}

/** One after the other, each decided before the next: so the last is the one too many. */
async function payTimes(
  order: PaymentOrder,
  times: number,
  onPaid: (count: number) => void,
): Promise<Payment> {
  onPaid(0);
  let last: Payment | undefined;
  for (let count = 1; count <= times; count += 1) {
    last = await request<Payment>(apiPaths.payments(), {
      method: 'POST',
      body: order,
      headers: { 'idempotency-key': crypto.randomUUID(), prefer: `wait=${secondsToWait}` },
    });
    if (times > 1) onPaid(count);
  }
  if (last === undefined) throw new RangeError('Nothing was paid.');
  return last;
}
