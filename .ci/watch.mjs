// Looks at a training while it runs: node watch.mjs FOLDER ADDRESS, see .ci/browser.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, report, withPage } from './chromium.mjs';

const [folder, address] = process.argv.slice(2);
if (folder) mkdirSync(folder, { recursive: true });

let checks = 0;
const found = await withPage(async ({ call, run, requests, problems }) => {
  const check = (what, good) => {
    checks++;
    if (!good) problems.push(what);
  };
  // Until an expression is true, or for two minutes.
  const until = async (what, expression) => {
    for (let i = 0; i < 600; i++) {
      if (await run(expression)) return check(what, true);
      await pause(200);
    }
    check(what, false);
  };
  const picture = async name => {
    if (!folder) return;
    const { data } = await call('Page.captureScreenshot', { captureBeyondViewport: true });
    writeFileSync(join(folder, `${name}.png`), Buffer.from(data, 'base64'));
  };
  const rows = `(document.querySelector('details tbody')?.rows.length ?? 0)`;
  const drawn = `[...document.querySelectorAll('[data-chart] canvas')].every(canvas => {
    const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return new Set(pixels).size > 2;
  })`;

  await call('Emulation.setDeviceMetricsOverride', { width: 1200, height: 900, deviceScaleFactor: 1, mobile: false });
  await call('Page.navigate', { url: address });
  await until('it does not say where the training is', `/^Epoch \\d+ of \\d+/.test(document.querySelector('[role=status]')?.textContent)`);
  await until('the first epochs do not appear', `${rows} >= 2 && document.querySelectorAll('[data-chart]').length >= 2`);
  await pause(300);
  check('its charts are not drawn', await run(drawn));
  await picture('watch');

  // What was zoomed and opened stays so while epochs come in.
  await run(`document.querySelector('details').open = true, document.querySelector('.tools button').click()`);
  const before = await run(rows);
  await until('no more epochs appear', `${rows} > ${before}`);
  check('what was opened is shut again', await run(`document.querySelector('details').open`));
  check('its charts are not drawn again', await run(drawn));

  // Another page cannot read it, and the report is one of its pages.
  check('there is no report', await run(`fetch('/report').then(answer => answer.text()).then(text => text.includes('Samples on their way'))`));
  check('there are files', await run(`fetch('/run.json').then(answer => answer.status)`) === 404);
  await until('it does not say that the training has finished', `document.querySelector('[role=status]').textContent.includes('has finished')`);
  await pause(300);
  check('it has lost its charts', await run(drawn));
  const elsewhere = requests.filter(url => !url.startsWith(address));
  check(`it asks for ${elsewhere}`, elsewhere.length === 0);
  await picture('watch-finished');
  // The file that is not there is no problem of the page.
  const at = problems.findIndex(problem => problem.includes('404'));
  if (at >= 0) problems.splice(at, 1);
});

report(checks, 'a training that runs', found);
