import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouter } from '@tanstack/react-router';
import { Lock, Menu, Monitor, Moon, Sun, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { session } from '../api/queries.ts';
import { useLiveStream } from '../live/live.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Nav } from './nav.tsx';
import type { Theme } from './theme.ts';
import { useTheme } from './use-theme.ts';

const themeSigns = { system: Monitor, light: Sun, dark: Moon } as const satisfies Record<Theme, unknown>;

/** What is around every page. */
export function Shell() {
  const [isNavOpen, setNavOpen] = useState(false);
  const isConnected = useLiveStream();
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="topbar">
        <Brand />
        <IconButton
          label={isNavOpen ? 'Close the menu' : 'Open the menu'}
          aria-expanded={isNavOpen}
          onClick={() => setNavOpen(!isNavOpen)}
        >
          {isNavOpen ? <X size={18} aria-hidden /> : <Menu size={18} aria-hidden />}
        </IconButton>
      </header>
      <aside className="side" aria-label="Console" data-open={isNavOpen}>
        <div className="side-brand">
          <Brand />
        </div>
        <Nav onLeave={() => setNavOpen(false)} />
        <SideFoot isConnected={isConnected} />
      </aside>
      <main id="page" tabIndex={-1}>
        {!isConnected && (
          <div className="disconnected" role="alert">
            <span className="dot" aria-hidden /> The console does not answer. What you see is the last that
            was known; connecting again.
          </div>
        )}
        <Outlet />
      </main>
      <Announcer />
    </div>
  );
}

function Brand() {
  return (
    <div className="brand">
      <img src="/icon.svg" alt="" width={26} height={26} />
      <span>
        Payments <span className="faint">on Kafka</span>
      </span>
    </div>
  );
}

function SideFoot({ isConnected }: { readonly isConnected: boolean }) {
  const { data } = useQuery(session);
  const [theme, nextTheme] = useTheme();
  const Sign = themeSigns[theme];
  return (
    <div className="side-foot">
      <Badge tone={isConnected ? 'good' : 'warn'} hasDot>
        {isConnected ? 'Live' : 'Reconnecting'}
      </Badge>
      {data?.isReadOnly === true && (
        <Badge tone="info">
          <Lock size={11} aria-hidden /> Read only
        </Badge>
      )}
      <span className="grow" />
      <IconButton label={`Theme: ${theme}`} onClick={nextTheme}>
        <Sign size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

/** Tells a screen reader that another page has come. */
function Announcer() {
  const router = useRouter();
  const [title, setTitle] = useState('');
  useEffect(
    () => router.subscribe('onRendered', () => requestAnimationFrame(() => setTitle(document.title))),
    [router],
  );
  return (
    <div className="visually-hidden" aria-live="polite">
      {title}
    </div>
  );
}
