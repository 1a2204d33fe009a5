// The bench's page: plain, no build step, nothing fetched from elsewhere.

const $ = (id) => document.getElementById(id);
const canvas = $("screen");
const paint = canvas.getContext("2d");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function call(method, path, body) {
  const answer = await fetch(`/api/${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? `${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

let troubleTimer;
function trouble(error) {
  $("trouble").textContent = error.message;
  $("trouble").hidden = false;
  clearTimeout(troubleTimer);
  troubleTimer = setTimeout(() => { $("trouble").hidden = true; }, 4000);
}
const attempt = (work) => work.catch(trouble);

function element(tag, properties = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

// What is the same as before is not drawn again: a card being dragged must not be replaced in mid-air.
const known = new Map();
function same(name, value) {
  const now = JSON.stringify(value);
  if (known.get(name) === now) return true;
  known.set(name, now);
  return false;
}

// --- the screen ---------------------------------------------------------------------------------

async function watchScreen() {
  for (let have = -1; ; ) {
    try {
      const answer = await fetch(`/api/screen.jpg?after=${have}&wait=15`);
      if (answer.status === 204) continue;
      if (!answer.ok) throw new Error("no picture");
      const picture = await createImageBitmap(await answer.blob());
      if (canvas.width !== picture.width || canvas.height !== picture.height) {
        canvas.width = picture.width;
        canvas.height = picture.height;
        $("glass").style.setProperty("--ratio", `${picture.width} / ${picture.height}`);
      }
      paint.drawImage(picture, 0, 0);
      picture.close();
      have = Number(answer.headers.get("X-Change"));
      canvas.dataset.change = have;
      $("dark").hidden = true;
    } catch {
      have = -1;
      $("dark").hidden = false;
      await pause(1000);
    }
  }
}

// Where on the kiosk's screen a pointer is: the canvas may be drawn smaller, with bars around it.
function place(event) {
  const box = canvas.getBoundingClientRect();
  const scale = Math.min(box.width / canvas.width, box.height / canvas.height);
  const left = box.left + (box.width - canvas.width * scale) / 2;
  const top = box.top + (box.height - canvas.height * scale) / 2;
  const x = Math.floor((event.clientX - left) / scale);
  const y = Math.floor((event.clientY - top) / scale);
  const clamp = (value, most) => Math.max(0, Math.min(most - 1, value));
  return { x: clamp(x, canvas.width), y: clamp(y, canvas.height) };
}

let finger = Promise.resolve(); // one thing after the other, in the order of the hand
let down = false;
let pendingMove = null;
const touch = (what, point) => { finger = finger.then(() => attempt(call("POST", what, point))); };

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  canvas.setPointerCapture(event.pointerId);
  down = true;
  touch("press", place(event));
  ripple(event);
});
canvas.addEventListener("pointermove", (event) => {
  if (!down) return;
  const waiting = pendingMove !== null;
  pendingMove = place(event);
  if (!waiting) finger = finger.then(() => {
    const point = pendingMove;
    pendingMove = null;
    return attempt(call("POST", "move", point));
  });
});
const lift = (event) => {
  if (!down) return;
  down = false;
  touch("release", place(event));
};
canvas.addEventListener("pointerup", lift);
canvas.addEventListener("pointercancel", lift);
canvas.addEventListener("contextmenu", (event) => event.preventDefault());

function ripple(event) {
  const box = $("glass").getBoundingClientRect();
  const ring = element("span", { className: "finger" });
  ring.style.left = `${event.clientX - box.left}px`;
  ring.style.top = `${event.clientY - box.top}px`;
  ring.addEventListener("animationend", () => ring.remove());
  $("glass").append(ring);
}

// --- cards --------------------------------------------------------------------------------------

const insert = async (id) => {
  if ($("slot").classList.contains("full")) await call("POST", "card/remove");
  await call("POST", `cards/${encodeURIComponent(id)}/insert`);
};

async function showCards() {
  const cards = await call("GET", "cards");
  if (same("cards", cards)) return;
  $("cards").replaceChildren(...cards.map((card) => {
    const other = !card.pin;
    const button = element("button", {
      type: "button",
      draggable: true,
      className: `card${card.inserted ? " inserted" : ""}${other ? " other" : ""}`,
      onclick: () => attempt(card.inserted ? call("POST", "card/remove") : insert(card.id)),
      ondragstart: (event) => event.dataTransfer.setData("text/card", card.id),
    },
    element("span", { className: "chip" }),
    element("b", { textContent: card.holder, title: card.holder }),
    element("span", { className: "words", textContent: card.words }),
    element("span", { className: "pin" }, `${card.kind} `, ...(card.pin ? [" PIN ", element("code", { textContent: card.pin })] : [])));
    button.dataset.card = card.id;
    return element("li", {}, button);
  }));
  const inside = cards.find((card) => card.inserted);
  $("slot").classList.toggle("full", Boolean(inside));
  $("in-slot").textContent = inside ? inside.holder : "empty";
}

$("slot").addEventListener("click", () => attempt(call("POST", "card/remove")));
$("slot").addEventListener("dragover", (event) => { event.preventDefault(); $("slot").classList.add("over"); });
$("slot").addEventListener("dragleave", () => $("slot").classList.remove("over"));
$("slot").addEventListener("drop", (event) => {
  event.preventDefault();
  $("slot").classList.remove("over");
  const card = event.dataTransfer.getData("text/card");
  if (card) attempt(insert(card));
});

// --- paper --------------------------------------------------------------------------------------

const shown = new Set();

async function showPapers() {
  const papers = await call("GET", "papers");
  $("paper-count").textContent = papers.length ? `${papers.length}, newest first` : "nothing yet";
  for (const paper of papers) {
    if (shown.has(paper.number)) continue;
    shown.add(paper.number);
    const name = paper.kind === "ticket" ? "Ticket" : `${paper.pictures} page${paper.pictures === 1 ? "" : "s"}`;
    const button = element("button", { type: "button", className: "paper", onclick: () => read(paper) });
    button.dataset.paper = paper.number;
    button.append(...(paper.pictures ? [element("img", { src: `/api/papers/${paper.number}.png`, alt: `Paper ${paper.number}` })] : []),
      `${name}, no. ${paper.number}`);
    $("papers").prepend(element("li", {}, button));
    const mouth = $(paper.kind === "ticket" ? "ticket-mouth" : "page-mouth");
    mouth.classList.add("out");
    setTimeout(() => mouth.classList.remove("out"), 4000);
  }
}

function read(paper) {
  const pictures = Array.from({ length: paper.pictures }, (_, page) =>
    element("img", { src: `/api/papers/${paper.number}.png?page=${page + 1}`, alt: `Page ${page + 1}` }));
  $("reader-pages").replaceChildren(...pictures);
  $("reader-pdf").hidden = !paper.pdf;
  $("reader-pdf").href = `/api/papers/${paper.number}.pdf`;
  $("reader").showModal();
}

// --- faults, network, processes, devices --------------------------------------------------------

async function showFaults() {
  const faults = await call("GET", "faults");
  const groups = new Map();
  for (const fault of faults) groups.set(fault.device, [...(groups.get(fault.device) ?? []), fault]);
  $("faults").replaceChildren(...[...groups].map(([device, faults]) => element("fieldset", {},
    element("legend", { textContent: device }),
    ...faults.map((fault) => {
      if (fault.once) return once(fault);
      const box = element("input", {
        type: "checkbox",
        checked: fault.on,
        onchange: () => attempt(call(box.checked ? "PUT" : "DELETE", `faults/${encodeURIComponent(fault.name)}`).finally(showFaults)),
      });
      box.dataset.fault = fault.name;
      box.setAttribute("role", "switch");
      return element("label", {}, box, fault.words);
    }))));
}
function once(fault) {
  const button = element("button", {
    type: "button",
    className: "once",
    textContent: fault.words,
    onclick: () => attempt(call("PUT", `faults/${encodeURIComponent(fault.name)}`)),
  });
  button.dataset.fault = fault.name;
  return button;
}
$("mend").addEventListener("click", () => attempt(call("DELETE", "faults")));

const SLOW = { wire: "open", delay: 0.4, rate: 30000 };
async function showNetwork() {
  const network = await call("GET", "network");
  const value = network.wire === "open" && (network.delay || network.rate) ? "slow" : network.wire;
  document.querySelector(`#network input[value="${value}"]`).checked = true;
}
$("network").addEventListener("change", (event) => {
  attempt(call("PUT", "network", event.target.value === "slow" ? SLOW : { wire: event.target.value }));
});

async function showProcesses() {
  const processes = await call("GET", "processes");
  if (same("processes", processes)) return;
  $("processes").replaceChildren(...processes.map((process) => element("li", { className: process.life },
    element("span", { textContent: process.name }),
    element("span", {
      className: "life",
      textContent: `${process.life}${process.starts > 1 ? `, start ${process.starts}` : ""}`,
    }),
    element("button", {
      type: "button",
      textContent: "Kill",
      disabled: process.pid === null,
      ariaLabel: `Kill ${process.name}`,
      onclick: () => attempt(call("POST", `processes/${encodeURIComponent(process.name)}/kill`)),
    }))));
}

async function showDevices() {
  let devices;
  try {
    devices = (await call("GET", "status")).devices;
  } catch {
    $("devices").replaceChildren(element("li", { className: "faulty", textContent: "supervisor away" }));
    return;
  }
  $("devices").replaceChildren(...devices.map((device) => element("li", {
    className: device.state,
    textContent: device.code ? `${device.name} ${device.code}` : device.name,
    title: [device.cause, device.fix].filter(Boolean).join("\n"),
  })));
}

// --- what happens -------------------------------------------------------------------------------

const SHOW = { card: showCards, paper: showPapers, fault: showFaults, network: showNetwork, process: showProcesses };

function happened(event) {
  if (event.what === "seen") {
    const { screen, step, procedure, targets } = event.data;
    showDevices(); // the home screen is drawn again whenever a device changes
    $("seen").textContent = [screen, step, procedure, `${targets} targets`].filter(Boolean).join("  ·  ");
  }
  SHOW[event.what]?.().catch(() => {});
  $("log").prepend(element("li", { className: event.what },
    element("time", { textContent: event.time.slice(11, 23) }),
    element("span", { className: "what", textContent: event.what }),
    element("span", { textContent: event.words })));
  while ($("log").childElementCount > 300) $("log").lastElementChild.remove();
}

const refresh = () => Promise.all([...Object.values(SHOW), showDevices].map((show) => show().catch(() => {})));

function listen() {
  const events = new EventSource("/api/events");
  events.onopen = () => { refresh(); };
  events.onmessage = (message) => happened(JSON.parse(message.data));
}

watchScreen();
listen();
setInterval(() => { showDevices(); showProcesses().catch(() => {}); showCards().catch(() => {}); }, 3000);
