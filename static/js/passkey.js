// Passkeys for staff: making one, and signing in with one. Without this script the password with its code remains.
const state = document.getElementById("passkey-state");
const words = (name) => document.querySelector(`#passkey-words [data-say="${name}"]`).textContent;
const token = () => document.querySelector('[name="csrf_token"]').value;

const say = (text, { trouble = false } = {}) => {
  state.textContent = text;
  state.classList.toggle("notice", trouble);
  state.hidden = false;
  if (trouble) state.focus();
};

/** Something a person can be told, in the server's own words. */
class Refused extends Error {}

const post = async (address, body) => {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(body ?? {}),
  });
  const said = response.redirected ? {} : await response.json().catch(() => ({}));
  if (!response.ok || response.redirected) throw new Refused(said.fault ?? words("failed"));
  return said;
};

// Older browsers read and write bytes; the server's options and answers are JSON with base64url.
const bytes = (letters) => Uint8Array.from(atob(letters.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const letters = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (each) => ({ ...each, id: bytes(each.id) });

const asJson = ({ id, rawId, type, response }) => ({
  id,
  type,
  rawId: letters(rawId),
  response: Object.fromEntries(
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .filter((name) => response[name])
      .map((name) => [name, letters(response[name])]),
  ),
});

const make = async () => {
  const asked = await post("/staff/passkeys/begin");
  if (asked.to) return asked; // Signed in too long ago: once more, on the page it names.
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: withBytes(asked.user),
    excludeCredentials: asked.excludeCredentials.map(withBytes),
  };
  return post("/staff/passkeys", asJson(await navigator.credentials.create({ publicKey })));
};

const use = async () => {
  const asked = await post("/staff/passkey/begin");
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: [] };
  return post("/staff/passkey", asJson(await navigator.credentials.get({ publicKey })));
};

const REASONS = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known", SecurityError: "elsewhere", TypeError: "offline" };

const attempt = async (button, work) => {
  button.disabled = true;
  say(words("working"));
  try {
    location.assign((await work()).to);
  } catch (error) {
    say(error instanceof Refused ? error.message : words(REASONS[error.name] ?? "failed"), { trouble: true });
    button.disabled = false;
  }
};

for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = place.querySelector("button");
  place.hidden = false;
  button.addEventListener("click", () => attempt(button, place.dataset.passkey === "make" ? make : use));
}
