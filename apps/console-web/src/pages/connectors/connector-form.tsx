import {
  apiPaths,
  type ConfigValidation,
  type ConnectorCreation,
  type PluginDefinition,
  type PluginList,
} from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { Note } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Check, Choice, TextField } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { type ActState, useAct } from '../../ui/use-act.ts';
import { ConfigField } from './config-field.tsx';
import { keyOf } from './key-errors.tsx';
import { configOf, errorsByKey, formGroups } from './plugin-form.ts';

interface ConnectorFormProps {
  readonly plugins: PluginList['plugins'];
  /** The one that is chosen. */
  readonly plugin: string | undefined;
  readonly onPlugin: (plugin: string | undefined) => void;
  readonly creating: ActState<ConnectorCreation>;
}

/** A form made of what the plugin says it takes. */
export function ConnectorForm({ plugins, plugin, onPlugin, creating }: ConnectorFormProps) {
  return (
    <div className="stack">
      <Card>
        <Choice
          label="Plugin"
          value={plugin ?? ''}
          options={[
            ['', 'Choose one'],
            ...plugins.map(({ class: name, type }) => [name, `${name.split('.').at(-1)} (${type})`] as const),
          ]}
          onChange={(value) => onPlugin(value || undefined)}
        />
      </Card>
      {plugin !== undefined && <PluginForm key={plugin} plugin={plugin} creating={creating} />}
    </div>
  );
}

function PluginForm({
  plugin,
  creating,
}: {
  readonly plugin: string;
  readonly creating: ActState<ConnectorCreation>;
}) {
  const query = useQuery({
    ...read<PluginDefinition>(apiPaths.connectorPlugin(plugin)),
    staleTime: Infinity,
  });
  return (
    <Loaded query={query}>
      {(definition) => <Fields plugin={plugin} definition={definition} creating={creating} />}
    </Loaded>
  );
}

interface FieldsProps {
  readonly plugin: string;
  readonly definition: PluginDefinition;
  readonly creating: ActState<ConnectorCreation>;
}

function Fields({ plugin, definition, creating }: FieldsProps) {
  const [name, setName] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [withAll, setWithAll] = useState(false);
  const { check, validation, isChecking, problem } = useValidation(plugin);
  const errors = new Map([...errorsByKey(validation), ...refusals(creating)]);
  const config = configOf(plugin, values);
  const create = async (): Promise<void> => {
    const answer = await check({ ...config, name });
    if (answer?.errorCount === 0) creating.start({ name, config });
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <Card>
        <div className="form-grid">
          <TextField label="Name" value={name} onChange={setName} error={errors.get('name')} />
          <Check label="All settings" isOn={withAll} onChange={setWithAll} />
        </div>
      </Card>
      {formGroups(definition, values, withAll).map((group) => (
        <Card key={group.name} title={group.name}>
          <div className="form-grid wide">
            {group.keys.map((key) => (
              <ConfigField
                key={key.name}
                configKey={key}
                value={values[key.name]}
                recommended={validation?.keys.find((each) => each.name === key.name)?.recommendedValues ?? []}
                error={errors.get(key.name)}
                onChange={(value) => setValues({ ...values, [key.name]: value })}
              />
            ))}
          </div>
        </Card>
      ))}
      {errors.size > 0 && <Note tone="bad">{summaryOf([...errors.keys()])}</Note>}
      {(creating.problem ?? problem) !== null && (
        <Note tone="bad">{(creating.problem ?? problem)?.message}</Note>
      )}
      <div className="row">
        <Button type="submit" kind="main" disabled={name === '' || isChecking || creating.isBusy}>
          Create
        </Button>
        <Button disabled={isChecking} onClick={() => void check({ ...config, name })}>
          Check
        </Button>
        {validation?.errorCount === 0 && <span className="good small">Everything fits.</span>}
      </div>
    </form>
  );
}

function useValidation(plugin: string) {
  const [validation, setValidation] = useState<ConfigValidation>();
  const checking = useAct<() => Promise<void>>({ run: (check) => check(), changes: [] });
  const check = (config: Readonly<Record<string, string>>): Promise<ConfigValidation | undefined> =>
    new Promise((resolve) => {
      checking.start(async () => {
        try {
          const body = { method: 'POST', body: config } as const;
          const answer = await request<ConfigValidation>(apiPaths.connectorValidation(plugin), body);
          setValidation(answer);
          resolve(answer);
        } catch (error) {
          resolve(undefined);
          throw error;
        }
      });
    });
  return { check, validation, isChecking: checking.isBusy, problem: checking.problem };
}

function refusals({ problem }: ActState<ConnectorCreation>): [string, string][] {
  return [...(problem?.fieldErrors ?? [])].map(([pointer, detail]) => [keyOf(pointer), detail]);
}

/** Errors of keys that are not shown have to be seen as well. */
function summaryOf(keys: readonly string[]): string {
  return `${keys.length === 1 ? 'One setting does' : `${keys.length} settings do`} not fit: ${keys.join(', ')}.`;
}
