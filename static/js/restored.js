// Back to a page as the browser froze it: who has signed out since, or has become somebody else, does not see it again.
const whose = (page) => page.querySelector("meta[name=owner], meta[name=account]")?.content;

addEventListener("pageshow", async ({ persisted }) => {
  if (!persisted) return;
  document.body.hidden = true;
  try {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && whose(now) === whose(document)) {
      document.body.hidden = false;
      return;
    }
  } catch {
    // Without reception the page is opened anew too: what this phone keeps is its owner's.
  }
  location.reload();
});
