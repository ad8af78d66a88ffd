// Keeps the page of a training that goes on up to date, by the events of the server that it came from.
'use strict';
(() => {
  const events = new EventSource('/events'), place = document.querySelector('.now'), epochs = Number(place.dataset.epochs);
  const [bar, words] = [place.querySelector('progress'), place.querySelector('[role=status]')];
  const percent = share => `${(100 * share).toFixed(1)} %`;
  let ended = false, shown = Promise.resolve();
  events.addEventListener('progress', ({ data }) => {
    const now = JSON.parse(data);
    bar.value = now.epoch - 1 + now.samples / now.of;
    words.textContent = `Epoch ${now.epoch} of ${epochs}, sample ${now.samples} of ${now.of}: loss ${now.loss === null ? '–' : now.loss.toFixed(4)}, `
      + `${now.accuracy === null ? '' : `${percent(now.accuracy)} correct, `}${now.rate === null ? '–' : Math.round(now.rate).toLocaleString('en')} samples/s`;
  });
  const show = async () => {
    try {
      const answer = await fetch('/');
      if (answer.ok) window.refresh(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      // The server has ended meanwhile, which the next event or its absence says.
    }
  };
  events.addEventListener('epoch', ({ data }) => {
    if (JSON.parse(data).epoch === Number(place.dataset.shown ?? bar.value)) return;
    place.dataset.shown = JSON.parse(data).epoch;
    shown = show();
  });
  events.addEventListener('end', async ({ data }) => {
    ended = true;
    // The server waits until the last epoch is shown.
    await shown;
    events.close();
    const { how } = JSON.parse(data);
    if (how === 'finished') bar.value = bar.max;
    words.textContent = how === 'finished' ? 'The training has finished; its report.html is in the folder of the run.' : 'The training has stopped.';
    document.querySelector('a[href="/report"]')?.closest('p').remove();
  });
  events.onerror = () => {
    if (!ended) words.textContent = 'The training cannot be reached: it has ended, or is busy.';
  };
})();
