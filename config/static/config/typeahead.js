/* Suggestions under a text field; without this file the field is plain text. */
(() => {
  const upgrade = (combo, place) => {
    const input = combo.querySelector("input:not([type=hidden])");
    const key = combo.querySelector("input[type=hidden]");
    const list = document.createElement("ul");
    let timer, asked = "", at = -1;
    list.className = "listbox";
    list.id = `${input.id || "combo"}-list-${place}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.firstChild.textContent.trim() || "");
    const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    Object.entries(attributes).forEach(([name, value]) => input.setAttribute(name, value));

    const choices = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
    const close = () => {
      clearTimeout(timer);
      list.remove();
      at = -1;
      asked = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const take = (option) => {
      input.value = option.dataset.value;
      if (key) key.value = option.dataset.key || "";
      close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const mark = (to) => {
      const options = choices();
      if (!options.length) return;
      at = (to + options.length) % options.length;
      options.forEach((option, index) => option.setAttribute("aria-selected", index === at));
      options[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].id);
    };
    const ask = async () => {
      const query = input.value.trim();
      if (query.length < 2) return close();
      asked = query;
      const address = new URL(combo.dataset.typeahead, location.href);
      address.searchParams.set("q", query);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer?.ok || asked !== query || document.activeElement !== input) return;
      list.innerHTML = await answer.text();
      list.querySelectorAll("[role=option]").forEach((option, index) => { option.id = `${list.id}-${index}`; });
      combo.append(list);
      at = -1;
      input.setAttribute("aria-expanded", "true");
    };
    input.addEventListener("input", () => {
      if (key) key.value = "";
      clearTimeout(timer);
      timer = setTimeout(ask, 200);
    });
    input.addEventListener("keydown", (event) => {
      const open = list.isConnected;
      if (event.key === "ArrowDown") { event.preventDefault(); if (open) mark(at + 1); else ask(); }
      else if (event.key === "ArrowUp" && open) { event.preventDefault(); mark(at < 0 ? -1 : at - 1); }
      else if (event.key === "Enter" && open && at >= 0 && !event.ctrlKey) { event.preventDefault(); take(choices()[at]); }
      else if (event.key === "Escape" && open) { event.stopPropagation(); close(); }
    });
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]:not([aria-disabled])");
      if (option) take(option);
    });
  };
  const start = () => document.querySelectorAll("[data-typeahead]:not([data-ready])").forEach((combo, place) => {
    combo.dataset.ready = "";
    upgrade(combo, place);
  });
  start();
  document.addEventListener("htmx:after:swap", start);
})();
