// A key holder makes a key in the browser: nothing of it is sent. Without this script the command line does the same.
const place = document.getElementById("make-key");
const show = (id) => (document.getElementById(id).hidden = false);

const save = (content, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

const locked = async (age, text, passphrase) => {
  if (!passphrase) return text;
  const encrypter = new age.Encrypter();
  encrypter.setPassphrase(passphrase);
  return age.armor.encode(await encrypter.encrypt(text));
};

place.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = place.querySelector("button");
  button.disabled = true;
  try {
    const age = await import(place.dataset.age);
    const secret = await age.generateX25519Identity();
    const recipient = await age.identityToRecipient(secret);
    const text = `# A key of Peil: keep this file to yourself.\n# public key: ${recipient}\n${secret}\n`;
    save(await locked(age, text, document.getElementById("passphrase").value), "peil-key.txt");
    document.getElementById("recipient").textContent = recipient;
    show("made");
  } catch {
    show("failed");
    button.disabled = false;
  }
});
place.hidden = false;
