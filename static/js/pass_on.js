// Prints a page, or passes the address of a card on, which is the same for everybody: it does not tell whose card it was.
const row = document.querySelector("[data-pass-on]");
const url = location.origin + location.pathname;

const ways = {
  print: () => print(),
  share: navigator.share && (() => navigator.share({ title: row.dataset.passOn, url }).catch(() => {})),
  copy: navigator.clipboard && ((button) => navigator.clipboard.writeText(url).then(() => (document.getElementById("passed-on").textContent = button.dataset.done), () => {})),
};

for (const button of row.querySelectorAll("[data-way]")) {
  const way = ways[button.dataset.way];
  if (!way) continue;
  button.hidden = false;
  button.addEventListener("click", () => way(button));
}
