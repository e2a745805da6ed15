"use strict";
(() => {
  const REQUESTED = 1, WHOLE = 2, OTHER = 4, EXCLUDED = 8;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), text === undefined ? {} : { textContent: text }, more);
  const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const size = (bytes) => {
    const units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let power = 0;
    let value = bytes;
    while (value >= 1000 && power < units.length - 1) { value /= 1000; power += 1; }
    return power ? `${value.toFixed(2)}${units[power]}` : `${bytes}B`;
  };
  const share = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(part * 1000 < whole ? 2 : 1)}%` : "");
  const builds = JSON.parse($("#data").textContent).builds;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // ---- the tree: plain objects, made once for each build

  class Directory {
    constructor(name, parent) {
      this.name = name;
      this.parent = parent;
      this.path = parent && parent.path ? `${parent.path}/${name}` : name;
      this.leaves = [];
      this.directories = [];
      this.bytes = 0;
      this.files = 0;
      this.sums = null;
      this.hits = true;
    }
    get isDirectory() { return true; }
  }

  class Leaf {
    constructor(name, parent, number, files, bytes, kind) {
      this.name = name;
      this.parent = parent;
      this.number = number;
      this.own = files;
      this.weight = bytes;
      this.kind = kind;
      this.bytes = 0;
      this.files = 0;
      this.hits = true;
    }
    get isDirectory() { return false; }
    get path() { const above = this.parent.path; return this.name ? (above ? `${above}/${this.name}` : this.name) : `${above || "."}: ${count(this.files, "file")} not listed`; }
  }

  const grow = (plain, parent) => {
    const [name, sums, files, inside] = plain;
    const directory = new Directory(name, parent);
    for (let at = 0; at < files.length; at += 3) directory.leaves.push(new Leaf(files[at], directory, files[at + 2], 1, files[at + 1], "file"));
    for (let at = 0; at < sums.length; at += 3) directory.leaves.push(new Leaf("", directory, sums[at], sums[at + 1], sums[at + 2], "rest"));
    for (const one of inside) directory.directories.push(grow(one, directory));
    return directory;
  };

  const state = { build: null, tree: null, view: null, colouring: "happens", root: null, focus: null, query: "", only: -1, table: "directories", sort: {}, rows: 60 };

  // ---- what becomes of a file, and the colourings

  const classOf = (leaf) => state.build.classes[leaf.number];
  const findingOf = (node) => {
    for (let one = node; one; one = one.parent) {
      if (one.path !== undefined && (one.isDirectory || one.name)) {
        const found = state.build.byPath.get(one.path);
        if (found) return found;
      }
    }
    return null;
  };
  const takersOf = (node) => {
    const found = [];
    for (const row of state.build.instructions) {
      const [, , , , places] = row;
      if (places.some((place) => place === "" || node.path === place || node.path.startsWith(`${place}/`))) found.push(row);
    }
    return found;
  };
  const extension = (name) => {
    const dot = name.lastIndexOf(".");
    return dot > 0 ? name.slice(dot).toLowerCase() : "no extension";
  };
  const PALETTE = ["#7fbfba", "#f0a860", "#d98bbd", "#a5c26f", "#8aa9e0", "#e3c55b", "#b39ddb", "#e88f86", "#79b990", "#b4b9c1"];

  const colourings = {
    happens: {
      name: "what happens",
      prepare: () => ["received and fine", "leaves with --fix", "needs you", "excluded", "not taken by this build"],
      colours: ["--fine", "--leaves", "--needs", "--excluded", "--unused"],
      of: (leaf, inherited) => {
        const [received, , , leaves] = classOf(leaf);
        if (received & EXCLUDED && !(received & bitsNow() & ~EXCLUDED)) return 3;
        if (!(received & (REQUESTED | OTHER))) return 4;
        if (leaves) return 1;
        return inherited ? (inherited[4] && !state.build.hasFix ? 1 : 2) : 0;
      },
    },
    type: {
      name: "file type",
      prepare: () => {
        const sums = new Map();
        each(state.tree, (leaf) => { if (leaf.bytes && leaf.name) { const key = extension(leaf.name); sums.set(key, (sums.get(key) || 0) + leaf.bytes); } });
        const largest = [...sums].sort((one, two) => two[1] - one[1]).slice(0, PALETTE.length - 1).map(([key]) => key);
        state.types = new Map(largest.map((key, number) => [key, number]));
        return [...largest, "other types"];
      },
      colours: PALETTE,
      of: (leaf) => (leaf.name && state.types.has(extension(leaf.name)) ? state.types.get(extension(leaf.name)) : state.types.size),
    },
    takers: {
      name: "who takes it",
      prepare: () => [...state.build.instructions.slice(0, PALETTE.length - 2).map((row) => `line ${row[0]} ${row[1]}`.slice(0, 60)), "several instructions", "no instruction"],
      colours: PALETTE,
      of: (leaf, _, takers) => {
        const shown = Math.min(state.build.instructions.length, PALETTE.length - 2);
        const [received] = classOf(leaf);
        if (!takers.length || !(received & (REQUESTED | OTHER))) return shown + 1;
        return takers.length > 1 || takers[0] >= shown ? shown : takers[0];
      },
    },
    changed: {
      name: "what changed",
      prepare: () => ["as it was", "new", "changed"],
      colours: ["--excluded", "--leaves", "--needs"],
      of: (leaf) => {
        const change = leaf.name ? state.build.changes[leaf.path] : undefined;
        return change ? (change[0] === null ? 1 : 2) : 0;
      },
    },
  };

  const bitsNow = () => state.view.bits;
  const each = (directory, visit) => {
    for (const leaf of directory.leaves) visit(leaf);
    for (const inner of directory.directories) each(inner, visit);
  };

  // ---- sums for a view and a colouring: one pass over the tree

  const weigh = () => {
    const bits = state.view.bits, after = state.view.key === "after", classes = state.build.classes;
    const counts = classes.map(([received, , , leaves]) => received & bits && !(after && leaves));
    const weighs = classes.map(([received, counted, , leaves]) => received & bits && counted & bits && !(after && leaves));
    const pass = (directory) => {
      directory.bytes = directory.files = 0;
      for (const leaf of directory.leaves) {
        leaf.files = counts[leaf.number] ? leaf.own : 0;
        leaf.bytes = weighs[leaf.number] ? leaf.weight : 0;
        directory.bytes += leaf.bytes;
        directory.files += leaf.files;
      }
      for (const inner of directory.directories) { pass(inner); directory.bytes += inner.bytes; directory.files += inner.files; }
    };
    pass(state.tree);
    colour();
  };

  const colour = () => {
    const colouring = colourings[state.colouring];
    state.labels = colouring.prepare();
    const number = state.labels.length;
    const byPlace = state.colouring === "takers" ? state.build.instructions : [];
    const starts = new Map();
    byPlace.forEach((row, index) => row[4].forEach((place) => starts.set(place, [...(starts.get(place) || []), index])));
    const pass = (directory, finding, takers) => {
      finding = state.build.byPath.get(directory.path) || finding;
      if (starts.has(directory.path)) takers = [...new Set([...takers, ...starts.get(directory.path)])];
      const sums = new Float64Array(number * 2);
      for (const leaf of directory.leaves) {
        const path = leaf.name && (state.build.byPath.size || starts.size) ? leaf.path : "";
        const own = path && starts.has(path) ? [...new Set([...takers, ...starts.get(path)])] : takers;
        leaf.group = colouring.of(leaf, (path && state.build.byPath.get(path)) || finding, own);
        sums[leaf.group * 2] += leaf.bytes;
        sums[leaf.group * 2 + 1] += leaf.files;
      }
      for (const inner of directory.directories) {
        pass(inner, finding, takers);
        for (let at = 0; at < sums.length; at += 1) sums[at] += inner.sums[at];
      }
      directory.sums = sums;
    };
    pass(state.tree, null, []);
  };

  const search = () => {
    const words = state.query.toLowerCase();
    let bytes = 0, files = 0;
    const pass = (directory, inside) => {
      const whole = inside || !words || directory.name.toLowerCase().includes(words) || (directory.path && words.includes("/") && directory.path.toLowerCase().includes(words));
      let any = whole;
      for (const leaf of directory.leaves) {
        leaf.hits = whole || (leaf.name && (leaf.name.toLowerCase().includes(words) || (words.includes("/") && leaf.path.toLowerCase().includes(words))));
        if (leaf.hits) { any = true; bytes += leaf.bytes; files += leaf.files; }
      }
      for (const inner of directory.directories) if (pass(inner, whole)) any = true;
      directory.hits = any;
      return any;
    };
    pass(state.tree, false);
    state.hits = words ? { bytes, files } : null;
  };

  // ---- layout: only what is large enough to be seen is laid out, the rest of a directory is one cell

  const map = $("#map"), canvas = $("#map canvas"), context = canvas.getContext("2d");
  const LEAST = 56;
  let cells = [], box = { width: 0, height: 0, ratio: 1 };

  const inside = (node, area, whole) => {
    const least = (LEAST / area) * whole;
    const large = [];
    const rest = { isFold: true, parent: node, bytes: 0, files: 0, name: "", group: 0, hits: false, members: 0 };
    const sums = new Map();
    const fold = (one, group) => { rest.bytes += one.bytes; rest.files += one.files; rest.members += 1; rest.hits = rest.hits || one.hits; sums.set(group, (sums.get(group) || 0) + one.bytes); };
    for (const one of node.leaves) if (one.bytes) { if (one.bytes >= least) large.push(one); else fold(one, one.group); }
    for (const one of node.directories) if (one.bytes) { if (one.bytes >= least) large.push(tip(one)); else fold(one, dominant(one)); }
    if (rest.bytes) {
      rest.group = [...sums].sort((one, two) => two[1] - one[1])[0][0];
      large.push(rest);
    }
    return large;
  };
  // A directory that holds nothing but one other is shown together with that.
  const tip = (directory) => {
    let one = directory;
    while (one.directories.length && !one.leaves.some((leaf) => leaf.bytes)) {
      const filled = one.directories.filter((inner) => inner.bytes);
      if (filled.length !== 1) break;
      [one] = filled;
    }
    return one;
  };
  const dominant = (directory) => {
    let best = 0;
    for (let at = 2; at < directory.sums.length; at += 2) if (directory.sums[at] > directory.sums[best]) best = at;
    return best / 2;
  };

  const layout = () => {
    const bounds = map.getBoundingClientRect();
    box = { width: Math.max(50, bounds.width), height: Math.max(50, bounds.height), ratio: Math.min(3, devicePixelRatio || 1) };
    canvas.width = Math.round(box.width * box.ratio);
    canvas.height = Math.round(box.height * box.ratio);
    const whole = state.root.bytes, area = box.width * box.height;
    if (!whole) { cells = []; return; }
    const hierarchy = d3.hierarchy(state.root, (node) => (node.isDirectory ? inside(node, area, whole) : null))
      .sum((node) => (node.isDirectory ? 0 : node.bytes))
      .sort((one, two) => two.value - one.value);
    d3.treemap().size([box.width, box.height]).round(true).paddingInner(1)
      .paddingOuter((one) => (one.depth ? 2 : 0))
      .paddingTop((one) => (one.depth && one.x1 - one.x0 > 34 && one.y1 - one.y0 > 34 ? 18 : one.depth ? 2 : 0))(hierarchy);
    cells = hierarchy.descendants().filter((cell) => cell.depth && cell.x1 > cell.x0 && cell.y1 > cell.y0);
  };

  // ---- drawing

  let palette = {};
  const variable = (name) => (name.startsWith("--") ? palette[name] || (palette[name] = getComputedStyle(document.documentElement).getPropertyValue(name).trim()) : name);
  const light = new Map();
  const isLight = (hex) => {
    if (!light.has(hex)) {
      const number = parseInt(hex.length === 4 ? hex.slice(1).replace(/./g, "$&$&") : hex.slice(1), 16);
      const linear = [number >> 16, (number >> 8) & 255, number & 255].map((part) => { const one = part / 255; return one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4; });
      light.set(hex, 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179);
    }
    return light.get(hex);
  };
  const fits = (text, width) => {
    if (context.measureText(text).width <= width) return text;
    let from = 0, to = text.length;
    while (from < to) { const middle = (from + to + 1) >> 1; if (context.measureText(`${text.slice(0, middle)}…`).width <= width) from = middle; else to = middle - 1; }
    return from > 1 ? `${text.slice(0, from)}…` : "";
  };
  const nameOf = (node, above = node.parent) => {
    if (node.isFold) return node.files === 1 ? "1 small file" : `${node.files.toLocaleString("en")} small files`;
    return node.isDirectory ? `${above && above.path ? node.path.slice(above.path.length + 1) : node.path}/` : node.name || `${count(node.files, "file")} not listed`;
  };

  const draw = () => {
    const started = performance.now();
    const scale = box.ratio;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = variable("--directory");
    context.fillRect(0, 0, box.width, box.height);
    const colours = colourings[state.colouring].colours;
    const ink = variable("--ink"), paper = variable("--directory"), edge = variable("--line");
    context.textBaseline = "top";
    for (const cell of cells) {
      const node = cell.data, width = cell.x1 - cell.x0, height = cell.y1 - cell.y0;
      const dim = !node.hits || (state.only >= 0 && !(node.isDirectory ? node.sums[state.only * 2] : node.group === state.only));
      context.globalAlpha = dim ? 0.16 : 1;
      if (cell.children) {
        context.fillStyle = paper;
        context.fillRect(cell.x0, cell.y0, width, height);
        context.strokeStyle = edge;
        context.strokeRect(cell.x0 + 0.5, cell.y0 + 0.5, width - 1, height - 1);
        if (width > 34 && height > 34) {
          context.font = "600 12px system-ui, sans-serif";
          context.fillStyle = ink;
          const label = fits(nameOf(node, cell.parent.data), width - 8);
          context.fillText(label, cell.x0 + 4, cell.y0 + 3);
          const at = context.measureText(label).width + 12;
          context.font = "12px system-ui, sans-serif";
          if (width - at > 64) context.fillText(size(node.bytes), cell.x0 + at, cell.y0 + 3);
        }
        continue;
      }
      const group = node.isDirectory ? dominant(node) : node.group;
      const fill = variable(colours[Math.min(group, colours.length - 1)]);
      context.fillStyle = fill;
      context.fillRect(cell.x0, cell.y0, width, height);
      if ((state.colouring === "happens" && group >= 3) || node.isFold) hatch(cell, width, height, isLight(fill));
      if (width > 44 && height > 17) {
        context.fillStyle = isLight(fill) ? "#111" : "#fff";
        context.font = "12px system-ui, sans-serif";
        context.fillText(fits(nameOf(node, cell.parent.data), width - 8), cell.x0 + 4, cell.y0 + 3);
        if (height > 34) context.fillText(fits(size(node.bytes), width - 8), cell.x0 + 4, cell.y0 + 18);
      }
    }
    context.globalAlpha = 1;
    if (state.focus) {
      const cell = cells.find((one) => one.data === state.focus || (one.data.isFold && state.focus.isFold && one.data.parent === state.focus.parent));
      if (cell) {
        context.lineWidth = 3;
        context.strokeStyle = variable("--card");
        context.strokeRect(cell.x0 + 1.5, cell.y0 + 1.5, cell.x1 - cell.x0 - 3, cell.y1 - cell.y0 - 3);
        context.lineWidth = 1.5;
        context.strokeStyle = variable("--mark");
        context.strokeRect(cell.x0 + 1.5, cell.y0 + 1.5, cell.x1 - cell.x0 - 3, cell.y1 - cell.y0 - 3);
        context.lineWidth = 1;
      }
    }
    map.dataset.drawn = String(Number(map.dataset.drawn || 0) + 1);
    map.dataset.took = (performance.now() - started).toFixed(1);
  };
  const hatch = (cell, width, height, dark) => {
    if (width < 4 || height < 4) return;
    context.save();
    context.beginPath();
    context.rect(cell.x0, cell.y0, width, height);
    context.clip();
    context.globalAlpha *= 0.16;
    context.strokeStyle = dark ? "#000" : "#fff";
    context.beginPath();
    const long = Math.min(height, 2000);
    for (let at = -long; at < width; at += 9) { context.moveTo(cell.x0 + at, cell.y0 + long); context.lineTo(cell.x0 + at + long, cell.y0); }
    context.stroke();
    context.restore();
  };

  // ---- the card

  const card = $("#card");
  const describe = (node) => {
    const rows = [];
    const whole = state.tree.bytes;
    if (node.isFold) {
      rows.push(`${size(node.bytes)}, ${share(node.bytes, whole)} of all, ${count(node.files, "file")}, each too small to be drawn. Zoom in to see them.`);
      return rows;
    }
    rows.push(`${size(node.bytes)}, ${share(node.bytes, whole)} of all${node.isDirectory || node.files !== 1 ? `, ${count(node.files, "file")}` : ""}`);
    if (node.isDirectory) {
      const words = happening(node);
      if (words) rows.push(words);
    } else {
      const [received, counted, line, leaves] = classOf(node);
      const text = line ? `${state.build.ignoreFile}:${line} ${state.build.lines[line] || ""}` : "";
      if (received & EXCLUDED && !(received & TAKEN())) rows.push(text ? `excluded by ${text}` : "excluded");
      else if (!(received & TAKEN())) rows.push("received by nobody: this build does not take it");
      else {
        rows.push(leaves ? "received; leaves with --fix" : "received");
        if (text) rows.push(`decided by ${text}`);
        if (node.weight && !(counted & bitsNow())) rows.push("its bytes do not count here: it arrives empty, or under another name");
      }
    }
    const finding = findingOf(node);
    if (finding) rows.push(`${finding[1]} ${finding[3]}${finding[4] ? " (fixable)" : ""}`);
    const takers = takersOf(node);
    if (takers.length) rows.push(`taken by ${takers.slice(0, 3).map((row) => `line ${row[0]} ${row[1]}${row[5] ? " (some of it)" : ""}, stage ${row[2]}: ${row[3]}`).join("; ")}${takers.length > 3 ? ` and ${takers.length - 3} more` : ""}`);
    const change = state.build.changes[node.path];
    if (change) rows.push(`since ${state.build.since}: ${change[0] === null ? "new" : size(change[0])} → ${change[1] === null ? "gone" : size(change[1])}`);
    return rows;
  };
  const TAKEN = () => REQUESTED | OTHER;
  const happening = (node) => {
    if (state.colouring !== "happens") return "";
    return state.labels.map((label, at) => [label, node.sums[at * 2]]).filter(([, bytes]) => bytes).map(([label, bytes]) => `${label} ${size(bytes)}`).join(", ");
  };
  const showCard = (node, x, y) => {
    card.replaceChildren(make("b", node.isFold ? `${node.parent.path || "."}: ${nameOf(node)}` : node.path + (node.isDirectory ? "/" : "")), ...describe(node).map((row) => make("p", row)));
    card.hidden = false;
    const own = card.getBoundingClientRect();
    card.style.left = `${Math.max(6, Math.min(x + 16, innerWidth - own.width - 8))}px`;
    card.style.top = `${y + own.height + 24 > innerHeight ? Math.max(6, y - own.height - 12) : y + 16}px`;
  };
  const cellAt = (x, y) => {
    let found = null;
    for (const cell of cells) if (x >= cell.x0 && x < cell.x1 && y >= cell.y0 && y < cell.y1) found = cell;
    return found;
  };

  // ---- zoom, focus, keys

  const paint = () => { layout(); draw(); };
  const zoom = (node) => {
    if (!node || !node.isDirectory || !node.bytes) return;
    const from = state.root;
    state.root = node;
    state.focus = null;
    card.hidden = true;
    paint();
    for (let one = from; one; one = one.parent) if (cellOf(one)) state.focus = one;
    if (state.focus) draw();
    crumbs();
    shownTable();
  };
  const crumbs = () => {
    const chain = [];
    for (let one = state.root; one; one = one.parent) chain.unshift(one);
    const parts = [];
    chain.forEach((one, at) => {
      if (at) parts.push(make("span", "/"));
      const button = make("button", one.parent ? one.name : state.build.name || "context", { type: "button" });
      if (at === chain.length - 1) button.setAttribute("aria-current", "location");
      button.addEventListener("click", () => zoom(one));
      parts.push(button);
    });
    parts.push(make("span", ` ${size(state.root.bytes)}, ${count(state.root.files, "file")}`));
    $("#crumbs").replaceChildren(...parts);
  };
  const cellOf = (node) => cells.find((cell) => cell.data === node);
  const siblings = (node, own = node && cellOf(node)) => cells.filter((cell) => (own ? cell.parent === own.parent : cell.depth === 1)).sort((one, two) => two.value - one.value).map((cell) => cell.data);
  const focusOn = (node) => {
    state.focus = node;
    draw();
    const cell = cells.find((one) => one.data === node);
    const bounds = map.getBoundingClientRect();
    if (cell) showCard(node, bounds.left + cell.x0, bounds.top + cell.y0);
  };
  map.addEventListener("keydown", (event) => {
    const moves = event.key === "ArrowRight" || event.key === "ArrowLeft" || event.key === "ArrowDown";
    const all = moves ? siblings(state.focus) : [], at = all.indexOf(state.focus);
    const first = () => { const own = siblings(null)[0]; if (own) focusOn(own); };
    const keys = {
      ArrowRight: () => (at < 0 ? first() : focusOn(all[(at + 1) % all.length])),
      ArrowLeft: () => (at < 0 ? first() : focusOn(all[(at - 1 + all.length) % all.length])),
      ArrowDown: () => {
        if (at < 0) { first(); return; }
        const child = cells.filter((cell) => cell.parent.data === state.focus).sort((one, two) => two.value - one.value)[0];
        if (child) focusOn(child.data);
      },
      ArrowUp: () => { const own = state.focus && cellOf(state.focus); if (own && own.depth > 1) focusOn(own.parent.data); },
      Home: () => zoom(state.tree),
      Enter: () => zoom(state.focus && (state.focus.isDirectory ? state.focus : state.focus.parent)),
      Escape: () => { if (state.root.parent) zoom(state.root.parent); else { state.focus = null; card.hidden = true; draw(); } },
    };
    keys[" "] = keys.Enter;
    keys.Backspace = keys.Escape;
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); keys[event.key](); }
  });
  map.addEventListener("blur", () => { card.hidden = true; });
  canvas.addEventListener("click", (event) => {
    const cell = cellAt(event.offsetX, event.offsetY);
    if (!cell) return;
    let one = cell;
    while (one.depth > 1) one = one.parent;
    if (one.data.isDirectory) zoom(one.data);
    else if (one.data.isFold && state.root !== one.data.parent) zoom(one.data.parent);
    else focusOn(one.data);
  });
  let waiting = false;
  canvas.addEventListener("mousemove", (event) => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const cell = cellAt(event.offsetX, event.offsetY);
      if (!cell) { card.hidden = true; return; }
      if (state.focus !== cell.data) { state.focus = cell.data; draw(); }
      showCard(cell.data, event.clientX, event.clientY);
    });
  });
  canvas.addEventListener("mouseleave", () => { card.hidden = true; if (document.activeElement !== map) { state.focus = null; draw(); } });

  // ---- controls

  const pressed = (buttons, value) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.value === value)));
  const segments = (home, rows, choose) => {
    home.replaceChildren(...rows.map(([value, text, why]) => {
      const button = make("button", text, { type: "button" });
      button.dataset.value = value;
      if (why) { button.setAttribute("aria-disabled", "true"); button.title = why; }
      button.addEventListener("click", () => { if (why) $("#view-note").textContent = `${text}: ${why}`; else choose(value); });
      return button;
    }));
  };
  const chooseView = (key) => {
    state.view = state.build.views.find((view) => view.key === key);
    pressed($$("#views button"), key);
    refresh();
  };
  const refresh = () => {
    weigh();
    search();
    while (state.root.parent && !state.root.bytes) state.root = state.root.parent;
    state.focus = null;
    card.hidden = true;
    paint();
    crumbs();
    legend();
    const { bytes, files } = state.tree;
    map.dataset.bytes = String(bytes);
    map.dataset.files = String(files);
    $("#map-total").textContent = `${size(bytes)} in ${count(files, "file")}`;
    const view = state.view, stray = view.bytes !== null && (view.bytes !== bytes || view.files !== files);
    const note = [view.note, stray ? `${size(view.bytes - bytes)} in ${count(view.files - files, "file")} are not in the context: the builder adds them` : ""].filter(Boolean).join("; ");
    $("#view-note").textContent = state.hits ? `${size(state.hits.bytes)} in ${count(state.hits.files, "file")} match` : note;
    shownTable();
    table();
  };
  const legend = () => {
    const colours = colourings[state.colouring].colours;
    $("#legend").replaceChildren(...state.labels.flatMap((label, at) => {
      const bytes = state.tree.sums[at * 2], files = state.tree.sums[at * 2 + 1];
      if (!files) return [];
      const button = make("button", undefined, { type: "button" });
      const key = make("i");
      key.style.background = variable(colours[Math.min(at, colours.length - 1)]);
      button.append(key, `${label} ${size(bytes)}`);
      button.setAttribute("aria-pressed", String(state.only === at));
      button.addEventListener("click", () => { state.only = state.only === at ? -1 : at; draw(); legend(); $$("#legend button").find((one) => one.textContent === button.textContent)?.focus(); });
      return [button];
    }));
  };
  const shownTable = () => {
    const home = $("#shown-table");
    $("caption", home).textContent = `In ${state.root.path || "the context root"}: ${size(state.root.bytes)}, ${count(state.root.files, "file")}`;
    if (!$("#shown").open) { $("tbody", home).replaceChildren(); return; }
    const all = [...state.root.directories, ...state.root.leaves].filter((one) => one.files || one.bytes).sort((one, two) => two.bytes - one.bytes);
    const rows = all.slice(0, 200).map((one) => {
      const row = make("tr"), head = make("th", undefined, { scope: "row", className: "path" });
      if (one.isDirectory && one.bytes) { const button = make("button", nameOf(one), { type: "button", className: "link" }); button.addEventListener("click", () => zoom(one)); head.append(button); }
      else head.append(make("code", nameOf(one)));
      row.append(head, make("td", size(one.bytes), { className: "n" }), make("td", share(one.bytes, state.root.bytes), { className: "n" }), make("td", one.files.toLocaleString("en"), { className: "n" }),
        make("td", one.isDirectory ? happening(one) : describe(one).slice(1, 3).join("; ")));
      return row;
    });
    if (all.length > rows.length) { const row = make("tr"); row.append(make("td", `and ${count(all.length - rows.length, "smaller one")}`, { colSpan: 5 })); rows.push(row); }
    $("tbody", home).replaceChildren(...rows);
  };
  $("#shown").addEventListener("toggle", shownTable);

  // ---- tables

  const tables = {
    directories: { name: "Directories", head: [["path", 0], ["size", 1], ["share", 1], ["files", 1]], by: 1 },
    files: { name: "Files", head: [["path", 0], ["size", 1], ["share", 1], ["what happens", 0]], by: 1 },
    extensions: { name: "File types", head: [["type", 0], ["size", 1], ["share", 1], ["files", 1]], by: 1 },
    lines: { name: "Ignore file", head: [["line", 1], ["text", 0], ["keeps out", 1], ["files", 1]], by: 2 },
    instructions: { name: "Instructions", head: [["line", 1], ["instruction", 0], ["stage", 0], ["in the image", 0], ["takes", 1], ["files", 1], ["leaves with --fix", 1]], by: 4 },
  };
  const rowsOf = {
    directories: () => { const found = []; const pass = (one) => { if (one.parent && one.files) found.push([one, one.bytes, one.bytes, one.files]); one.directories.forEach(pass); }; pass(state.tree); return found; },
    files: () => { const found = []; each(state.tree, (leaf) => { if (leaf.files && leaf.name) found.push([leaf, leaf.bytes, leaf.bytes, leaf]); }); return found; },
    extensions: () => {
      const sums = new Map();
      each(state.tree, (leaf) => { if (leaf.files) { const key = leaf.name ? extension(leaf.name) : "files too small to be named here"; const row = sums.get(key) || [key, 0, 0, 0]; row[1] += leaf.bytes; row[2] += leaf.bytes; row[3] += leaf.files; sums.set(key, row); } });
      return [...sums.values()];
    },
    lines: () => state.build.byLine.map(([line, text, files, bytes]) => [line, text, bytes, files]),
    instructions: () => state.build.instructions.map((row) => [row[0], row[1], row[2], row[3], row[7], row[6], leavingOf(row)]),
  };
  const leavingOf = (row) => {
    if (!state.build.hasFix) return row[8];
    let bytes = 0;
    for (const place of row[4]) {
      const pass = (one) => { for (const leaf of one.leaves) { const [received, counted, , leaves] = classOf(leaf); if (leaves && received & REQUESTED && counted & REQUESTED) bytes += leaf.weight; } one.directories.forEach(pass); };
      let at = state.tree;
      const parts = place ? place.split("/") : [];
      while (at && parts.length) {
        const name = parts.shift(), next = at.directories.find((one) => one.name === name);
        if (!next && !parts.length) { const leaf = at.leaves.find((one) => one.name === name); if (leaf && classOf(leaf)[3]) bytes += leaf.weight; }
        at = next;
      }
      if (at) pass(at);
    }
    return bytes;
  };
  const keyOf = (value) => (value && value.path !== undefined ? value.path : value);
  const table = () => {
    const { head, by } = tables[state.table];
    const sort = state.sort[state.table] || { at: by, down: true };
    const home = $("#table");
    home.setAttribute("aria-label", tables[state.table].name);
    $("thead", home).replaceChildren((() => {
      const row = make("tr");
      head.forEach(([text, number], at) => {
        const cell = make("th", undefined, { scope: "col", className: number ? "n" : "" });
        const button = make("button", text, { type: "button" });
        if (sort.at === at) cell.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
        button.addEventListener("click", () => {
          state.sort[state.table] = { at, down: sort.at === at ? !sort.down : Boolean(number) };
          table();
          $$("thead button", home)[at].focus();
        });
        cell.append(button);
        row.append(cell);
      });
      return row;
    })());
    const words = $("#filter").value.toLowerCase();
    let rows = rowsOf[state.table]();
    const all = rows.length;
    if (words) rows = rows.filter((row) => row.some((value) => String(keyOf(value)).toLowerCase().includes(words)));
    const way = sort.down ? -1 : 1;
    const plain = new Intl.Collator("en", { numeric: true });
    rows.sort((one, two) => { const left = keyOf(one[sort.at]), right = keyOf(two[sort.at]); return way * (typeof left === "number" ? left - right : plain.compare(left, right)); });
    const shown = rows.slice(0, state.rows);
    const whole = state.table === "lines" ? 0 : state.tree.bytes;
    $("tbody", home).replaceChildren(...shown.map((row) => {
      const line = make("tr");
      row.forEach((value, at) => {
        const [title, number] = head[at];
        const cell = make(at === 0 ? "th" : "td", undefined, { className: number ? "n" : typeof value === "object" && at === 0 ? "path" : "" });
        if (at === 0) cell.scope = "row";
        if (value && value.path !== undefined) {
          if (at) cell.textContent = describe(value)[1] || "";
          else { const button = make("button", value.path + (value.isDirectory ? "/" : ""), { type: "button", className: "link" }); button.addEventListener("click", () => { zoom(value.isDirectory ? value : value.parent); if (!value.isDirectory) { state.focus = value; draw(); } map.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" }); map.focus({ preventScroll: true }); }); cell.append(button); }
        } else if (title === "share") cell.textContent = share(value, whole);
        else if (number && !["line", "files"].includes(title)) cell.textContent = size(value);
        else cell.append(["text", "instruction", "type"].includes(title) ? make("code", value) : typeof value === "number" ? value.toLocaleString("en") : value);
        line.append(cell);
      });
      return line;
    }));
    home.dataset.rows = String(rows.length);
    $("#table-note").textContent = rows.length ? `${words ? `${rows.length.toLocaleString("en")} of ` : ""}${count(all, "row")}${state.table === "lines" || state.table === "instructions" ? "" : `, ${state.view.name}`}` : "Nothing here.";
    $("#more").hidden = rows.length <= shown.length;
    $("#more").textContent = `Show more (${(rows.length - shown.length).toLocaleString("en")} left)`;
  };
  const chooseTable = (key) => { state.table = key; state.rows = 60; pressed($$("#tabs button"), key); table(); };
  $("#more").addEventListener("click", () => { state.rows += 500; table(); });

  const sortable = (home) => {
    $$("thead th", home).forEach((cell, at) => {
      const button = make("button", cell.textContent, { type: "button" });
      button.addEventListener("click", () => {
        const down = cell.getAttribute("aria-sort") !== "descending";
        $$("thead th", home).forEach((one) => one.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        const value = (row) => { const own = row.cells[at]; return own ? own.dataset.value ?? own.textContent.trim() : ""; };
        const plain = new Intl.Collator("en", { numeric: true });
        const rows = [...home.tBodies[0].rows].sort((one, two) => { const left = value(one), right = value(two); return (down ? -1 : 1) * (left !== "" && right !== "" && !isNaN(left) && !isNaN(right) ? left - right : plain.compare(left, right)); });
        home.tBodies[0].append(...rows);
      });
      cell.replaceChildren(button);
    });
  };

  // ---- rule pages: headings, paragraphs, lists, tables and code, as text and never as markup

  const inline = (home, text) => {
    for (const [at, part] of text.split("`").entries()) {
      if (at % 2) { home.append(make("code", part)); continue; }
      for (const [number, piece] of part.split("**").entries()) home.append(number % 2 ? make("b", piece) : piece.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    }
    return home;
  };
  const markdown = (home) => {
    const lines = home.textContent.split("\n"), out = [];
    for (let at = 0; at < lines.length; at += 1) {
      const line = lines[at];
      if (line.startsWith("```")) { const code = []; at += 1; while (at < lines.length && !lines[at].startsWith("```")) code.push(lines[at++]); out.push(make("pre", code.join("\n"), { tabIndex: 0 })); }
      else if (/^# /.test(line)) continue;
      else if (/^#+ /.test(line)) out.push(inline(make("h3"), line.replace(/^#+ /, "")));
      else if (/^\s*[-*] /.test(line)) {
        const list = make("ul");
        while (at < lines.length && lines[at].trim()) { if (/^\s*[-*] /.test(lines[at])) list.append(inline(make("li"), lines[at].replace(/^\s*[-*] /, ""))); else inline(list.lastChild, ` ${lines[at].trim()}`); at += 1; }
        out.push(list);
      } else if (line.startsWith("|")) {
        const grid = make("table"), body = make("tbody");
        const cells = (row, tag) => { const made = make("tr"); row.replace(/^\||\|$/g, "").split(/(?<!\\)\|/).forEach((text) => made.append(inline(make(tag), text.trim().replace(/\\\|/g, "|")))); return made; };
        const headRow = make("thead"); headRow.append(cells(line, "th")); at += 2;
        while (at < lines.length && lines[at].startsWith("|")) body.append(cells(lines[at++], "td"));
        at -= 1;
        grid.append(headRow, body);
        out.push(grid);
      } else if (line.trim()) { let text = line; while (at + 1 < lines.length && lines[at + 1].trim() && !/^(```|#|\||\s*[-*] )/.test(lines[at + 1])) text += ` ${lines[++at].trim()}`; out.push(inline(make("p"), text)); }
    }
    home.replaceChildren(...out);
    home.classList.add("done");
  };

  // ---- several builds

  const open = (number) => {
    const plain = builds.find((build) => build.number === number);
    if (!plain) return;
    plain.byPath ??= new Map(plain.findings.map((row) => [row[0], row]));
    plain.hasFix = !plain.views.find((view) => view.key === "after").why;
    plain.grown ??= grow(plain.tree, null);
    state.build = plain;
    state.tree = state.root = plain.grown;
    $$(".build").forEach((part) => { part.hidden = Number(part.dataset.build) !== number; });
    segments($("#views"), plain.views.map((view) => [view.key, view.name, view.why]), chooseView);
    const choices = Object.entries(colourings).filter(([key]) => key !== "changed" || plain.since).filter(([key]) => key !== "takers" || plain.instructions.length);
    $("#colour").replaceChildren(...choices.map(([key, { name }]) => make("option", name, { value: key })));
    if (!choices.some(([key]) => key === state.colouring)) state.colouring = "happens";
    $("#colour").value = state.colouring;
    const first = plain.views.find((view) => !view.why && view.files) || plain.views.find((view) => view.key === "whole");
    chooseView(first.key);
  };

  const themes = ["system", "dark", "light"];
  $("#theme").addEventListener("click", (event) => {
    const now = themes[(themes.indexOf(document.documentElement.dataset.theme || "system") + 1) % themes.length];
    if (now === "system") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = now;
    event.target.textContent = `Theme: ${now}`;
    event.target.setAttribute("aria-label", `Theme: ${now}`);
    repaint();
  });
  const repaint = () => { palette = {}; if (state.tree) { paint(); legend(); } };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  addEventListener("beforeprint", repaint);
  addEventListener("afterprint", repaint);
  let timer = 0;
  const later = (act) => { clearTimeout(timer); timer = setTimeout(act, 80); };
  $("#search").addEventListener("input", (event) => later(() => { state.query = event.target.value; search(); draw(); $("#view-note").textContent = state.hits ? `${size(state.hits.bytes)} in ${count(state.hits.files, "file")} match` : state.view.note || ""; }));
  $("#search").addEventListener("keydown", (event) => { if (event.key === "Escape") { event.target.value = ""; state.query = ""; search(); draw(); map.focus(); } });
  $("#filter").addEventListener("input", () => later(table));
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); $("#search").focus(); }
  });
  new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect;
    if (state.tree && (Math.abs(width - box.width) > 1 || Math.abs(height - box.height) > 1)) paint();
  }).observe(map);
  $("#colour").addEventListener("change", (event) => { state.colouring = event.target.value; state.only = -1; refresh(); });
  $$(".doc").forEach((part) => part.addEventListener("toggle", () => { const home = $(".markdown", part); if (!home.classList.contains("done")) markdown(home); }));
  $$(".copy").forEach((button) => button.addEventListener("click", async () => {
    const panel = button.closest("section"), text = $("textarea", panel);
    let done = true;
    try { await navigator.clipboard.writeText(text.value); } catch { text.select(); done = document.execCommand("copy"); }
    $(".copied", panel).textContent = done ? "Copied." : "Select the lines and copy them.";
  }));
  $$("table.sortable").filter((one) => one.id !== "table").forEach(sortable);
  $$("[data-build].link").forEach((button) => button.addEventListener("click", () => { open(Number(button.dataset.build)); $(".map-panel").scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" }); }));
  segments($("#tabs"), Object.entries(tables).map(([key, { name }]) => [key, name]), chooseTable);
  pressed($$("#tabs button"), state.table);
  if (builds.length) open(builds[0].number);
  else $$("#tables, .map-panel").forEach((part) => { part.hidden = true; });
  document.documentElement.dataset.ready = "true";
})();
