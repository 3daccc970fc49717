import type { ConfigChange, ConfigEntry } from '@payments/console-api';
import { Pencil, Settings2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useMayAct } from '../shell/may-act.ts';
import { Badge } from '../ui/badge.tsx';
import { Blank } from '../ui/blank.tsx';
import { IconButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import { Check, TextField } from '../ui/field.tsx';
import { useAct } from '../ui/use-act.ts';
import { type ConfigView, shownEntries } from './config-view.ts';

interface ConfigCardProps {
  /** Whose settings these are, for a screen reader. */
  readonly of: string;
  readonly entries: readonly ConfigEntry[];
  readonly view: ConfigView;
  readonly onView: (view: ConfigView) => void;
  readonly change: (change: ConfigChange) => Promise<unknown>;
}

/** Settings: those that were set here first, all of them on request, each to be changed and set back. */
export function ConfigCard({ of, entries, view, onView, change }: ConfigCardProps) {
  const mayAct = useMayAct();
  const [edited, setEdited] = useState<ConfigEntry>();
  const resetting = useAct<string>({
    run: (name) => change({ reset: [name] }),
    done: (_, name) => `${name} is as it was by default`,
    saysProblems: true,
  });
  const shown = shownEntries(entries, view);
  return (
    <Card isFlush>
      <div className="filters filters-top" role="search">
        <TextField
          size="wide"
          label="Setting"
          type="search"
          value={view.q ?? ''}
          onChange={(q) => onView({ ...view, q: q || undefined })}
        />
        <Check
          label="Defaults too"
          isOn={view.all === 'shown'}
          onChange={(isOn) => onView({ ...view, all: isOn ? 'shown' : undefined })}
        />
      </div>
      <DataTable
        label={`Configuration of ${of}`}
        columns={mayAct ? [...columns, actColumn(setEdited, resetting.start)] : columns}
        rows={shown}
        rowKey={({ name }) => name}
        blank={
          <Blank icon={Settings2} title="Nothing is set here">
            <p>All settings are at their defaults. “Defaults too” shows them.</p>
          </Blank>
        }
      />
      {edited !== undefined && (
        <EditSetting entry={edited} change={change} onClose={() => setEdited(undefined)} />
      )}
    </Card>
  );
}

const columns: readonly Column<ConfigEntry>[] = [
  {
    id: 'name',
    name: 'Setting',
    width: 'minmax(200px, 2fr)',
    cell: ({ name }) => (
      <span className="mono" title={name}>
        {name}
      </span>
    ),
  },
  {
    id: 'value',
    name: 'Value',
    width: 'minmax(160px, 2fr)',
    cell: ({ value, isSensitive }) =>
      isSensitive ? (
        <Badge>secret</Badge>
      ) : (
        <span className="mono" title={value ?? ''}>
          {value === null || value === '' ? <span className="faint">empty</span> : value}
        </span>
      ),
  },
  {
    id: 'source',
    name: 'From',
    width: 'minmax(150px, 1.2fr)',
    cell: ({ source, isDefault, defaultValue }) => (
      <span className="row">
        <Badge tone={isDefault ? 'plain' : 'accent'}>{isDefault ? 'default' : source}</Badge>
        {!isDefault && defaultValue !== null && (
          <span className="faint small truncate" title={`Without it: ${defaultValue}`}>
            instead of {defaultValue === '' ? 'nothing' : defaultValue}
          </span>
        )}
      </span>
    ),
  },
];

function actColumn(edit: (entry: ConfigEntry) => void, reset: (name: string) => void): Column<ConfigEntry> {
  return {
    id: 'acts',
    name: 'Acts',
    isNameHidden: true,
    width: '76px',
    cell: (entry) =>
      !entry.isReadOnly && (
        <span className="row end">
          {(entry.source === 'topic' || entry.source === 'broker' || entry.source === 'cluster') && (
            <IconButton
              label={`Set ${entry.name} back to its default`}
              size="small"
              onClick={() => reset(entry.name)}
            >
              <Undo2 size={14} aria-hidden />
            </IconButton>
          )}
          <IconButton label={`Change ${entry.name}`} size="small" onClick={() => edit(entry)}>
            <Pencil size={14} aria-hidden />
          </IconButton>
        </span>
      ),
  };
}

interface EditProps extends Pick<ConfigCardProps, 'change'> {
  readonly entry: ConfigEntry;
  readonly onClose: () => void;
}

function EditSetting({ entry: { name, value, defaultValue }, change, onClose }: EditProps) {
  const [typed, setTyped] = useState(value ?? '');
  const changing = useAct({
    run: () => change({ set: { [name]: typed } }),
    done: () => `${name} is ${typed}`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Change ${name}`}
      act="Change"
      isBusy={changing.isBusy}
      problem={changing.problem}
      onSubmit={() => changing.start()}
      onClose={onClose}
    >
      <TextField
        label="Value"
        value={typed}
        onChange={setTyped}
        hint={defaultValue === null ? undefined : `Without it: ${defaultValue}`}
      />
    </FormDialog>
  );
}
