import { type FormEvent, type ReactNode, Suspense } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { Note } from './blank.tsx';
import { Button, type ButtonLook } from './button.tsx';
import { later } from './later.ts';

const DialogWindow = later(() => import('./dialog-window.tsx'), 'DialogWindow');

export interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** A window over the page; it is there as long as its component is. */
export function Dialog(props: DialogProps) {
  return (
    <Suspense>
      <DialogWindow {...props} />
    </Suspense>
  );
}

interface FormDialogProps extends DialogProps {
  /** What the button says, a verb. */
  readonly act: string;
  readonly actKind?: ButtonLook['kind'];
  readonly isReady?: boolean;
  readonly isBusy: boolean;
  readonly problem: ApiProblem | null;
  readonly onSubmit: () => void;
}

/** A dialog that is filled in and sent; what is wrong with it is said above its buttons. */
export function FormDialog({
  act,
  actKind = 'main',
  isReady = true,
  isBusy,
  problem,
  ...rest
}: FormDialogProps) {
  const { children, onSubmit, ...dialog } = rest;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady && !isBusy) onSubmit();
  };
  return (
    <Dialog {...dialog}>
      <form className="stack" onSubmit={submit} noValidate>
        {children}
        {problem !== null && <Note tone="bad">{problem.message}</Note>}
        <div className="dialog-foot">
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button type="submit" kind={actKind} disabled={!isReady || isBusy}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
