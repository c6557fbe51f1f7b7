// Keeps the personal code in a second place: copy, print, a file, or the share sheet. Buttons show only where they work.
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
  share: navigator.share && (() => navigator.share({ text: code }).catch(() => {})),
};

for (const button of document.querySelectorAll("[data-keep]")) {
  const way = ways[button.dataset.keep];
  if (!way) continue;
  button.hidden = false;
  button.addEventListener("click", () => way(button));
}
