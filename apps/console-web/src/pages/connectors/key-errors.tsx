import type { ApiProblem } from '../../api/problem.ts';
import { Note } from '../../ui/blank.tsx';

/** What is wrong with which key. */
export function KeyErrors({ problem }: { readonly problem: ApiProblem | null }) {
  const errors = [...(problem?.fieldErrors ?? [])];
  if (errors.length === 0) return null;
  return (
    <Note tone="warn">
      <ul>
        {errors.map(([pointer, detail]) => (
          <li key={pointer}>
            <code>{keyOf(pointer)}</code> {detail}
          </li>
        ))}
      </ul>
    </Note>
  );
}

/** The key a JSON Pointer into the body means. */
export function keyOf(pointer: string): string {
  return pointer
    .replace(/^\/(?:config\/)?/, '')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
