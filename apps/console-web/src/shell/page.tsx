import { type ReactNode, useEffect } from 'react';

interface PageProps {
  readonly title: string;
  /** Where it belongs, above the title. */
  readonly above?: ReactNode;
  /** Beside the title: states. */
  readonly beside?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** What every page begins with. */
export function Page({ title, above, beside, description, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Payments on Kafka`;
  }, [title]);
  return (
    <div className="stack page">
      <header className="page-head">
        <div className="stack close grow">
          {above !== undefined && <div className="small page-above">{above}</div>}
          <div className="row wrap">
            <h1 className="page-title">{title}</h1>
            {beside}
          </div>
          {description !== undefined && <p className="muted page-description">{description}</p>}
        </div>
        {actions !== undefined && <div className="row wrap">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
