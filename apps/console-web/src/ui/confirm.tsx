import { type ReactNode, useState } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { FormDialog } from './dialog.tsx';
import { TextField } from './field.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What has to be typed: the name of what is destroyed. */
  readonly name: string;
  readonly act: string;
  readonly isBusy: boolean;
  readonly problem: ApiProblem | null;
  readonly onConfirm: (confirm: string) => void;
  readonly onClose: () => void;
  /** What will be gone. */
  readonly children: ReactNode;
}

/** Asks for the name of what is to be destroyed. */
export function Confirm({ name, act, onConfirm, children, ...rest }: ConfirmProps) {
  const [typed, setTyped] = useState('');
  return (
    <FormDialog
      {...rest}
      description={children}
      act={act}
      actKind="danger"
      isReady={typed === name}
      onSubmit={() => onConfirm(typed)}
    >
      <TextField label={`Type “${name}” to confirm`} value={typed} onChange={setTyped} />
    </FormDialog>
  );
}
