import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { Note } from './blank.tsx';
import { Button, type ButtonLook, IconButton } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** A window over the page; it is there as long as its component is. */
export function Dialog({ title, description, isWide = false, onClose, children }: DialogProps) {
  return (
    <Base.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className="dialog" data-size={isWide ? 'wide' : undefined}>
          <div className="row between">
            <Base.Title>{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" />}>
              <X size={16} aria-hidden />
            </Base.Close>
          </div>
          {description !== undefined && (
            <Base.Description render={<div />} className="muted">
              {description}
            </Base.Description>
          )}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
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
