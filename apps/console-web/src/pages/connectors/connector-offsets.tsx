import {
  apiPaths,
  type Confirmation,
  type ConnectorOffsets,
  type ConnectorView,
} from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { Pencil, Signpost, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { watch } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Blank, Note } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { RecordText } from '../../ui/record-text.tsx';
import { useAct } from '../../ui/use-act.ts';
import { readOffsetsJson } from './offsets-json.ts';

type Row = ConnectorOffsets['offsets'][number];

const jsonColumn = (id: 'partition' | 'offset', name: string): Column<Row> => ({
  id,
  name,
  width: '1fr',
  cell: (row) => (
    <span className="mono" title={JSON.stringify(row[id])}>
      <RecordText text={JSON.stringify(row[id])} />
    </span>
  ),
});

const columns = [jsonColumn('partition', 'Of'), jsonColumn('offset', 'Position')];

/** How far a connector is, as it keeps it; to be changed while it is stopped. */
export function ConnectorOffsetsCard({ connector }: { readonly connector: ConnectorView }) {
  const { name, state } = connector;
  const mayAct = useMayAct();
  const [open, setOpen] = useState<'edit' | 'forget'>();
  const query = useQuery(watch<ConnectorOffsets>(apiPaths.connectorOffsets(name)));
  const isStopped = state === 'STOPPED';
  const close = (): void => setOpen(undefined);
  return (
    <>
      {mayAct && !isStopped && (
        <Note tone="info">Positions can be changed while the connector is stopped.</Note>
      )}
      <Card
        title="Positions"
        isFlush
        actions={
          mayAct && (
            <>
              <Button size="small" disabled={!isStopped} onClick={() => setOpen('edit')}>
                <Pencil size={13} aria-hidden /> Change
              </Button>
              <Button size="small" kind="warning" disabled={!isStopped} onClick={() => setOpen('forget')}>
                <Trash2 size={13} aria-hidden /> Forget
              </Button>
            </>
          )
        }
      >
        <Loaded query={query}>
          {({ offsets }) => (
            <DataTable
              label={`Positions of ${name}`}
              columns={columns}
              rows={offsets}
              rowKey={({ partition }) => JSON.stringify(partition)}
              blank={
                <Blank icon={Signpost} title="None yet">
                  <p>It has not come far enough to note a position.</p>
                </Blank>
              }
            />
          )}
        </Loaded>
      </Card>
      {open === 'edit' && query.data !== undefined && (
        <EditOffsets name={name} offsets={query.data} onClose={close} />
      )}
      {open === 'forget' && <ForgetOffsets name={name} onClose={close} />}
    </>
  );
}

const spaces = 2;

interface EditOffsetsProps {
  readonly name: string;
  readonly offsets: ConnectorOffsets;
  readonly onClose: () => void;
}

function EditOffsets({ name, offsets, onClose }: EditOffsetsProps) {
  const [text, setText] = useState(() => JSON.stringify(offsets.offsets, undefined, spaces));
  const { offsets: typed, problem } = readOffsetsJson(text);
  const changing = useAct<ConnectorOffsets>({
    run: (body) => request(apiPaths.connectorOffsets(name), { method: 'PATCH', body }),
    done: () => `${name} has its new positions`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Change positions of ${name}`}
      isWide
      description="Those that are left out stay as they are; null forgets one."
      act="Change"
      actKind="danger"
      isReady={typed !== undefined}
      isBusy={changing.isBusy}
      problem={changing.problem}
      onSubmit={() => typed !== undefined && changing.start({ offsets: typed })}
      onClose={onClose}
    >
      <TextArea label="JSON" rows={16} value={text} onChange={setText} error={problem} />
    </FormDialog>
  );
}

function ForgetOffsets({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const forgetting = useAct<Confirmation>({
    run: (body) => request(apiPaths.connectorOffsets(name), { method: 'DELETE', body }),
    done: () => `${name} begins anew`,
    onDone: onClose,
  });
  return (
    <Confirm
      title={`Forget the positions of ${name}`}
      name={name}
      act="Forget"
      isBusy={forgetting.isBusy}
      problem={forgetting.problem}
      onConfirm={(confirm) => forgetting.start({ confirm })}
      onClose={onClose}
    >
      It begins from the start when it is resumed.
    </Confirm>
  );
}
