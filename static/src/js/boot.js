// Runs before anything is drawn: pages may then hide what only a script can open again.
document.documentElement.classList.add("js-enabled");
