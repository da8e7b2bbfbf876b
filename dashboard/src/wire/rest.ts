// Reads of the REST API; the server's own origin unless the page runs in development.
export const SERVER =
  process.env.NEXT_PUBLIC_WS_URL || (typeof window === "undefined" ? "" : location.origin);

export class RestError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

export async function read<Answer>(
  path: string,
  query: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const text = new URLSearchParams(query).toString();
  const answer = await fetch(`${SERVER}${path}${text && `?${text}`}`, { signal: signal ?? null });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new RestError(answer.status, body.error ?? answer.statusText, body.field);
  return body as Answer;
}
