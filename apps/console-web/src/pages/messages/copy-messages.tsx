import { apiPaths, type CopyProgress, type MessageCopy } from '@payments/console-api';
import { useRef, useState } from 'react';
import { ApiProblem, problemOf } from '../../api/problem.ts';
import { send } from '../../api/request.ts';
import { readLines } from '../../api/read-lines.ts';
import { formatCount } from '../../format/numbers.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { say } from '../../ui/toasts.tsx';
import { FilterFields } from './filter-fields.tsx';
import { filterOf, type FilterSearch } from './message-filter.ts';

/** Copies what fits a filter into another topic, with progress. */
export function CopyMessages({ topic, onClose }: { readonly topic: string; readonly onClose: () => void }) {
  const [to, setTo] = useState('');
  const [filter, setFilter] = useState<FilterSearch>({});
  const { copy, stop, progress, isBusy, problem } = useCopying(topic, onClose);
  const start = (): void => {
    const wanted = filterOf(filter);
    void copy({ to, ...(wanted !== undefined && { filter: wanted }) });
  };
  return (
    <FormDialog
      title={`Copy ${topic}`}
      description="Records go into another topic with their keys, values and headers. What was copied stays if you stop."
      act={isBusy ? 'Copying' : 'Copy'}
      isReady={to !== ''}
      isBusy={isBusy}
      problem={problem}
      onSubmit={start}
      onClose={() => {
        stop();
        onClose();
      }}
    >
      <TextField label="To topic" value={to} onChange={setTo} />
      <div className="form-grid">
        <FilterFields filter={filter} onChange={setFilter} />
      </div>
      {progress !== undefined && (
        <p className="small num" role="status">
          {formatCount(progress.copied)} copied; {formatCount(progress.searched)} of{' '}
          {formatCount(progress.total)} offsets read
        </p>
      )}
    </FormDialog>
  );
}

function useCopying(topic: string, onDone: () => void) {
  const [progress, setProgress] = useState<CopyProgress>();
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const abort = useRef<AbortController>(undefined);
  const copy = async (body: MessageCopy): Promise<void> => {
    const { signal } = (abort.current = new AbortController());
    setBusy(true);
    setProblem(null);
    try {
      const response = await send(apiPaths.messageCopy(topic), { method: 'POST', body, signal });
      for await (const line of readLines<CopyProgress>(response)) {
        setProgress(line);
        if (line.problem !== undefined)
          throw new ApiProblem({ status: 500, title: 'Not copied', ...line.problem });
        if (!line.isDone) continue;
        say(`${formatCount(line.copied)} records are in ${body.to}`);
        onDone();
      }
    } catch (error) {
      if (!signal.aborted) setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { copy, stop: () => abort.current?.abort(), progress, isBusy, problem };
}
