// Everything here is a convenience. Each page does its whole job without this file.

const conditional = () => {
  const controlled = document.querySelectorAll("[data-aria-controls]");
  const sync = () => {
    controlled.forEach((input) => {
      const part = document.getElementById(input.getAttribute("data-aria-controls"));
      if (!part) return;
      part.classList.toggle("govuk-radios__conditional--hidden", !input.checked);
    });
  };
  if (!controlled.length) return;
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=radio], input[type=checkbox]")) sync();
  });
  sync();
};

const summary = () => {
  const box = document.querySelector("[data-error-summary]");
  if (!box) return;
  box.setAttribute("tabindex", "-1");
  box.focus();
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    // The label or legend comes into view with the field, or nobody knows what is asked.
    const group = field.closest("fieldset, .govuk-form-group, .field") || field;
    group.scrollIntoView();
    field.focus({ preventScroll: true });
  });
};

const printing = () => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
};

const once = () => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  // Back from the next page: the form may be sent again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
};

const counting = () => {
  document.querySelectorAll("[data-count]").forEach((out) => {
    const area = document.getElementById(out.getAttribute("data-count"));
    if (!area || area.maxLength < 1) return;
    const show = () => {
      out.textContent = out.dataset.words.replace("{left}", area.maxLength - area.value.length);
    };
    area.addEventListener("input", show);
    show();
  });
};

const ticking = () => {
  const out = document.querySelector("[data-ticked]");
  if (!out) return;
  const show = () => {
    const count = document.querySelectorAll("input[data-row]:checked").length;
    out.textContent = out.dataset.ticked.replace("{count}", count);
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-row]")) show();
  });
  show();
};

conditional();
summary();
printing();
once();
counting();
ticking();
