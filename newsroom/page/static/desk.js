// What the page does by itself: says how long ago things were, takes in what changed, turns a choice of times into a
// slider. Without it everything is there all the same, as of when the page was loaded.
"use strict";
(() => {
  const body = document.body;
  const byId = (id) => document.getElementById(id);
  const CHANGED_MS = 20000, AGAIN_MS = 5000;

  function ago(seconds) {
    if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s ago`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
    if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
    return "";
  }

  function tellAges() {
    const now = Date.now();
    for (const time of document.querySelectorAll(".ago time")) {
      const words = ago((now - Date.parse(time.dateTime)) / 1000);
      if (!time.dataset.clock) time.dataset.clock = time.textContent;
      const shown = words || time.dataset.clock;
      if (time.textContent !== shown) time.textContent = shown;
    }
  }

  function fragment(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content.firstElementChild;
  }

  const keepOpen = { callbacks: { beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS") } };

  function say(sentences) {
    const log = byId("said");
    for (const sentence of sentences || []) {
      const line = document.createElement("p");
      line.textContent = sentence;
      log.append(line);
    }
    while (log.childElementCount > 12) log.firstElementChild.remove();
  }

  function mark(node) {
    node.classList.remove("changed");
    void node.offsetWidth; // so that a second change is shown anew
    node.classList.add("changed");
    clearTimeout(node.fading);
    node.fading = setTimeout(() => node.classList.remove("changed"), CHANGED_MS);
  }

  function takeRows(rows, order, whole) {
    const table = byId("rows");
    const focused = document.activeElement;
    for (const [id, html] of Object.entries(rows)) {
      const old = byId("i" + id), made = fragment(html);
      if (old && whole && old.dataset.html === html) continue;
      if (old) Idiomorph.morph(old, made);
      else table.append(made);
      const row = byId("i" + id);
      row.dataset.html = html;
      if (!whole || !old) mark(row);
    }
    const wanted = new Set(order.map((id) => "i" + id));
    for (const row of [...table.children]) if (!wanted.has(row.id)) row.remove();
    order.forEach((id, place) => {
      const row = byId("i" + id);
      if (!row) { again = true; return; }
      if (table.children[place] !== row) table.insertBefore(row, table.children[place] || null);
    });
    if (focused && focused !== document.activeElement && document.contains(focused)) focused.focus({ preventScroll: true });
    const none = byId("none");
    if (none && order.length) none.remove();
  }

  function take(message, first) {
    if (message.gone) { location.reload(); return; }
    for (const [id, html] of Object.entries(message.parts || {})) {
      const node = byId(id);
      if (node) Idiomorph.morph(node, html, { morphStyle: "innerHTML", ...keepOpen });
      if (node && !first && id === "now") mark(node);
    }
    if (message.rows) takeRows(message.rows, message.order, first);
    say(message.said);
    tellAges();
  }

  let again = false; // something is missing here: load the page anew
  let source = null, version = body.dataset.version, timer = 0;

  function tellLine(words) {
    const line = byId("line");
    if (line && line.dataset.own !== undefined || line && !line.textContent) { line.dataset.own = ""; line.textContent = words; }
  }

  function listen() {
    clearTimeout(timer);
    if (source) source.close();
    const address = new URL(body.dataset.live, location.href);
    address.searchParams.set("v", version);
    source = new EventSource(address);
    source.onopen = () => { tellLine(""); body.dataset.state = "live"; };
    source.onmessage = (event) => {
      const [epoch] = version.split("-");
      const first = !event.lastEventId.startsWith(epoch + "-");
      version = event.lastEventId;
      take(JSON.parse(event.data), first);
      if (again) location.reload();
    };
    source.onerror = () => {
      tellLine("Not live: trying again");
      body.dataset.state = "away";
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(listen, AGAIN_MS);
    };
  }

  function slide(form) {
    const select = form.querySelector("select"), options = [...select.options], last = options.length - 1;
    if (last < 1) { form.hidden = true; return; }
    const range = document.createElement("input");
    Object.assign(range, { type: "range", min: 0, max: last, step: 1, value: last - select.selectedIndex, id: "r-" + select.name });
    range.setAttribute("aria-label", form.querySelector("label").textContent);
    const told = () => range.setAttribute("aria-valuetext", options[last - range.value].text);
    told();
    select.after(range);
    form.querySelector("button").hidden = true;
    range.addEventListener("input", () => { select.selectedIndex = last - range.value; told(); show(form); });
    select.addEventListener("change", () => { range.value = last - select.selectedIndex; told(); show(form); });
  }

  let shown = 0;
  async function show(form) {
    const turn = ++shown, select = form.querySelector("select");
    const address = new URL(form.action);
    if (select.value) address.searchParams.set(select.name, select.value);
    await new Promise((done) => setTimeout(done, 120)); // who drags on wants the last
    if (turn !== shown) return;
    let answer;
    try { answer = await fetch(address, { headers: { Accept: "text/html" } }); } catch { tellLine("Not there: try again"); return; }
    if (turn !== shown) return;
    if (!answer.ok) { location.assign(address); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["when", "figures", "course", "updates", "why", "steps", "out"]) {
      const node = byId(id), then = page.getElementById(id);
      if (node && then) Idiomorph.morph(node, then.innerHTML, { morphStyle: "innerHTML", ...keepOpen });
    }
    for (const other of document.querySelectorAll("form[data-slider]")) {
      if (other === form) continue;
      const choice = other.querySelector("select"), range = other.querySelector("input[type=range]");
      choice.selectedIndex = 0;
      if (range) range.value = range.max;
    }
    history.replaceState(null, "", address);
    if (source) { source.close(); source = null; }
    if (!select.value && body.dataset.live) listen();
  }

  tellAges();
  setInterval(tellAges, 1000);
  document.querySelectorAll("form[data-slider]").forEach(slide);
  const chosen = [...document.querySelectorAll("form[data-slider] select")].some((select) => select.value);
  if (body.dataset.live && !chosen && "EventSource" in window) listen();
})();
