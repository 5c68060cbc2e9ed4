// The payment page without waiting: it shows the outcome as soon as there is one. Everything works without this file.
(function () {
  "use strict";
  var page = document.querySelector("[data-state]");
  var pause = 2000, next;

  function changed(answer) {
    return answer.state && answer.state !== page.dataset.state;
  }

  // Words half typed are worth more than a fresh page.
  function isBusy() {
    var field = page.querySelector("input[type=tel]");
    return Boolean(field && field.value);
  }

  // The chosen language stays; nothing is posted again.
  function look() {
    if (document.hidden) return later();
    fetch(page.dataset.poll, { cache: "no-store", headers: { Accept: "application/json" } })
      .then(function (reply) { return reply.ok ? reply.json() : {}; })
      .then(function (answer) { return changed(answer) && !isBusy() ? location.replace(location.pathname + location.search) : later(); })
      .catch(later);
  }

  function later() {
    clearTimeout(next);
    next = setTimeout(look, pause);
    pause = Math.min(pause * 1.15, 10000);
  }

  function countDown(element) {
    var left = Math.floor((new Date(element.dateTime) - Date.now()) / 1000);
    if (left < 0) return void (element.textContent = "");
    var hours = Math.floor(left / 3600);
    var minutes = String(Math.floor(left / 60) % 60).padStart(hours ? 2 : 1, "0");
    element.textContent = (hours ? hours + ":" : "") + minutes + ":" + String(left % 60).padStart(2, "0");
    setTimeout(countDown, 1000, element);
  }

  // A second tap on the button must not ask twice.
  document.addEventListener("submit", function (event) {
    var button = event.target.querySelector("button");
    setTimeout(function () { button.disabled = true; });
    setTimeout(function () { button.disabled = false; }, 8000);
  });
  // Back from the wallet, by the phone's own arrow or by its app: look now.
  addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  document.querySelectorAll("[data-countdown]").forEach(countDown);
  if (!page.dataset.poll) return; // nothing more will happen
  document.addEventListener("visibilitychange", function () {
    pause = 2000;
    if (!document.hidden) look();
  });
  later();
})();
