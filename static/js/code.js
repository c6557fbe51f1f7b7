// A code that was scanned from another device stands behind the # of the address: the server never sees it there.
import { list } from "./store.js";

const field = document.getElementById("code");
const scanned = decodeURIComponent(location.hash.slice(1));
const inApp = matchMedia("(display-mode: standalone)").matches || navigator.standalone;

const show = (id) => (document.getElementById(id).hidden = false);

if (/^[0-9A-Za-z-]{20,40}$/.test(scanned)) {
  field.value = scanned;
  history.replaceState(history.state, "", location.pathname);
  show("scanned");
} else if (inApp) show("in-app");

list("outbox").then((kept) => kept.length && show("kept-here"), () => {});
