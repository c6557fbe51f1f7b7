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

// Password managers know the field by what it was written as; who types looks at what stands there.
const see = document.getElementById("see");
const showTyped = () => (field.type = see.querySelector("input").checked ? "text" : "password");

see.hidden = false;
see.addEventListener("change", showTyped);
showTyped();

list("outbox").then((kept) => kept.length && show("kept-here"), () => {});
