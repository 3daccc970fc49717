/** What can be wrong with a request to the cluster; whoever answers it maps each of these to a status of its own. */
export type ConnectClusterError =
  | UnknownConnectorError
  | UnknownTaskError
  | NoStatusError
  | ConnectorExistsError
  | NotStoppedError
  | InvalidOffsetsError
  | ConflictError
  | NotReadyError;

/** 404. */
export class UnknownConnectorError extends Error {
  override readonly name = 'UnknownConnectorError';
}

/** 404. */
export class UnknownTaskError extends Error {
  override readonly name = 'UnknownTaskError';
}

/** 404: nothing has been said about the state of the connector or the task yet. */
export class NoStatusError extends Error {
  override readonly name = 'NoStatusError';
}

/** 409. */
export class ConnectorExistsError extends Error {
  override readonly name = 'ConnectorExistsError';
}

/** 400: offsets are written by hand only while a connector is stopped. */
export class NotStoppedError extends Error {
  override readonly name = 'NotStoppedError';
}

/** 400: what was asked to be written are no offsets of this connector. */
export class InvalidOffsetsError extends Error {
  override readonly name = 'InvalidOffsetsError';
}

/** 409: others wrote again and again in between, or tasks that should have stopped still run. Nothing has changed; ask again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** 503: Kafka is away, or the state of the cluster has not been read yet. Nothing has changed, as far as is known. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}
