"use strict";
/* Shows every note of an evaluation: cases by versions, one note or two with their marks, and the
 * case's fact sheet. Reads the JSON that explorer.py writes:
 *
 *   versions  [text]                 scorers   [[name, words]]
 *   statuses  [[name, sign, tone]]   labels    [[label, title]]      rules  [text]
 *   cases     [{id, population, facts: [[heading, text]], inputs: [[slot, text]],
 *               titles: {label of a fact: its words}, planted: not used here}]
 *   notes     [{case, version, repeat, end, text, values: [number|null],
 *               checks: [[bits of scorers, label, status, rule, start?, end?]]}]
 *   drops     [{sentence, versions: [before, after], rows: [[scorer, case, before, after]]}]
 *
 * What is open stands in the address after "#", so that it can be linked to and gone back from.
 * Every text becomes a text node: nothing a note says is ever markup.
 */
(() => {
  const TONES = ["none", "good", "half", "bad", "loud"]; // the louder of two marks wins
  const FINE = ["none", "good"];
  const ACCUSES = ["likely"]; // beside what is loud: an identifier that a person should look at
  const ENDS = { length: "cut off at the length limit", refusal: "refused, counts as 0",
                 content_filter: "stopped by a filter, counts as 0", empty: "empty, counts as 0" };
  const LONGEST_DIFF = 25e6; // cells of the table of two notes' words: some 5,000 words each

  function h(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.flat(Infinity).filter((child) => child != null && child !== ""));
    return node;
  }

  const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const rounded = (value) => (value == null ? "–" : value.toFixed(2));
  const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

  /* ---- reading the data ---- */

  class Study {
    constructor(data) {
      Object.assign(this, data);
      const prompts = new Set(this.versions.map((name) => name.split("@")[0]));
      this.short = prompts.size > 1 ? this.versions
        : this.versions.map((name) => name.slice(name.indexOf("@") + 1));
      this.cells = new Map(); // "case/version" -> notes, by repeat
      for (const note of this.notes) {
        const key = `${note.case}/${note.version}`;
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(note);
      }
    }

    at(caseIndex, version) {
      return this.cells.get(`${caseIndex}/${version}`) || [];
    }

    /** The mean of a score over notes; an answer without a note counts 0, as in a comparison. */
    value(notes, scorer) {
      const values = notes
        .map((note) => (["stop", "length"].includes(note.end) ? note.values[scorer] : 0))
        .filter((v) => v != null);
      return values.length ? mean(values) : null;
    }

    checks(note, scorers) {
      return note.checks
        .filter(([bits]) => bits & scorers)
        .map(([bits, label, status, rule, start, end]) => {
          const [name, sign, tone] = this.statuses[status];
          const [id, title] = this.labels[label];
          const fact = this.cases[note.case].titles[id];
          return { bits, label: fact ? id.split(".")[0] : id, title: fact ?? title, status: name, sign, tone, rule: this.rules[rule],
                   start, end };
        });
    }

    named(note) {
      const many = this.at(note.case, note.version).length > 1;
      return this.versions[note.version] + (many ? `, repeat ${note.repeat}` : "");
    }

    address(note) {
      return `${note.version}.${note.repeat}`;
    }

    find(caseIndex, address) {
      const [version, repeat] = String(address).split(".").map(Number);
      return this.at(caseIndex, version).find((note) => note.repeat === repeat);
    }
  }

  /* ---- what a note says, in pieces ---- */

  function words(text) {
    return [...text.matchAll(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu)];
  }

  /** Spans of the words of `one` that are not in `other`, in order; null where both are too long. */
  function unshared(one, other) {
    const a = words(one), b = words(other);
    if ((a.length + 1) * (b.length + 1) > LONGEST_DIFF) return null;
    const width = b.length + 1;
    const longest = new Uint16Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        longest[i * width + j] = a[i][0] === b[j][0]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
      }
    }
    const spans = [];
    for (let i = 0, j = 0; i < a.length; ) {
      if (j < b.length && a[i][0] === b[j][0]) { i++; j++; }
      else if (j < b.length && longest[i * width + j + 1] >= longest[(i + 1) * width + j]) j++;
      else {
        const [start, end] = [a[i].index, a[i].index + a[i][0].length];
        const last = spans.at(-1);
        if (last && !one.slice(last[1], start).trim()) last[1] = end;
        else spans.push([start, end]);
        i++;
      }
    }
    return spans;
  }

  function chip(check) {
    const quiet = ["met", "missing"].includes(check.status);
    const text = `${check.sign} ${check.label}${quiet ? "" : ` ${check.status.replaceAll("_", " ")}`}`;
    return h("span", { class: `chip ${check.tone}` }, text);
  }

  function asButton(check, onclick) {
    const text = `${check.sign} ${check.title || check.label}: ${check.status.replaceAll("_", " ")}`;
    return h("button", { class: `chip ${check.tone}`, type: "button", onclick,
                         "data-told": told(check) }, text);
  }

  function told(check) {
    const title = check.title ? ` (${check.title})` : "";
    return `${check.sign} ${check.label}${title}: ${check.status.replaceAll("_", " ")}` +
      (check.rule ? `, by the rule ${check.rule}` : "");
  }

  /** The text as nodes: cut wherever a mark or a change begins or ends, so that they may overlap. */
  function pieces(text, checks, changed, tag) {
    const placed = checks.filter((check) => check.start != null);
    const edges = new Set([0, text.length]);
    for (const { start, end } of placed) edges.add(start).add(end);
    for (const [start, end] of changed) edges.add(start).add(end);
    const cuts = [...edges].sort((a, b) => a - b);
    const nodes = [];
    for (let i = 0; i + 1 < cuts.length; i++) {
      const [start, end] = [cuts[i], cuts[i + 1]];
      let node = document.createTextNode(text.slice(start, end));
      if (changed.some(([from, to]) => from <= start && end <= to)) node = h(tag, {}, node);
      const over = placed.filter((check) => check.start <= start && end <= check.end);
      if (over.length) {
        const tone = TONES[Math.max(...over.map((check) => TONES.indexOf(check.tone)))];
        node = h("mark", { class: tone, tabindex: 0, "data-start": start,
                           "data-told": over.map(told).join("\n") }, node);
      }
      nodes.push(node, ...over.filter((check) => check.end === end).map(chip));
    }
    return nodes;
  }

  /* ---- the views ---- */

  class View {
    constructor(root, data) {
      this.study = new Study(data);
      this.id = data.id;
      this.root = root;
      this.accusing = new Set(this.study.statuses.flatMap(([name, , tone], i) =>
        (tone === "loud" || ACCUSES.includes(name) ? [i] : [])));
      root.replaceChildren();
      root.classList.add("explorer");
      root.addEventListener("keydown", (event) => this.key(event));
      for (const kind of ["mouseover", "focusin"]) root.addEventListener(kind, (e) => this.tell(e));
      for (const kind of ["mouseout", "focusout"]) root.addEventListener(kind, (e) => this.leave(e));
      window.addEventListener("hashchange", () => this.go(true));
      this.go(false);
    }

    /* What is open, from the address: {score, status, label, population} of the list and
     * {case, left, right, diff, marks} of a note. */
    get state() {
      const given = new URLSearchParams(location.hash.slice(1));
      const wanted = given.get("explorer");
      // A link from a page whose content has changed since: the first explorer opens what it can.
      const lost = wanted && !document.querySelector(`[data-explorer="${CSS.escape(wanted)}"]`);
      const first = document.querySelector(".soapbench-explorer") === this.root;
      return wanted === this.id || (lost && first) ? Object.fromEntries(given) : {};
    }

    link(changes) {
      const next = { ...this.state, explorer: this.id, ...changes };
      for (const name of Object.keys(next)) if (next[name] === "" || next[name] == null) delete next[name];
      return `#${new URLSearchParams(next)}`;
    }

    list(changes = {}) {
      return this.link({ case: "", left: "", right: "", diff: "", marks: "", ...changes });
    }

    go(moved) {
      const state = this.state;
      const index = this.study.cases.findIndex((each) => each.id === state.case);
      const keep = document.activeElement?.id;
      this.hush();
      const view = index < 0 ? this.overview(state) : this.desk(index, state);
      this.root.replaceChildren(...view.filter((part) => part != null));
      if (!state.explorer && !moved) return;
      const again = keep && document.getElementById(keep);
      if (again && this.root.contains(again)) again.focus({ preventScroll: true });
      else {
        const heading = this.root.querySelector("h3[tabindex]");
        heading.focus({ preventScroll: true });
        (index < 0 ? heading : this.root).scrollIntoView();
      }
    }

    overview(state) {
      const rows = this.kept(state);
      return [
        ...this.study.drops.map((drop) => this.drop(drop)),
        this.accused(),
        h("h3", { tabindex: -1 }, "Every note"),
        this.filters(state),
        h("p", { class: "soft", role: "status" },
          `${rows.length} of ${plural(this.study.cases.length, "case")}. ${this.legend(state)} ` +
          "Arrow keys move from note to note, Enter opens one, Escape comes back."),
        h("div", { class: "scroll" }, this.matrix(rows, state)),
      ];
    }

    legend({ score = 0, status = "", label = "" }) {
      if (status === "" && label === "") {
        return `A cell is the mean ${this.study.scorers[score]?.[1] ?? "score"} of a case's notes.`;
      }
      const what = [this.study.labels[label]?.[0], this.study.statuses[status]?.[0]?.replaceAll("_", " ")];
      return `A cell says how often “${what.filter(Boolean).join(" ")}” is seen in a case's notes, by any scorer.`;
    }

    drop({ sentence, versions, rows }) {
      const item = ([scorer, index, before, after]) => {
        const [left, right] = this.widest(scorer, ...versions.map((v) => this.study.at(index, v)));
        const target = this.link({ case: this.study.cases[index].id, score: scorer, diff: 1,
                                   left: this.study.address(left), right: this.study.address(right) });
        return h("li", {}, h("a", { href: target }, this.study.cases[index].id), ": ",
          `${this.study.scorers[scorer][1]} ${rounded(before)} to ${rounded(after)}`);
      };
      const few = rows.slice(0, 6).map(item), rest = rows.slice(6).map(item);
      return h("section", {},
        h("h3", {}, "Where it got worse"),
        h("p", { class: "soft" }, sentence),
        rows.length ? h("ol", { class: "drops" }, few) : h("p", {}, "No case got worse."),
        rest.length
          ? h("details", {}, h("summary", {}, `${rest.length} smaller drops`),
              h("ol", { class: "drops", start: 7 }, rest))
          : null);
    }

    /** The repeat of both versions between which a score fell most. */
    widest(scorer, before, after) {
      const fall = ([one, other]) => (other.values[scorer] ?? 0) - (one.values[scorer] ?? 0);
      const pairs = after.map((note) =>
        [before.find((one) => one.repeat === note.repeat) ?? before[0], note]);
      return pairs.reduce((most, pair) => (fall(pair) < fall(most) ? pair : most));
    }

    accused() {
      const { study } = this, classes = new Map();
      for (const note of study.notes) {
        for (const [bits, label, status] of note.checks) {
          if (!this.accusing.has(status)) continue;
          const scorer = Math.log2(bits & -bits), name = `${scorer}/${status}/${label}`;
          if (!classes.has(name)) {
            classes.set(name, { scorer, status, label, cases: study.versions.map(() => new Set()) });
          }
          classes.get(name).cases[note.version].add(note.case);
        }
      }
      const total = ({ cases }) => cases.reduce((sum, each) => sum + each.size, 0);
      const rows = [...classes.values()].sort((a, b) => total(b) - total(a) || a.scorer - b.scorer);
      return h("section", {},
        h("h3", {}, "Identifiers and contradictions, by class"),
        h("p", { class: "soft" }, rows.length
          ? "In how many cases at least one note has it; a number leads to the notes."
          : `None was seen by ${study.scorers.map(([, words]) => words).join(", ") || "any scorer: none ran"}.`),
        rows.length ? this.classes(rows.slice(0, 8)) : null,
        rows.length > 8 ? h("details", {}, h("summary", {}, `${rows.length - 8} more`),
          this.classes(rows.slice(8))) : null);
    }

    classes(rows) {
      return h("div", { class: "scroll" }, h("table", { class: "matrix" },
        this.heads("seen", "scorer"), h("tbody", {}, rows.map((row) => this.classRow(row)))));
    }

    classRow({ scorer, status, label, cases }) {
      const { study } = this, [id, title] = study.labels[label];
      const name = `${title || id} ${study.statuses[status][0]}`;
      return h("tr", {}, h("th", { scope: "row" }, `${study.statuses[status][1]} ${name}`),
        h("td", { class: "soft" }, study.scorers[scorer][1]),
        cases.map((seen, v) => h("td", {}, seen.size ? h("a", {
          href: this.list({ score: scorer, status, label, population: "" }),
          "aria-label": `${name}, ${study.versions[v]}: ${plural(seen.size, "case")}`,
        }, String(seen.size)) : h("span", { class: "soft" }, "0"))));
    }

    heads(...first) {
      return h("thead", {}, h("tr", {}, [...first, ...this.study.short].map((words) =>
        h("th", { scope: "col" }, words))));
    }

    filters(state) {
      const { study } = this;
      const populations = [...new Set(study.cases.map((each) => each.population))].sort();
      const pick = (name, words, options) => this.pick(name, words,
        options.map(([value, text]) =>
          h("option", { value, selected: String(value) === (state[name] ?? "") }, text)),
        (value) => this.list({ [name]: value }));
      return h("div", { class: "filters", role: "group", "aria-label": "Filters" },
        pick("score", "Score", study.scorers.map(([, text], i) => [i, text])),
        pick("status", "Status", [["", "any"],
          ...study.statuses.map(([name, sign], i) => [i, `${sign} ${name.replaceAll("_", " ")}`])]),
        pick("label", "Element or class", [["", "any"],
          ...study.labels.map(([id, title], i) => [i, title ? `${id} ${title}` : id])
            .filter(([i]) => !study.cases.some((each) => study.labels[i][0] in each.titles))]),
        pick("population", "Population", [["", "any"], ...populations.map((p) => [p, p])]));
    }

    pick(name, words, options, link) {
      const id = `${this.id}-${name}`;
      return h("div", { class: "pick" }, h("label", { for: id }, words),
        h("select", { id, onchange: (event) => { location.hash = link(event.target.value); } },
          options));
    }

    /** The checks of a note that a filter asks for. */
    asked(note, { status = "", label = "" }) {
      return note.checks.filter(([, l, s]) =>
        (status === "" || s === +status) && (label === "" || l === +label));
    }

    seen(notes, state) {
      return notes.reduce((sum, note) => sum + this.asked(note, state).length, 0);
    }

    /** The note a cell opens, and what is marked in it: what the filter asks for, else the worst. */
    opened(notes, state, counted) {
      if (counted) {
        const note = notes.find((each) => this.asked(each, state).length) ?? notes[0];
        const marks = this.asked(note, state).reduce((bits, [scorers]) => bits | scorers, 0);
        return { left: this.study.address(note), marks: marks || "" };
      }
      const value = (note) => note.values[state.score ?? 0] ?? 0;
      const worst = notes.reduce((low, note) => (value(note) < value(low) ? note : low));
      return { left: this.study.address(worst) };
    }

    kept(state) {
      const { study } = this, counted = state.status != null || state.label != null;
      return study.cases.map((_, i) => i).filter((i) =>
        (!state.population || study.cases[i].population === state.population) &&
        (!counted || study.versions.some((_, v) => this.seen(study.at(i, v), state))));
    }

    matrix(rows, state) {
      const { study } = this, counted = state.status != null || state.label != null;
      const cell = (i, v) => {
        const notes = study.at(i, v);
        if (!notes.length) return h("td", {}, "–");
        const value = counted ? this.seen(notes, state) : study.value(notes, state.score ?? 0);
        const text = counted ? String(value) : rounded(value);
        const where = `${study.cases[i].id}, ${study.versions[v]}: ${text}`;
        return h("td", {}, h("a", {
          href: this.link({ case: study.cases[i].id, ...this.opened(notes, state, counted) }),
          "aria-label": where,
        }, text, counted ? null
          : h("span", { class: "bar", style: `width:${Math.round(100 * (value ?? 0))}%` })));
      };
      return h("table", { class: "matrix" },
        this.heads("case", "population"),
        h("tbody", {}, rows.map((i) => h("tr", {}, h("th", { scope: "row" }, study.cases[i].id),
          h("td", { class: "soft" }, study.cases[i].population),
          study.versions.map((_, v) => cell(i, v))))));
    }

    desk(index, state) {
      const { study } = this, one = study.cases[index];
      const left = study.find(index, state.left) ?? study.notes.find((n) => n.case === index);
      const right = state.right ? study.find(index, state.right) : null;
      const marks = state.marks != null ? +state.marks : 1 << (state.score ?? 0);
      const gone = right && state.diff ? unshared(left.text, right.text) : [];
      const come = right && state.diff ? unshared(right.text, left.text) : [];
      return [
        this.path(index, state),
        h("h3", { tabindex: -1 }, `${one.id} `, h("span", { class: "soft" }, one.population)),
        this.controls(index, state, left, right, marks),
        gone === null ? h("p", { role: "alert" }, "These notes are too long to compare word by word.") : null,
        h("div", { class: right ? "desk pair" : "desk" },
          this.note(left, marks, gone ?? [], "del"),
          right ? this.note(right, marks, come ?? [], "ins") : null,
          this.sheet(one)),
      ];
    }

    path(index, state) {
      const rows = this.kept(state), at = rows.indexOf(index);
      const step = (to, words) => to === undefined ? null
        : h("a", { href: this.link({ case: this.study.cases[to].id }), rel: words }, words);
      return h("nav", { "aria-label": "Notes" },
        h("a", { href: this.list() }, "All notes"),
        at > 0 ? step(rows[at - 1], "Previous case") : null,
        at >= 0 ? step(rows[at + 1], "Next case") : null);
    }

    controls(index, state, left, right, marks) {
      const { study } = this;
      const all = study.versions.flatMap((_, v) => study.at(index, v));
      const pick = (name, words, chosen, first) => this.pick(name, words,
        [first, all.map((note) => h("option", {
          value: study.address(note), selected: note === chosen }, study.named(note)))],
        (value) => this.link({ [name]: value }));
      const tick = (id, words, checked, changes) => h("label", {},
        h("input", { type: "checkbox", id: `${this.id}-${id}`, checked,
                     onchange: (event) => { location.hash = this.link(changes(event.target.checked)); } }),
        ` ${words}`);
      return h("div", { class: "controls", role: "group", "aria-label": "What to show" },
        pick("left", "Note", left),
        pick("right", "Beside it", right, h("option", { value: "" }, "nothing")),
        right ? tick("diff", "words that differ", Boolean(state.diff), (on) => ({ diff: on ? 1 : "" })) : null,
        study.scorers.map(([, text], i) => tick(`mark-${i}`, text, Boolean(marks & (1 << i)),
          (on) => ({ marks: on ? marks | (1 << i) : marks & ~(1 << i) }))));
    }

    note(note, marks, changed, tag) {
      const { study } = this, checks = study.checks(note, marks);
      const rest = checks.filter((check) => check.start == null);
      const against = checks.filter((check) => check.start != null && !FINE.includes(check.tone));
      return h("article", { class: "note" },
        h("h4", {}, study.named(note), note.end === "stop" ? "" : ` (${ENDS[note.end] ?? note.end})`),
        h("p", { class: "values" }, study.scorers.map(([, text], i) =>
          h("span", {}, `${text} ${rounded(note.values[i])}`))),
        against.length ? h("p", { class: "rest" }, h("b", {}, "To look at:"),
          against.map((check) => asButton(check, (event) => this.seek(event, check)))) : null,
        h("div", { class: "text" }, pieces(note.text, checks, changed, tag)),
        rest.length ? h("p", { class: "rest" }, h("b", {}, "Without a place in the note:"),
          rest.map((check) => h("span", { role: "note", tabindex: 0, "data-told": told(check) }, chip(check)))) : null);
    }

    /** Move to the mark of a check in the same note. */
    seek(event, check) {
      const marks = [...event.target.closest(".note").querySelectorAll("mark")];
      const mark = marks.find((each) => +each.dataset.start === check.start);
      mark?.focus();
      mark?.scrollIntoView({ block: "center" });
    }

    sheet(one) {
      const headings = [...new Set(one.facts.map(([heading]) => heading))];
      return h("aside", { "aria-label": "The case" }, h("h4", {}, "What the case establishes"),
        headings.map((heading) => h("section", {}, h("h5", {}, heading),
          one.facts.filter(([name]) => name === heading).map(([, text]) => h("p", {}, text)))),
        h("details", {}, h("summary", {}, "What the model could be told"),
          one.inputs.map(([slot, text]) => h("section", {}, h("h5", {}, slot),
            h("p", { class: "text" }, text)))));
    }

    /* ---- keys, and what a mark says ---- */

    key(event) {
      if (event.key === "Escape") {
        if (this.root.querySelector("#tip")) this.hush();
        else if (this.state.case) location.hash = this.list();
        return;
      }
      const link = event.target.closest(".matrix a");
      const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
      if (!link || !step) return;
      const cell = link.closest("td"), row = cell.parentElement;
      const rows = [...row.parentElement.children];
      const next = rows[rows.indexOf(row) + step[0]]?.children[cell.cellIndex + step[1]]?.querySelector("a");
      if (next) { event.preventDefault(); next.focus(); }
    }

    tell(event) {
      const place = event.target.closest?.("[data-told]");
      if (!place) return;
      this.hush();
      const tip = h("div", { id: "tip", role: "tooltip" }, place.dataset.told);
      this.root.append(tip);
      place.setAttribute("aria-describedby", "tip");
      const box = place.getClientRects()[0] ?? place.getBoundingClientRect();
      const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
      tip.style.left = `${Math.max(8, left) + scrollX}px`;
      tip.style.top = `${box.bottom + scrollY + 6}px`;
    }

    /** Leave a mark: its tip stays while the pointer is on it, or another mark has the focus. */
    leave(event) {
      if (event.relatedTarget?.closest?.("#tip")) return;
      const focused = document.activeElement;
      if (event.type === "mouseout" && focused?.dataset?.told && this.root.contains(focused)) {
        this.tell({ target: focused });
      } else this.hush();
    }

    hush() {
      this.root.querySelector("#tip")?.remove();
      this.root.querySelector("[aria-describedby=tip]")?.removeAttribute("aria-describedby");
    }
  }

  // Paper has nothing to click: all that can be opened is printed open.
  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });

  for (const root of document.querySelectorAll(".soapbench-explorer")) {
    const data = document.getElementById(`explorer-${root.dataset.explorer}`);
    if (data) new View(root, JSON.parse(data.textContent));
  }
})();
