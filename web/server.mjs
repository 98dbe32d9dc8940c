// What the page asks of the server; every failure comes back as an Error whose message is a sentence for people.

export const LIVEKIT_CLIENT = '/vendor/livekit-client.esm.mjs';
const PATIENCE_MS = 60_000;
const UNREACHABLE = 'I can’t reach the assistant. Is it still running?';

export const timezone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || undefined;

export async function health() {
  return (await ask('/healthz')).json();
}

export async function voiceClientThere() {
  try {
    return (await fetch(LIVEKIT_CLIENT, { method: 'HEAD' })).ok;
  } catch {
    return false;
  }
}

export async function converse(text, sessionId) {
  return (await post('/api/v1/conversation', { text, session_id: sessionId, timezone: timezone() })).json();
}

export async function voiceToken() {
  return (await post('/api/v1/token', { participant_attributes: { timezone: timezone() } })).json();
}

async function post(path, body) {
  const request = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  try {
    return await ask(path, request);
  } catch (error) {
    if (error.status !== 401) throw error;
    // The cookie is of one start of the server: after a restart the page fetches the new one and goes on.
    await ask('/', { cache: 'no-store' });
    return ask(path, request);
  }
}

async function ask(path, request = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE_MS), ...request });
  } catch (error) {
    throw Object.assign(new Error(error.name === 'TimeoutError' ? 'That took too long. Please try again.' : UNREACHABLE), { status: 0 });
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  let sentence = problem.detail || `The assistant answered with an error (${response.status}).`;
  if (response.status === 401) sentence = 'This page only works on the machine that the assistant runs on. Elsewhere, use an app with an API key.';
  throw Object.assign(new Error(sentence), { status: response.status });
}
