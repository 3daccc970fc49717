import type { FlowNode, FlowNodeId } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { Archive, Bell, Cable, Database, Gauge, Layers, type LucideIcon, Webhook } from 'lucide-react';
import { formatCount } from '../../format/numbers.ts';
import type { NodeBox } from './flow-layout.ts';

interface Face {
  readonly name: string;
  readonly role: string;
  readonly icon: LucideIcon;
  readonly to: string;
}

const faces: Readonly<Record<FlowNodeId, Face>> = {
  'payments-api': { name: 'payments-api', role: 'takes payments', icon: Webhook, to: '/payments' },
  mysql: { name: 'MySQL', role: 'payments', icon: Database, to: '/payments' },
  'payments.requested': {
    name: 'payments.requested',
    role: 'events',
    icon: Layers,
    to: '/topics/payments.requested',
  },
  'limit-check': { name: 'limit-check', role: 'ten a day', icon: Gauge, to: '/groups/limit-check' },
  'payments.decided': {
    name: 'payments.decided',
    role: 'events',
    icon: Layers,
    to: '/topics/payments.decided',
  },
  'limits.exceeded': { name: 'limits.exceeded', role: 'events', icon: Layers, to: '/topics/limits.exceeded' },
  notifications: { name: 'notifications', role: 'tells the user', icon: Bell, to: '/groups/notifications' },
  connector: { name: 'connector', role: 'copies changes', icon: Cable, to: '/connectors' },
  'connect-topics': { name: 'mysql.*', role: 'changes', icon: Layers, to: '/topics?q=mysql.' },
  s3: { name: 'S3 archive', role: 'by the hour', icon: Archive, to: '/archive' },
};

const stateWords = { up: 'up', degraded: 'degraded', down: 'down', unknown: 'not known' } as const;

/** A service, topic or store, and whether it is well. It leads to its page. */
export function FlowNodeCard({ node, box }: { readonly node: FlowNode; readonly box: NodeBox }) {
  const { name, role, icon: Icon, to } = faces[node.id];
  const { x, y, width, height } = box;
  return (
    <li
      className="flow-node"
      data-kind={node.kind}
      data-state={node.state}
      style={{ left: x - width / 2, top: y - height / 2, width, height }}
    >
      <Link to={to} title={node.detail ?? undefined}>
        {node.kind !== 'topic' && <Icon size={17} strokeWidth={1.8} aria-hidden />}
        <span className="grow">
          <span className="flow-name truncate">{name}</span>
          <span className="flow-role truncate">
            {node.count === null ? (node.detail ?? role) : `${formatCount(node.count)} ${role}`}
          </span>
        </span>
        <span className="dot" aria-hidden />
        <span className="visually-hidden">
          {stateWords[node.state]}
          {node.detail !== null && `: ${node.detail}`}
        </span>
      </Link>
    </li>
  );
}
