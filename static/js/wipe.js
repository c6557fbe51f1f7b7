// Signing out or leaving: everything of one's own on this phone goes with it, and what still waits is not lost unasked.
import { waiting } from "./outbox.js";
import { owner, tryDelivery } from "./register.js";
import { erase } from "./store.js";
import { forget } from "./subscription.js";

const leaves = (form) => [...form.querySelectorAll("[type=checkbox]")].every((tick) => tick.checked);

const stillWaits = async () => {
  await tryDelivery().catch(() => {});
  return (await waiting(owner).catch(() => [])).length > 0;
};

/** The first press warns when an answer has not been delivered; the second one means it. */
const wipe = async (form) => {
  const warning = form.querySelector("[data-unsent]");
  if (warning?.hidden && (await stillWaits())) {
    warning.hidden = false;
    return;
  }
  await forget({ token: form.elements.csrf_token.value }).catch(() => {});
  await erase().catch(() => {});
  form.submit();
};

for (const form of document.querySelectorAll("form[data-wipes]")) {
  form.addEventListener("submit", (event) => {
    if (!leaves(form)) return;
    event.preventDefault();
    wipe(form).catch(() => form.submit());
  });
}
