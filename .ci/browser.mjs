// Looks at the pages of reports: node browser.mjs FOLDER PAGE…, see .ci/browser.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pause, report, withPage } from './chromium.mjs';

const [folder, ...pages] = process.argv.slice(2);
if (folder) mkdirSync(folder, { recursive: true });

let checks = 0;
const found = await withPage(async ({ call, run, requests, problems }) => {
  const check = (what, good) => {
    checks++;
    if (!good) problems.push(what);
  };

  for (const page of pages) {
    for (const scheme of ['light', 'dark']) {
      for (const width of [1400, 420]) {
        const name = `${basename(page, '.html')}-${scheme}-${width}`;
        requests.length = 0;
        await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
        await call('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
        await call('Page.navigate', { url: `file://${resolve(page)}` });
        await pause(700);
        check(`${name}: it asks for ${requests.slice(1)}`, requests.length === 1);
        check(`${name}: it is wider than the window`, await run('document.documentElement.scrollWidth <= innerWidth'));
        // A chart is drawn where its canvas has several colors.
        const empty = await run(`[...document.querySelectorAll('[data-chart]')].filter(place => place.offsetParent !== null).filter(place => {
          const canvas = place.querySelector('canvas');
          if (!canvas || !canvas.width) return true;
          const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          return new Set(pixels).size < 3;
        }).map(place => place.ariaLabel)`);
        check(`${name}: not drawn: ${empty}`, empty.length === 0);
        // Images stand upright: what is drawn in the middle of each cell is as dark as the number there.
        const upsideDown = await run(`(() => {
          const charts = JSON.parse(document.getElementById('charts').textContent);
          return [...document.querySelectorAll('[data-chart]')].filter(place => place.offsetParent !== null).filter(place => {
            const { kind, image, colors, rows, columns, values } = charts[place.dataset.chart];
            if (kind !== 'heat' || !image || colors !== 'grey') return false;
            const canvas = place.querySelector('canvas'), levels = atob(values.levels);
            const size = Math.min((canvas.width - 62) / columns, (canvas.height - 14) / rows);
            for (let i = 0; i < rows * columns; i++) {
              const share = (levels.charCodeAt(2 * i) + 256 * levels.charCodeAt(2 * i + 1)) / 65534;
              const [x, y] = [4 + (i % columns + 0.5) * size, 8 + (Math.floor(i / columns) + 0.5) * size];
              const [red] = canvas.getContext('2d').getImageData(Math.round(x), Math.round(y), 1, 1).data;
              if (Math.abs(red - (255 - 238 * share)) > 3) return true;
            }
            return false;
          }).map(place => place.ariaLabel);
        })()`);
        check(`${name}: not as its numbers are: ${upsideDown}`, upsideDown.length === 0);
        if (folder) {
          const height = await run('document.documentElement.scrollHeight');
          const { data } = await call('Page.captureScreenshot', { captureBeyondViewport: true, clip: { x: 0, y: 0, width, height, scale: 1 } });
          writeFileSync(join(folder, `${name}.png`), Buffer.from(data, 'base64'));
        }

        const pickers = await run(`[...document.querySelectorAll('[data-pick]')].filter(picker => picker.offsetParent !== null
          && picker.options.length > 1).map(picker => picker.dataset.pick)`);
        check(`${name}: it has no picker`, pickers.length > 0);
        for (const picker of pickers) {
          const shown = `[...document.querySelectorAll('[data-when]')].filter(each => !each.hidden).map(each => each.dataset.when).join()`;
          const [before, after] = await run(`(() => {
            const before = ${shown}, picker = document.querySelector('[data-pick="${picker}"]');
            const pick = index => { picker.selectedIndex = index; picker.dispatchEvent(new Event('change')); };
            pick(picker.options.length - 1);
            const after = ${shown};
            pick(0);
            return [before, after];
          })()`);
          check(`${name}: the picker ${picker} changes nothing`, before !== after && after.length > 0);
        }
        // Zoom, and hover: the pointer goes to the middle of the first chart.
        const [x, y] = await run(`(() => {
          const canvas = document.querySelector('[data-chart] canvas');
          canvas.scrollIntoView({ block: 'center' });
          const box = canvas.getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2];
        })()`);
        const pixels = `document.querySelector('[data-chart] canvas').toDataURL()`;
        await call('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
        check(`${name}: nothing is read where the pointer is`, await run(`!!document.querySelector('.tip:not([hidden])')?.textContent`));
        const before = await run(pixels);
        await call('Input.dispatchMouseEvent', { type: 'mousePressed', x, y, button: 'left', clickCount: 1 });
        await call('Input.dispatchMouseEvent', { type: 'mouseMoved', x: x + 60, y: y + 50, button: 'left', buttons: 1 });
        await call('Input.dispatchMouseEvent', { type: 'mouseReleased', x: x + 60, y: y + 50, button: 'left', clickCount: 1 });
        check(`${name}: a frame does not zoom`, await run(pixels) !== before);
        await run(`document.querySelector('.tools button:last-child').click()`);
        check(`${name}: "all" does not lead back`, await run(`document.querySelector('.tip').hidden = true, ${pixels}`) === before);
      }
    }
  }
});

report(checks, `${pages.length} pages`, found);
