// A key holder opens their sealed share in the browser with their own key file; only the words go into the form.
const lines = (text) => text.split(/\r?\n/).map((line) => line.trim());

const unlocked = async (age, bytes, passphrase) => {
  const text = new TextDecoder().decode(bytes);
  if (!text.startsWith("-----BEGIN AGE") && !text.startsWith("age-encryption.org/")) return text;
  const decrypter = new age.Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypter.decrypt(text.startsWith("-----") ? age.armor.decode(text) : bytes, "text");
};

const open = async (place) => {
  const age = await import(place.dataset.age);
  const file = place.querySelector('[type="file"]').files[0];
  const key = await unlocked(age, new Uint8Array(await file.arrayBuffer()), place.querySelector('[type="password"]').value);
  const secret = lines(key).find((line) => line.startsWith("AGE-SECRET-KEY-"));
  const decrypter = new age.Decrypter();
  decrypter.addIdentity(secret);
  return decrypter.decrypt(age.armor.decode(place.querySelector(".sealed").value), "text");
};

for (const place of document.querySelectorAll(".open-share")) {
  const form = document.getElementById(place.dataset.form);
  const fault = place.querySelector('[role="alert"]');
  place.querySelector("button").addEventListener("click", async () => {
    fault.hidden = true;
    try {
      form.elements.share.value = await open(place);
      form.requestSubmit();
    } catch {
      fault.hidden = false;
    }
  });
  place.hidden = false;
}
