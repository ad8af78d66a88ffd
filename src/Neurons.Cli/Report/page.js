// Draws the charts of the page, and shows what its pickers choose. A chart can be zoomed (drag, buttons, + and −), moved (shift and drag,
// arrows) and read (hover); a row of a grid of colors is drawn as a curve below when it is clicked.
'use strict';
(() => {
  let charts = JSON.parse(document.getElementById('charts').textContent);
  const maps = {
    viridis: ['440154', '482475', '414487', '355f8d', '2a788e', '21918c', '22a884', '44bf70', '7ad151', 'bddf26', 'fde725'],
    grey: ['ffffff', '111111'], diverging: ['0072b2', 'f7f7f7', 'd55e00'],
  };
  const rgb = (map, share) => {
    const all = maps[map], at = Math.min(Math.max(share, 0), 1) * (all.length - 1), low = Math.min(Math.floor(at), all.length - 2);
    const part = (color, i) => parseInt(color.slice(2 * i, 2 * i + 2), 16);
    return [0, 1, 2].map(i => Math.round(part(all[low], i) + (part(all[low + 1], i) - part(all[low], i)) * (at - low)));
  };
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const text = value => value === null || Number.isNaN(value) ? '–' : Number.isInteger(value) ? String(value) : String(+value.toPrecision(5));

  // Numbers in 16 bits each, from low to high; the last level is for what is not finite.
  const unpack = ({ low, high, levels }) => {
    const all = bytes(levels), values = new Float32Array(all.length / 2);
    for (let i = 0; i < values.length; i++) {
      const level = all[2 * i] | all[2 * i + 1] << 8;
      values[i] = level === 65535 ? NaN : low + (high - low) * level / 65534;
    }
    return values;
  };

  // Round numbers between two, about so many.
  const ticks = (low, high, count, whole) => {
    const rough = (high - low) / Math.max(count, 1), power = 10 ** Math.floor(Math.log10(rough));
    let step = [1, 2, 5, 10].map(k => k * power).find(k => k >= rough * 0.999);
    if (whole) step = Math.max(1, Math.round(step));
    const all = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) all.push(+(k * step).toPrecision(12));
    return all;
  };

  // What each kind of chart has: its extent, what is drawn, and what is under the pointer.
  const kinds = {
    lines: {
      extent(c) {
        const xs = c.series.flatMap(s => s.xs), ys = c.series.flatMap(s => s.ys).filter(y => y !== null);
        const ends = all => all.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
        let [x0, x1, y0, y1] = [...ends(xs), ...ends(ys)];
        if (!ys.length) [y0, y1] = [0, 1];
        if (x0 === x1) [x0, x1] = [x0 - 0.5, x1 + 0.5];
        const pad = (y1 - y0) * 0.06 || Math.abs(y0) * 0.1 || 0.5;
        return [x0, x1, y0 - pad, y1 + pad];
      },
      draw(c, g, X, Y) {
        for (const s of c.series) {
          g.strokeStyle = g.fillStyle = css(`--s${s.color % 10}`);
          g.lineWidth = 1.6;
          g.setLineDash(s.dashed ? [5, 4] : []);
          g.beginPath();
          let gap = true;
          s.xs.forEach((x, i) => {
            if (s.ys[i] === null) gap = true;
            else { g[gap ? 'moveTo' : 'lineTo'](X(x), Y(s.ys[i])); gap = false; }
          });
          g.stroke();
          g.setLineDash([]);
          if (s.xs.length <= 40) s.xs.forEach((x, i) => {
            if (s.ys[i] !== null) { g.beginPath(); g.arc(X(x), Y(s.ys[i]), 2.2, 0, 7); g.fill(); }
          });
        }
      },
      read(c, x) {
        let best = null;
        for (const s of c.series) for (const value of s.xs) if (best === null || Math.abs(value - x) < Math.abs(best - x)) best = value;
        if (best === null) return null;
        const values = c.series.filter(s => s.xs.includes(best)).map(s => `${s.name} ${text(s.ys[s.xs.indexOf(best)])}`);
        return [`${c.x} ${text(best)}`, ...values].join('\n');
      },
    },
    raster: {
      extent: c => [0.5 * c.dt, (c.columns + 0.5) * c.dt, -0.5, Math.max(c.rows, 1) - 0.5],
      draw(c, g, X, Y) {
        c.on ??= bytes(c.bits);
        g.fillStyle = css('--ink');
        const height = Math.max(Math.abs(Y(1) - Y(0)) * 0.8, 1), width = Math.min(Math.max((X(c.dt) - X(0)) * 0.5, 1), 3);
        for (let i = 0; i < c.rows * c.columns; i++) {
          if (!(c.on[i >> 3] >> (i & 7) & 1)) continue;
          g.fillRect(X((i % c.columns + 1) * c.dt) - width / 2, Y(Math.floor(i / c.columns)) - height / 2, width, height);
        }
      },
      read(c, x, y) {
        const [row, column] = [Math.round(y), Math.round(x / c.dt) - 1];
        if (row < 0 || row >= c.rows || column < 0 || column >= c.columns) return null;
        const bit = i => c.on[i >> 3] >> (i & 7) & 1;
        let count = 0;
        for (let t = 0; t < c.columns; t++) count += bit(row * c.columns + t);
        const here = bit(row * c.columns + column) ? 'spike' : 'no spike';
        return `${c.y} ${row}, ${c.x} ${text((column + 1) * c.dt)}: ${here}\n${count} spike${count === 1 ? '' : 's'} in all`;
      },
    },
    heat: {
      extent: c => c.image ? [0, c.columns, c.rows, 0] : [0.5 * c.dt, (c.columns + 0.5) * c.dt, -0.5, c.rows - 0.5],
      range({ values: { low, high }, colors }) {
        const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
        return colors === 'diverging' ? [-most, most] : low < high ? [low, high] : [low - 0.5, high + 0.5];
      },
      draw(c, g, X, Y) {
        c.numbers ??= unpack(c.values);
        const [low, high] = this.range(c);
        if (!c.bitmap) {
          c.bitmap = Object.assign(document.createElement('canvas'), { width: c.columns, height: c.rows });
          const pixels = new ImageData(c.columns, c.rows);
          c.numbers.forEach((value, i) => {
            if (!Number.isNaN(value)) pixels.data.set([...rgb(c.colors, (value - low) / (high - low)), 255], 4 * i);
          });
          c.bitmap.getContext('2d').putImageData(pixels, 0, 0);
        }
        // The first row of an image is on top.
        const [x0, x1, bottom, top] = this.extent(c), [y0, y1] = c.image ? [top, bottom] : [bottom, top];
        g.imageSmoothingEnabled = false;
        g.save();
        g.translate(X(x0), Y(y0));
        g.scale((X(x1) - X(x0)) / c.columns, (Y(y1) - Y(y0)) / c.rows);
        g.drawImage(c.bitmap, 0, 0);
        g.restore();
      },
      cell(c, x, y) {
        const [row, column] = c.image ? [Math.floor(y), Math.floor(x)] : [Math.round(y), Math.round(x / c.dt) - 1];
        return row < 0 || row >= c.rows || column < 0 || column >= c.columns ? null : [row, column];
      },
      read(c, x, y) {
        const at = this.cell(c, x, y);
        if (!at) return null;
        const value = c.numbers[at[0] * c.columns + at[1]];
        return c.image && Number.isNaN(value) ? null
          : `${c.image ? `row ${at[0]}, column ${at[1]}` : `${c.y} ${at[0]}, ${c.x} ${text((at[1] + 1) * c.dt)}`}: ${text(value)}`;
      },
      click(c, x, y) {
        const at = this.cell(c, x, y);
        if (!at || c.image) return null;
        const values = [...c.numbers.subarray(at[0] * c.columns, (at[0] + 1) * c.columns)].map(v => Number.isNaN(v) ? null : v);
        return [`${c.y} ${at[0]}`, { kind: 'lines', x: c.x, y: c.label, dt: c.dt, series: [{ name: c.label, values, color: 0 }] }];
      },
    },
    bars: {
      extent: c => [c.low, c.high, 0, Math.max(...c.heights) * 1.06 || 1],
      draw(c, g, X, Y) {
        g.fillStyle = css('--s0');
        const width = (c.high - c.low) / c.heights.length;
        c.heights.forEach((height, i) => {
          const [left, right] = [X(c.low + i * width), X(c.low + (i + 1) * width)];
          g.fillRect(left, Y(height), Math.max(right - left - (right - left > 4 ? 1 : 0), 0.5), Y(0) - Y(height));
        });
      },
      read(c, x) {
        const width = (c.high - c.low) / c.heights.length, i = Math.floor((x - c.low) / width);
        if (i < 0 || i >= c.heights.length) return null;
        return (width === 1 && c.low === 0 ? `${c.x} ${i}` : `${c.x} ${text(c.low + i * width)} to ${text(c.low + (i + 1) * width)}`)
          + `\n${c.y} ${text(c.heights[i])}`;
      },
    },
  };

  class Chart {
    constructor(place, chart) {
      Object.assign(this, { place, chart, kind: kinds[chart.kind] });
      // Of curves, few numbers are written as they are.
      for (const s of chart.series ?? []) {
        s.ys = Array.isArray(s.values) ? s.values : [...unpack(s.values)].map(y => Number.isNaN(y) ? null : y);
        s.xs = s.ys.map((_, i) => +((i + 1) * chart.dt).toPrecision(9));
      }
      this.full = this.view = this.kind.extent(chart);
      this.canvas = place.appendChild(document.createElement('canvas'));
      this.canvas.tabIndex = 0;
      const tools = document.createElement('div');
      tools.className = 'tools';
      const acts = [['+', 'closer', () => this.zoom(0.6)], ['−', 'farther', () => this.zoom(1 / 0.6)], ['⤢', 'all', () => this.show(this.full)]];
      for (const [sign, title, act] of acts) {
        const button = tools.appendChild(document.createElement('button'));
        [button.textContent, button.title, button.type, button.onclick] = [sign, title, 'button', act];
      }
      place.parentNode.appendChild(tools);
      if (chart.kind === 'lines' && chart.series.length > 1) {
        const legend = place.parentNode.appendChild(document.createElement('div'));
        legend.className = 'legend';
        for (const s of chart.series) {
          const name = legend.appendChild(document.createElement('span'));
          name.textContent = s.name;
          name.style.setProperty('--color', `var(--s${s.color % 10})`);
          name.style.setProperty('--dash', s.dashed ? 'dashed' : 'solid');
        }
      }
      this.listen();
      new ResizeObserver(() => this.draw()).observe(place);
    }

    // Pixels of the frame, and how values become pixels.
    layout() {
      const { clientWidth: width, clientHeight: height } = this.place, c = this.chart, bar = c.kind === 'heat' ? 58 : 16;
      const frame = { left: c.image ? 4 : 56, top: 8, right: width - bar, bottom: height - (c.image ? 6 : 36) };
      if (c.image) {
        const size = Math.min((frame.right - frame.left) / c.columns, (frame.bottom - frame.top) / c.rows);
        frame.right = frame.left + size * c.columns;
        frame.bottom = frame.top + size * c.rows;
      }
      const [x0, x1, y0, y1] = this.view;
      return {
        width, height, frame,
        X: x => frame.left + (x - x0) / (x1 - x0) * (frame.right - frame.left),
        Y: y => frame.bottom - (y - y0) / (y1 - y0) * (frame.bottom - frame.top),
        x: pixel => x0 + (pixel - frame.left) / (frame.right - frame.left) * (x1 - x0),
        y: pixel => y0 + (frame.bottom - pixel) / (frame.bottom - frame.top) * (y1 - y0),
      };
    }

    draw() {
      const { width, height, frame, X, Y } = this.layout();
      if (!width) return;
      const scale = devicePixelRatio || 1, c = this.chart, g = this.canvas.getContext('2d');
      [this.canvas.width, this.canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
      g.scale(scale, scale);
      g.font = '11px system-ui, sans-serif';
      const [x0, x1, y0, y1] = this.view, [ink, soft, grid] = ['--ink', '--soft', '--grid'].map(css);
      const counted = /^(step|epoch|neuron|input|output|count|neurons)$/;
      const xs = c.image ? [] : ticks(x0, x1, (frame.right - frame.left) / 70, counted.test(c.x));
      const ys = c.image ? [] : ticks(y0, y1, (frame.bottom - frame.top) / 32, counted.test(c.y) && c.kind !== 'lines');
      g.strokeStyle = grid;
      g.beginPath();
      for (const x of xs) { g.moveTo(X(x), frame.top); g.lineTo(X(x), frame.bottom); }
      for (const y of ys) { g.moveTo(frame.left, Y(y)); g.lineTo(frame.right, Y(y)); }
      g.stroke();
      g.save();
      g.beginPath();
      g.rect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
      g.clip();
      this.kind.draw(c, g, X, Y);
      g.restore();
      g.strokeStyle = g.fillStyle = soft;
      g.lineWidth = 1;
      g.strokeRect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
      g.textAlign = 'center';
      for (const x of xs) g.fillText(text(x), X(x), frame.bottom + 14);
      g.textAlign = 'right';
      for (const y of ys) g.fillText(text(y), frame.left - 5, Y(y) + 4);
      g.fillStyle = ink;
      g.textAlign = 'center';
      if (!c.image) {
        g.fillText(c.x, (frame.left + frame.right) / 2, frame.bottom + 30);
        this.upright(g, c.y, 11, (frame.top + frame.bottom) / 2);
      }
      if (c.kind === 'heat') this.colors(g, frame, soft, ink);
      if (this.box) {
        g.strokeStyle = ink;
        g.setLineDash([4, 3]);
        g.strokeRect(...this.box);
        g.setLineDash([]);
      }
    }

    upright(g, words, x, y) {
      g.save();
      g.translate(x, y);
      g.rotate(-Math.PI / 2);
      g.fillText(words, 0, 0);
      g.restore();
    }

    // The scale of colors beside a grid.
    colors(g, frame, soft, ink) {
      const [low, high] = this.kind.range(this.chart), height = frame.bottom - frame.top, left = frame.right + 8;
      for (let i = 0; i < height; i++) {
        g.fillStyle = `rgb(${rgb(this.chart.colors, i / height)})`;
        g.fillRect(left, frame.bottom - i - 1, 8, 1.5);
      }
      g.fillStyle = soft;
      g.textAlign = 'left';
      for (const value of ticks(low, high, height / 45)) g.fillText(text(value), left + 11, frame.bottom - (value - low) / (high - low) * height + 4);
    }

    show(view) {
      this.view = view;
      this.draw();
    }

    zoom(factor) {
      const [x0, x1, y0, y1] = this.view, [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
      this.show([x + (x0 - x) * factor, x + (x1 - x) * factor, y + (y0 - y) * factor, y + (y1 - y) * factor]);
    }

    move(right, up) {
      const [x0, x1, y0, y1] = this.view, [x, y] = [(x1 - x0) * right, (y1 - y0) * up];
      this.show([x0 + x, x1 + x, y0 + y, y1 + y]);
    }

    listen() {
      const at = event => { const box = this.canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
      let from = null, last = null;
      this.canvas.onpointerdown = event => {
        if (event.pointerType === 'touch') return;
        this.canvas.setPointerCapture(event.pointerId);
        from = last = at(event);
      };
      this.canvas.onpointermove = event => {
        const [x, y] = at(event), { frame, x: valueX, y: valueY } = this.layout();
        if (from && event.shiftKey) {
          this.move((last[0] - x) / (frame.right - frame.left), (y - last[1]) / (frame.bottom - frame.top));
          this.moved = true;
        } else if (from && !this.moved) {
          this.box = [Math.min(from[0], x), Math.min(from[1], y), Math.abs(x - from[0]), Math.abs(y - from[1])];
          this.draw();
        }
        last = [x, y];
        const inside = x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
        this.tip(inside ? this.kind.read(this.chart, valueX(x), valueY(y)) : null, x, y);
      };
      this.canvas.onpointerup = event => {
        const [x, y] = at(event), { x: valueX, y: valueY } = this.layout(), start = from, moved = this.moved;
        [from, this.box, this.moved] = [null, null, false];
        if (moved) return;
        if (start && Math.abs(x - start[0]) > 6 && Math.abs(y - start[1]) > 6) {
          const [left, right, low, high] = [Math.min(x, start[0]), Math.max(x, start[0]), Math.max(y, start[1]), Math.min(y, start[1])];
          this.show([valueX(left), valueX(right), valueY(low), valueY(high)]);
        } else {
          this.draw();
          this.open(this.kind.click?.(this.chart, valueX(x), valueY(y)));
        }
      };
      this.canvas.onpointerleave = () => this.tip(null);
      this.canvas.ondblclick = () => this.show(this.full);
      this.canvas.onkeydown = event => {
        const act = { '+': () => this.zoom(0.6), '-': () => this.zoom(1 / 0.6), 0: () => this.show(this.full), ArrowLeft: () => this.move(-0.1, 0),
          ArrowRight: () => this.move(0.1, 0), ArrowUp: () => this.move(0, 0.1), ArrowDown: () => this.move(0, -0.1) }[event.key];
        if (act) { act(); event.preventDefault(); }
      };
    }

    tip(words, x, y) {
      this.note ??= Object.assign(this.place.appendChild(document.createElement('div')), { className: 'tip' });
      this.note.hidden = !words;
      if (!words) return;
      this.note.textContent = words;
      this.note.style.left = `${Math.max(0, x + 14 + this.note.offsetWidth > this.place.clientWidth ? x - 14 - this.note.offsetWidth : x + 14)}px`;
      this.note.style.top = `${Math.max(0, y - this.note.offsetHeight - 6)}px`;
    }

    // The course of one row, in a figure of its own below.
    open(opened) {
      if (!opened) return;
      this.below?.remove();
      this.below = document.createElement('figure');
      this.below.appendChild(document.createElement('figcaption')).textContent = opened[0];
      const place = this.below.appendChild(document.createElement('div'));
      place.className = 'chart';
      this.place.closest('figure').after(this.below);
      new Chart(place, opened[1]);
    }
  }

  const drawn = new Map();
  const visible = () => {
    for (const place of document.querySelectorAll('[data-chart]')) {
      if (!drawn.has(place) && place.offsetParent !== null) drawn.set(place, new Chart(place, charts[place.dataset.chart]));
    }
  };
  // What depends on pickers is shown where each is at its value, or at *, which is all.
  let pickers = {};
  const choose = () => {
    for (const each of document.querySelectorAll('[data-when]')) {
      each.hidden = !each.dataset.when.split(' ').every(pair => {
        const [name, value] = pair.split('=');
        return pickers[name].value === '*' || pickers[name].value === value;
      });
    }
    visible();
  };
  const begin = () => {
    pickers = Object.fromEntries([...document.querySelectorAll('[data-pick]')].map(picker => [picker.dataset.pick, picker]));
    for (const picker of Object.values(pickers)) picker.onchange = choose;
    choose();
  };
  matchMedia('(prefers-color-scheme: dark)').onchange = () => drawn.forEach(chart => chart.draw());
  begin();

  // What a newer version of the page says in place of this one; what was opened stays open, and what was zoomed stays so.
  window.refresh = newer => {
    charts = JSON.parse(newer.getElementById('charts').textContent);
    const zoomed = new Map([...drawn].filter(([, chart]) => chart.view !== chart.full).map(([{ ariaLabel }, { view }]) => [ariaLabel, view]));
    const open = [...document.querySelectorAll('details')].map(each => each.open);
    const here = [...document.querySelectorAll('body > section, body > p')];
    [...newer.querySelectorAll('body > section, body > p')].forEach((each, i) => here[i].replaceWith(document.adoptNode(each)));
    document.querySelectorAll('details').forEach((each, i) => { each.open = open[i] ?? false; });
    drawn.clear();
    begin();
    for (const [place, chart] of drawn) if (zoomed.has(place.ariaLabel)) chart.show(zoomed.get(place.ariaLabel));
  };
})();
