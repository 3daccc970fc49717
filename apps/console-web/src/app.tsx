import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries.ts';
import { takeFirstOverview } from './live/live.ts';
import { router } from './router/router.ts';
import { Toasts } from './ui/toasts.tsx';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no #root.');

void takeFirstOverview(queryClient);
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
