import { apiPaths, type TopicCreation, type TopicDetail } from '@payments/console-api';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { useAct } from '../../ui/use-act.ts';
import { readConfigText } from './config-text.ts';

export function CreateTopic({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [partitions, setPartitions] = useState('6');
  const [replicas, setReplicas] = useState('');
  const [settings, setSettings] = useState('');
  const { config, wrong } = readConfigText(settings);
  const creating = useAct<TopicCreation, TopicDetail>({
    run: (body) => request(apiPaths.topics(), { method: 'POST', body }),
    done: (topic) => `${topic.name} is there`,
    onDone: ({ name: topic }) => void navigate({ to: '/topics/$topic/partitions', params: { topic } }),
  });
  const errorOf = (field: string) => creating.problem?.fieldErrors.get(`/${field}`);
  const create = (): void =>
    creating.start({
      name,
      partitions: Number(partitions),
      ...(replicas !== '' && { replicationFactor: Number(replicas) }),
      ...(Object.keys(config).length > 0 && { config }),
    });
  return (
    <FormDialog
      title="Create a topic"
      act="Create"
      isReady={name !== '' && Number(partitions) > 0 && wrong === undefined}
      isBusy={creating.isBusy}
      problem={creating.problem}
      onSubmit={create}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        error={errorOf('name')}
        placeholder="orders.placed"
      />
      <div className="form-grid">
        <TextField
          label="Partitions"
          inputMode="numeric"
          value={partitions}
          onChange={setPartitions}
          error={errorOf('partitions')}
        />
        <TextField
          label="Replicas"
          hint="Empty: as the cluster is set"
          inputMode="numeric"
          value={replicas}
          onChange={setReplicas}
          error={errorOf('replicationFactor')}
        />
      </div>
      <TextArea
        label="Settings"
        hint="name=value, a line each"
        rows={3}
        placeholder={'cleanup.policy=compact\nretention.ms=604800000'}
        value={settings}
        onChange={setSettings}
        error={wrong === undefined ? errorOf('config') : `“${wrong}” is not name=value.`}
      />
    </FormDialog>
  );
}
