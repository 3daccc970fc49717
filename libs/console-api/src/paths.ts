import type { ConnectorAction } from './connectors.ts';

const part = encodeURIComponent;
const topic = (name: string): string => `/api/topics/${part(name)}`;
const group = (name: string): string => `/api/groups/${part(name)}`;
const letters = (name: string): string => `/api/dead-letters/${part(name)}`;
const connector = (name: string): string => `/api/connectors/${part(name)}`;
const user = (id: string): string => `/api/users/${part(id)}`;
const payment = (id: string): string => `/api/payments/${part(id)}`;

/** Where everything is. Names are encoded; queries are the caller's to add. */
export const apiPaths = {
  session: () => '/api/session',
  overview: () => '/api/overview',
  stream: () => '/api/stream',

  payments: () => '/api/payments',
  payment,
  paymentLife: (id: string) => `${payment(id)}/life`,
  paymentLifeStream: (id: string) => `${payment(id)}/life/stream`,
  userLimit: (userId: string) => `${user(userId)}/limit`,
  notifications: (userId: string) => `${user(userId)}/notifications`,
  notificationStream: (userId: string) => `${user(userId)}/notifications/stream`,

  topics: () => '/api/topics',
  topic,
  topicConfig: (name: string) => `${topic(name)}/config`,
  topicPartitions: (name: string) => `${topic(name)}/partitions`,
  topicEmptying: (name: string) => `${topic(name)}/empty`,
  topicContract: (name: string) => `${topic(name)}/contract`,

  messages: (name: string) => `${topic(name)}/messages`,
  message: (name: string, partition: number, offset: number) =>
    `${topic(name)}/messages/${partition}/${offset}`,
  messageSearch: (name: string) => `${topic(name)}/messages/search`,
  messageTail: (name: string) => `${topic(name)}/messages/tail`,
  messageDownload: (name: string) => `${topic(name)}/messages/download`,
  messageCopy: (name: string) => `${topic(name)}/messages/copy`,

  groups: () => '/api/groups',
  group,
  groupOffsets: (name: string) => `${group(name)}/offsets`,
  groupOffsetPreview: (name: string) => `${group(name)}/offsets/preview`,

  deadLetters: () => '/api/dead-letters',
  deadLettersOf: letters,
  deadLetterReplay: (name: string) => `${letters(name)}/replay`,
  deadLetterEditedReplay: (name: string, offset: number) => `${letters(name)}/${offset}/replay`,

  connectors: () => '/api/connectors',
  connector,
  connectorConfig: (name: string) => `${connector(name)}/config`,
  connectorAction: (name: string, action: ConnectorAction) => `${connector(name)}/actions/${action}`,
  connectorTaskRestart: (name: string, task: number) => `${connector(name)}/tasks/${task}/restart`,
  connectorOffsets: (name: string) => `${connector(name)}/offsets`,
  connectorPlugins: () => '/api/connector-plugins',
  connectorPlugin: (className: string) => `/api/connector-plugins/${part(className)}`,
  connectorValidation: (className: string) => `/api/connector-plugins/${part(className)}/validate`,

  archive: () => '/api/archive',
  archiveObject: () => '/api/archive/object',
  archiveProofs: () => '/api/archive/proofs',
  archiveProof: (name: string) => `/api/archive/proofs/${part(name)}`,

  cluster: () => '/api/cluster',
  brokerConfig: (id: number) => `/api/cluster/brokers/${id}/config`,
} as const;
