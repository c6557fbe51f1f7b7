// The service worker: the shell for every page, the last own pages for when there is no reception, delivery of what
// waits, and reminders. The server puts VERSION, SHELL and WORDS in front (app/web/pwa.py).
/* global VERSION, SHELL, WORDS */
import { deliver, freshToken, waiting } from "./js/outbox.js";
import { drop, empty, keep, read } from "./js/store.js";
import { renewed } from "./js/subscription.js";

const CACHE = `peil-${VERSION}`;
const KEPT = ["/", "/pulse", "/mirror"]; // read without reception; never in a cache that others can open
const DEEPER = /^\/(cards|cards\/all|mirror\/\w+)$/; // so are these; fetched ahead after the first visit, when the mirror has changed
const PATIENCE = 3000; // milliseconds of weak reception before the kept page is shown
const FRESH = 20 * 60000; // milliseconds in which what was fetched ahead is not fetched again
const RESULT = "r"; // what travels when a result is there (app/reminders/message.py); anything else is a reminder
const LEFT_OUT = ["set-cookie", "clear-site-data", "content-encoding", "content-length", "transfer-encoding"];

const after = (time) => new Promise((done) => setTimeout(done, time));

const note = async (name) => (await read("notes", name))?.content;

const write = (name, content) => keep("notes", name, { owner: "", content });

/** Whoever is not the owner any more finds nothing of the last one. */
const belongsTo = async (owner) => {
  if ((await note("owner")) === owner) return;
  await empty("pages");
  for (const name of ["start", "receipt", "sent", "ahead", "deeper"]) await drop("notes", name);
  await write("owner", owner);
};

/** Only for whom it was made: a page that arrives after signing out is not kept. */
const keepPage = async (path, response) => {
  const owner = response.headers.get("Peil-Owner");
  if (!owner || owner !== (await note("owner"))) return;
  const headers = [...response.headers].filter(([name]) => !LEFT_OUT.includes(name));
  await keep("pages", path, { owner, content: { headers, html: await response.text() } });
};

const languageOf = (response) => response.headers.get("Content-Language");

/** A page that was kept for the present owner, as it came; undefined when there is none. */
const keptPage = async (path) => {
  const record = await read("pages", path).catch(() => undefined);
  return record?.content && new Response(record.content.html, { headers: record.content.headers });
};

/** The language that was chosen: by this very address, else by the last page that came in. */
const wanted = async (url) => url.searchParams.get("language") || (await note("language").catch(() => undefined));

/** The kept page in the language that was chosen. */
const keptInLanguage = async (url) => {
  const kept = await keptPage(url.pathname);
  const language = await wanted(url);
  return kept && (!language || language === languageOf(kept)) ? kept : undefined;
};

/** The kept page in another language, which says so in the one that was chosen. */
const keptAnyhow = async (url) => {
  const kept = await keptPage(url.pathname);
  const words = WORDS[await wanted(url)]?.kept;
  if (!kept || !words) return kept;
  const html = (await kept.text()).replace(/<main[^>]*>/, (main) => `${main}<div class="wrap"><p class="notice" role="status">${words}</p></div>`);
  return new Response(html, { headers: kept.headers });
};

const isPage = (response) => response.ok && !response.redirected && /^text\/html/.test(response.headers.get("Content-Type"));

/** Keep a page that came in, when it is one to be read without reception. */
const remember = async (path, response) => {
  if (!isPage(response)) return;
  await belongsTo(response.headers.get("Peil-Owner") ?? "");
  if (!response.headers.has("Peil-Owner")) return;
  const other = languageOf(response) !== (await note("language"));
  if (other) await write("language", languageOf(response));
  if (KEPT.includes(path) || DEEPER.test(path)) await keepPage(path, response);
  await fetchAhead({ again: other || path.startsWith("/done/") });
  if (path === "/mirror") await fetchDeeper();
};

/** Where the app opens, today, the pulse and the mirror: so that they open from cold, also when never opened before. */
const fetchAhead = async ({ again = false } = {}) => {
  const last = (await note("ahead")) ?? { version: "", at: 0 };
  if (!again && last.version === VERSION && Date.now() - last.at < FRESH) return;
  const ahead = { version: VERSION, at: Date.now() };
  await write("ahead", ahead);
  const start = await fetch("/start", { cache: "no-store" });
  const owner = start.headers.get("Peil-Owner");
  await belongsTo(owner ?? "");
  if (!start.ok || !owner) return;
  await write("ahead", ahead); // A new owner begins with no notes.
  const opens = new URL(start.url).pathname;
  await write("start", opens);
  await keepPage(opens, start);
  for (const path of KEPT.filter((each) => each !== opens)) {
    const response = await fetch(path, { cache: "no-store" });
    if (isPage(response)) await keepPage(path, response);
    else await drop("pages", path);
  }
  if (await caches.has(CACHE)) await (await caches.open(CACHE)).add(new Request("/offline", { cache: "reload" }));
  if (last.at) await fetchDeeper();
};

const digest = async (text) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))].join();

