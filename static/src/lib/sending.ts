/** Where a file may be put: the form that the object store accepts once. */
export interface Form {
  readonly url: string;
  readonly fields: Record<string, string>;
}

export interface Sending {
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

/**
 * Send a file straight to the object store. XMLHttpRequest, because fetch doesn't tell how far it is.
 * Answers with the status of the store; rejects with a TypeError, as fetch does, when it can't be reached.
 */
export function sendForm({ url, fields }: Form, file: File, { onProgress, signal }: Sending): Promise<number> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  // The store ignores what comes after the file.
  body.append("file", file);
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded / Math.max(1, total));
    request.onload = () => resolve(request.status);
    request.onerror = () => reject(new TypeError(`The store at ${url} can't be reached.`));
    request.onabort = () => reject(signal?.reason);
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.open("POST", url);
    request.send(body);
  });
}
