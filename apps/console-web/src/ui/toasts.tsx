import { Suspense, useEffect, useState } from 'react';
import { idleAfterMs, later } from './later.ts';

export interface ToastText {
  readonly title: string;
  readonly description?: string;
  readonly type: 'good' | 'bad' | 'info';
}

const ToastRegion = later(() => import('./toast-region.tsx'), 'ToastRegion');

const waiting: ToastText[] = [];
let show: ((text: ToastText) => void) | undefined;

/** Says for a moment what has come of an act; before there is a place for it, it waits. */
export function say(title: string, description?: string, type: ToastText['type'] = 'good'): void {
  const text = { title, type, ...(description !== undefined && { description }) };
  if (show === undefined) waiting.push(text);
  else show(text);
}

/** From now on, and what waits. */
export function showToastsWith(place: ((text: ToastText) => void) | undefined): void {
  show = place;
  if (place !== undefined) for (const text of waiting.splice(0)) place(text);
}

/** Where it is said. The first view needs no such place. */
export function Toasts() {
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setThere(true), idleAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return <Suspense>{isThere && <ToastRegion />}</Suspense>;
}
