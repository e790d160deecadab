/** A client that counts and parses what it receives. */
export interface ReceiveClient {
  readonly name: string;
  /** Path of its connection. */
  readonly path: string;
  open(port: number): Promise<void>;
  /** Frames received and parsed since it was made. */
  readonly frames: number;
  close(): Promise<void>;
}