/** Every subject that the kept mirror leads to, and the cards: once for each mirror, because they change with it. */
const fetchSubjects = async () => {
  const html = (await read("pages", "/mirror").catch(() => undefined))?.content?.html ?? "";
  const main = html.slice(html.indexOf("<main"), html.indexOf("</main>"));
  const subjects = new Set([...main.matchAll(/href="(\/mirror\/\w+)\?with=/g)].map(([, path]) => path));
  const mark = `${VERSION} ${await digest(main)}`;
  if (!subjects.size || (await note("deeper")) === mark) return;
  for (const path of [...subjects, "/cards", "/cards/all"]) {
    const response = await fetch(path, { cache: "no-store" });
    if (isPage(response)) await keepPage(path, response);
  }
  await write("deeper", mark);
};

/** One after another: two pages at once would both fetch everything. */
let deeper = Promise.resolve();
const fetchDeeper = () => (deeper = deeper.catch(() => {}).then(fetchSubjects));

/** Without reception: the kept page, the app's start among them, else the page that says so. */
const withoutReception = async (url) => {
  if (url.pathname === "/start") return Response.redirect((await opensAt()) ?? "/", 302);
  return (await keptInLanguage(url)) ?? (await keptAnyhow(url)) ?? (await caches.match("/offline")) ?? Response.error();
};

/** The pulse, unless it has been answered on this phone already. */
const opensAt = async () => {
  const waits = await waiting(await note("owner")).catch(() => []);
  return waits.length ? "/" : note("start").catch(() => "/");
};

const fromNetwork = async (event, path) => {
  const response = (await event.preloadResponse) ?? (await fetch(event.request));
  const copy = response.clone();
  event.waitUntil(remember(path, copy).catch(() => {}));
  return response;
};

/** The network first; the kept page when it is silent for too long or not there. What is posted only goes out. */
const visit = async (event, url) => {
  if (event.request.method !== "GET") return fetch(event.request).catch(() => withoutReception(new URL("/offline", location)));
  const network = fromNetwork(event, url.pathname);
  network.catch(() => {});
  const kept = after(PATIENCE).then(async () => (await keptInLanguage(url)) ?? network);
  return Promise.race([network, kept]).catch(() => withoutReception(url));
};

/** A subject that is opened in its row; without reception htmx takes it from the page that was kept. */
const rowOpened = (request, path) =>
  fetch(request).catch(async (error) => {
    const kept = await keptPage(path);
    if (!kept) throw error;
    return new Response(await kept.text(), { headers: { "Content-Type": "text/html", "HX-Reselect": ".comparison" } });
  });

/** A file of the shell; one of another version is answered by its namesake only when nothing else is to be had. */
const shellFile = async (request, path) => {
  const own = { cacheName: CACHE }; // Looked up and never opened: that would make it anew after a newer version dropped it.
  const kept = await caches.match(request, own);
  return kept ?? fetch(request).catch(() => caches.match(path.replace(/^\/static\/\w+/, `/static/${VERSION}`), own));
};

const tellPages = (told) => {
  const channel = new BroadcastChannel("peil");
  channel.postMessage(told);
  channel.close();
};

const deliverAndTell = async () => {
  const told = await deliver();
  if (!told.length) return;
  tellPages(told);
  await fetchAhead({ again: true });
};

/** The same words to everybody, in the language of the last page that was open. */
const tell = async ({ tag, wordsOf, opens }) => {
  const language = (await note("language").catch(() => "")) || navigator.language.slice(0, 2);
  const [title, body] = wordsOf(WORDS[language] ?? Object.values(WORDS)[0]);
  const image = (name) => `/static/${VERSION}/img/${name}.png`;
  await registration.showNotification(title, { body, lang: language, tag, data: opens, icon: image("icon-192"), badge: image("badge") });
};

/** A pulse waits: what it needs is fetched at once. */
const remind = async () => {
  navigator.setAppBadge?.(1).catch(() => {});
  await tell({ tag: "peil", wordsOf: ({ title, body }) => [title, body], opens: "/start" });
  await fetchAhead({ again: true }).catch(() => {});
};

/** A result is there for everybody at once: nothing is fetched now, or all phones of a region would come together. */
const tellResult = async () => {
  await drop("notes", "ahead").catch(() => {});
  await tell({ tag: "peil-result", wordsOf: (words) => [words.result_title, words.result_body], opens: "/mirror" });
};

const receive = ({ data }) => (data?.text() === RESULT ? tellResult() : remind());

/** The browser gave another address, or asks for one. What the server does not hear of is given up again, quietly. */
const renewAddress = async ({ oldSubscription: before, newSubscription }) => {
  if (!before) return newSubscription?.unsubscribe();
  const { applicationServerKey } = before.options;
  const after = newSubscription ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
  const told = await freshToken().then(({ token }) => renewed({ before, after, token }), () => false);
  if (!told) await after.unsubscribe();
};

const openApp = async (address) => {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find(({ url }) => new URL(url).pathname === "/pulse");
  if (open) return open.focus();
  return clients.openWindow(address);
};

/** An open pulse keeps the version it came with. */
const takeOver = async () => {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!windows.some(({ url }) => new URL(url).pathname === "/pulse")) await skipWaiting();
};

const activate = async () => {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await registration.navigationPreload?.enable();
  await clients.claim();
  await fetchAhead().catch(() => {});
};

addEventListener("install", (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL))));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.data === "renew" && event.waitUntil(takeOver()));
addEventListener("sync", (event) => event.waitUntil(deliverAndTell()));
addEventListener("periodicsync", (event) => event.waitUntil(fetchAhead({ again: true })));
addEventListener("push", (event) => event.waitUntil(receive(event)));
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewAddress(event).catch(() => {})));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openApp(event.notification.data ?? "/start"));
});
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(visit(event, url));
  else if (event.request.headers.has("HX-Request") && DEEPER.test(url.pathname) && event.request.method === "GET") event.respondWith(rowOpened(event.request, url.pathname));
  else if (url.pathname.startsWith("/static/")) event.respondWith(shellFile(event.request, url.pathname));
});
