// The payment page without waiting: it shows the outcome as soon as there is one. Everything works without this file.
(function () {
  "use strict";
  var page = document.querySelector("[data-poll]");
  if (!page) return;
  var FINAL = ["paid", "refunded", "expired"];
  var pause = 2000;

  // Back to "ready" is no news: a reason just read ("this number cannot pay") would be wiped away.
  function changed(answer) {
    return answer.state && answer.state !== "ready" && answer.state !== page.dataset.state;
  }

  // Words half typed or a choice half made are worth more than a fresh page.
  function isBusy() {
    var field = page.querySelector("input[type=tel]");
    return Boolean(field && field.value);
  }

  function look() {
    if (document.hidden) return later();
    fetch(page.dataset.poll, { cache: "no-store", headers: { Accept: "application/json" } })
      .then(function (reply) { return reply.ok ? reply.json() : {}; })
      .then(function (answer) { return changed(answer) && !isBusy() ? location.replace(location.pathname) : later(); })
      .catch(later);
  }

  function later() {
    setTimeout(look, pause);
    pause = Math.min(pause * 1.15, 10000);
  }

  function countDown(element) {
    var left = Math.floor((new Date(element.dateTime) - Date.now()) / 1000);
    if (left < 0) return void (element.textContent = "");
    element.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    setTimeout(countDown, 1000, element);
  }

  // A second tap on the button must not ask twice.
  document.addEventListener("submit", function (event) {
    var button = event.target.querySelector("button");
    setTimeout(function () { button.disabled = true; });
    setTimeout(function () { button.disabled = false; }, 8000);
  });
  document.addEventListener("visibilitychange", function () { pause = 2000; });
  document.querySelectorAll("[data-countdown]").forEach(countDown);
  if (FINAL.indexOf(page.dataset.state) < 0) later();
})();
