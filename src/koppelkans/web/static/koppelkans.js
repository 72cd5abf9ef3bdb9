// What a page can do more when JavaScript is there. Nothing here is needed: every form and link works without.
(() => {
  "use strict";

  const each = (selector, use, within = document) => {
    if (within.matches?.(selector)) use(within);
    within.querySelectorAll(selector).forEach(use);
  };

  // ---- forms: one submit only
  const again = 15000; // a download answers without leaving the page: then the form may be used again
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    event.submitter?.classList.add("utrecht-button--busy");
    window.setTimeout(() => release(form), again);
  });
  const release = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    each(".utrecht-button--busy", (button) => button.classList.remove("utrecht-button--busy"), form);
  };
  window.addEventListener("pageshow", () => each("form[data-sent]", release)); // the back button brings a page as it was

  // ---- forms: unsaved changes
  const text = (form) => {
    const found = {};
    for (const field of form.elements) {
      if (!field.name || ["password", "hidden", "file", "submit", "button"].includes(field.type)) continue;
      if (field.autocomplete === "one-time-code" || field.type === "fieldset") continue;
      const many = field.type === "checkbox" || field.type === "radio";
      found[many ? `${field.name}=${field.value}` : field.name] = many ? field.checked : field.value;
    }
    return found;
  };
  const startedWith = new WeakMap();
  const changed = (form) =>
    startedWith.has(form) && !form.dataset.sent && JSON.stringify(text(form)) !== startedWith.get(form);
  const guard = (form) => startedWith.set(form, JSON.stringify(text(form)));
  window.addEventListener("beforeunload", (event) => {
    if (Array.from(document.querySelectorAll("form[data-guard]")).some(changed)) event.preventDefault();
  });

  // ---- what was typed, kept in this window when the session ends, and only for the same person
  const session = document.getElementById("sessie");
  const storeKey = (form, index) => `typed:${session.dataset.sessionPerson}:${location.pathname}:${form.id || index}`;
  const guarded = () => Array.from(document.querySelectorAll("form[data-guard]"));
  const keep = () =>
    guarded().forEach((form, index) => {
      if (changed(form)) sessionStorage.setItem(storeKey(form, index), JSON.stringify(text(form)));
    });
  const putBack = (form, kept) => {
    for (const field of form.elements) {
      const many = field.type === "checkbox" || field.type === "radio";
      const key = many ? `${field.name}=${field.value}` : field.name;
      if (!(key in kept) || ["password", "hidden", "file"].includes(field.type)) continue;
      if (many) field.checked = kept[key];
      else field.value = kept[key];
    }
  };
  const offer = (form, index) => {
    const key = storeKey(form, index);
    const kept = sessionStorage.getItem(key);
    if (!kept || kept === startedWith.get(form)) return sessionStorage.removeItem(key);
    const box = document.getElementById("sessie-bewaard").content.firstElementChild.cloneNode(true);
    const done = () => {
      sessionStorage.removeItem(key);
      box.remove();
      form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    };
    box.querySelector("[data-kept-use]").addEventListener("click", () => {
      putBack(form, JSON.parse(kept));
      done();
    });
    box.querySelector("[data-kept-drop]").addEventListener("click", done);
    form.prepend(box);
  };

  // ---- the session ends soon
  const shared = "session-extended"; // other windows of this person hear it when one goes on
  const watchSession = () => {
    const length = Number(session.dataset.sessionSeconds);
    const warnFor = Math.min(120, length / 3);
    const dialog = document.getElementById("sessie-dialoog");
    const over = document.getElementById("sessie-voorbij");
    const left = dialog.querySelector("[data-session-left]");
    let ends = Date.now() + length * 1000;
    const goOn = (seconds) => {
      ends = Date.now() + seconds * 1000;
      if (dialog.open) dialog.close();
    };
    const tellOthers = (seconds) => localStorage.setItem(shared, JSON.stringify({ seconds, at: Date.now() }));
    const say = (seconds) => {
      const minutes = seconds > 90;
      const words = String(minutes ? Math.ceil(seconds / 60) : seconds);
      if (left.textContent !== words) left.textContent = words;
      dialog.querySelector("[data-session-minutes]").hidden = !minutes;
      dialog.querySelector("[data-session-second]").hidden = minutes;
    };
    const look = () => {
      const seconds = Math.ceil((ends - Date.now()) / 1000);
      if (seconds <= 0) {
        keep();
        dialog.close();
        if (!over.open) over.showModal();
        guarded().forEach(guard); // it is kept: going to the login needs no warning
        window.clearInterval(clock);
      } else if (seconds <= warnFor) {
        say(seconds);
        keep();
        if (!dialog.open) dialog.showModal();
      }
    };
    const extend = async () => {
      const url = session.dataset.sessionExtend;
      const answer = await fetch(url || location.href, {
        method: url ? "POST" : "GET",
        headers: { "X-CSRFToken": session.dataset.csrf },
        redirect: "manual",
      });
      if (!answer.ok) return look();
      const seconds = url ? (await answer.json()).seconds : length;
      tellOthers(seconds);
      goOn(seconds);
    };
    dialog.querySelector("[data-session-stay]").addEventListener("click", extend);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      extend();
    });
    window.addEventListener("storage", (event) => event.key === shared && goOn(JSON.parse(event.newValue).seconds));
    document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && goOn(length));
    tellOthers(length); // asking for this page made the session longer too
    const clock = window.setInterval(look, Math.min(1000, length * 100));
    document.addEventListener("visibilitychange", () => document.hidden || look());
  };

  // ---- small things
  const copyButton = (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      const region = document.getElementById("meldingen");
      if (region) region.textContent = button.dataset.copied;
    });
  };
  const printButton = (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('[data-error-summary] a[href^="#"]');
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field) {
      event.preventDefault();
      field.focus();
      field.closest(".utrecht-form-field")?.scrollIntoView({ block: "start" });
    }
    each("details[data-menu][open]", (menu) => menu.contains(event.target) || menu.removeAttribute("open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    each("details[data-menu][open]", (menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    const twin = event.target.dataset?.twin && document.getElementById(event.target.dataset.twin);
    if (twin) twin.value = event.target.value; // a slider and the number beside it
  });

  const ready = (within) => {
    each("form[data-guard]", guard, within);
    each("[data-copy]", copyButton, within);
    each("[data-print]", printButton, within);
    const summary = within.querySelector?.("[data-error-summary]");
    if (summary) summary.focus();
  };
  ready(document);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && ready(event.target));
  if (session) {
    guarded().forEach(offer);
    watchSession();
  }
})();
