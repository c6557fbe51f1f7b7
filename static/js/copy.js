// Keeps the personal code in a second place: print, a file, the clipboard, or the password manager. Buttons show only where they work.
const code = document.getElementById("personal-code").textContent.trim();
const told = document.getElementById("kept");

const tell = (button) => (told.textContent = button.dataset.done ?? "");

const ways = {
  copy: navigator.clipboard && ((button) => navigator.clipboard.writeText(code).then(() => tell(button), () => (told.textContent = button.dataset.failed))),
  print: () => print(),
  file: (button) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`Peil: ${code}\n${location.origin}/code\n`], { type: "text/plain" }));
    link.download = "peil-code.txt";
    link.click();
    URL.revokeObjectURL(link.href);
    tell(button);
  },
};

// Where the browser can be asked, the page stays; elsewhere the form is sent, and the browser asks by itself.
document.querySelector("[data-keeps]")?.addEventListener("submit", (event) => {
  if (!globalThis.PasswordCredential) return;
  event.preventDefault();
  const { username, code: secret } = event.target.elements;
  const credential = new PasswordCredential({ id: username.value, name: username.value, password: secret.value });
  navigator.credentials.store(credential).then(
    () => tell(event.target.querySelector("button")),
    () => event.target.submit(),
  );
});

for (const button of document.querySelectorAll("[data-keep]")) {
  const way = ways[button.dataset.keep];
  if (!way) continue;
  button.hidden = false;
  button.addEventListener("click", () => way(button));
}
