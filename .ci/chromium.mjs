// Chromium by its debugging pipe, for the checks beside this file.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Runs an action with a page of a new browser; what went wrong in the page, and what it asked for, is in problems and requests.
export const withPage = async action => {
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  const chromium = spawn(
    process.env.BROWSER_BINARY,
    ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

  // Messages are JSON that ends in a zero.
  const waiting = new Map(), problems = [], requests = [];
  let number = 0, rest = '';
  chromium.stdio[4].on('data', data => {
    const parts = (rest + data).split('\0');
    rest = parts.pop();
    for (const message of parts.map(part => JSON.parse(part))) {
      const { method, params } = message;
      if (message.id) { waiting.get(message.id)?.(message); waiting.delete(message.id); }
      if (method === 'Runtime.exceptionThrown') problems.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
      if (method === 'Runtime.consoleAPICalled' && params.type === 'error') problems.push(JSON.stringify(params.args));
      if (method === 'Log.entryAdded' && params.entry.level === 'error') problems.push(params.entry.text);
      if (method === 'Network.requestWillBeSent') requests.push(params.request.url);
    }
  });
  const send = (method, params = {}, sessionId) => new Promise((done, fail) => {
    waiting.set(++number, answer => answer.error ? fail(new Error(`${method}: ${answer.error.message}`)) : done(answer.result));
    chromium.stdio[3].write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`);
  });
  try {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const call = (method, params) => send(method, params, sessionId);
    const run = async expression => {
      const { result, exceptionDetails } = await call('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await call(`${domain}.enable`);
    await action({ call, run, requests, problems });
  } catch (error) {
    problems.push(error.stack);
  } finally {
    chromium.kill();
    await new Promise(done => chromium.exitCode !== null || chromium.signalCode ? done() : chromium.on('exit', done));
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  return problems;
};

export const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

// Says how many checks there were, and what was wrong.
export const report = (checks, what, problems) => {
  for (const problem of problems) console.error(problem);
  console.log(`${checks} checks of ${what}, ${problems.length} problems`);
  process.exitCode = problems.length ? 1 : 0;
};
