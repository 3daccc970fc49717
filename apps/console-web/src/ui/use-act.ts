import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ApiProblem, problemOf } from '../api/problem.ts';
import { say } from './toasts.tsx';

interface Act<Input, Answer> {
  readonly run: (input: Input) => Promise<Answer>;
  /** What is said when it is done. */
  readonly done?: (answer: Answer, input: Input) => string;
  /** What has to be asked for anew, by the beginning of its key; left out: everything that is shown. */
  readonly changes?: readonly QueryKey[];
  readonly onDone?: (answer: Answer, input: Input) => void;
  /** False: whoever shows `problem` does so in its place. */
  readonly saysProblems?: boolean;
}

export interface ActState<Input> {
  readonly start: (input: Input) => void;
  readonly isBusy: boolean;
  readonly problem: ApiProblem | null;
  readonly reset: () => void;
}

/** Something that changes the platform: runs, says what came of it and has what is shown asked for anew. */
export function useAct<Input = void, Answer = unknown>(act: Act<Input, Answer>): ActState<Input> {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: act.run,
    onSuccess: (answer, input) => {
      const { changes = [[]] } = act;
      for (const queryKey of changes) void client.invalidateQueries({ queryKey });
      if (act.done !== undefined) say(act.done(answer, input));
      act.onDone?.(answer, input);
    },
    onError: (error) => {
      if (act.saysProblems === true) say('That did not work', problemOf(error).message, 'bad');
    },
  });
  const { mutate, isPending, error, reset } = mutation;
  return { start: mutate, isBusy: isPending, problem: error === null ? null : problemOf(error), reset };
}
