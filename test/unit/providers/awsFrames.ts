import { crc32 } from 'node:zlib';

function number(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value >>> 0);
  return buffer;
}

function header(name: string, value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([7]),
    length,
    bytes,
  ]);
}

/** A message of AWS's binary event stream: its length, its headers, its payload, and two sums. */
function frame(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const named = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const prelude = Buffer.concat([number(16 + named.length + payload.length), number(named.length)]);
  const start = Buffer.concat([prelude, number(crc32(prelude)), named, payload]);
  return Buffer.concat([start, number(crc32(start))]);
}

/** An event of the Messages API as Bedrock streams it. */
export function awsMessage(event: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
  const headers = {
    ':event-type': 'chunk',
    ':content-type': 'application/json',
    ':message-type': 'event',
  };
  return frame(headers, Buffer.from(JSON.stringify({ bytes })));
}

/** An exception inside a stream. */
export function awsException(type: string, more: object = {}): Buffer {
  const headers = {
    ':exception-type': type,
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return frame(headers, Buffer.from(JSON.stringify({ message: 'It went wrong.', ...more })));
}

/** An error that the service has no name of an exception for. */
export function awsError(code: string): Buffer {
  const headers = {
    ':error-code': code,
    ':error-message': 'It went wrong.',
    ':message-type': 'error',
  };
  return frame(headers, Buffer.alloc(0));
}
