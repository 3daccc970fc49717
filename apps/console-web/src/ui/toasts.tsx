import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { IconButton } from './button.tsx';

const manager = Toast.createToastManager();

/** Says for a moment what has come of an act. */
export function say(title: string, description?: string, type: 'good' | 'bad' | 'info' = 'good'): void {
  manager.add({ title, type, ...(description !== undefined && { description }) });
}

export function Toasts({ children }: { readonly children: React.ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Content className="grow">
        <Toast.Title />
        <Toast.Description className="muted small" />
      </Toast.Content>
      <Toast.Close render={<IconButton label="Dismiss" size="small" />}>
        <X size={14} aria-hidden />
      </Toast.Close>
    </Toast.Root>
  ));
}
