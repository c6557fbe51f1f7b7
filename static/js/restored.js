// Back to a page as the browser froze it: who has signed out since, or has become somebody else, does not see it again.
addEventListener("pageshow", async ({ persisted }) => {
  if (!persisted) return;
  document.body.hidden = true;
  const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" }).catch(() => undefined);
  if (answer && !answer.ok) location.reload();
  else document.body.hidden = false;
});
