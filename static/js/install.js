// Puts Peil on the home screen: by the browser's own question where it has one, by words where it has not.
const section = document.getElementById("install");
const button = section.querySelector("button");
const inApp = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
const onApple = /iPhone|iPad/.test(navigator.userAgent) || (navigator.maxTouchPoints > 1 && /Macintosh/.test(navigator.userAgent));

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  section.hidden = button.hidden = false;
  button.onclick = async () => {
    await event.prompt();
    section.hidden = true;
  };
});

if (onApple && !inApp) section.hidden = section.querySelector("[data-apple]").hidden = false;
