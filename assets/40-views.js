// The filters fold on a phone; a form of the live page is not sent: it answers as it is filled.
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".bouton-filtres");
    if (button) {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    }
  });

  document.addEventListener("submit", function (event) {
    if (event.target.matches(".filtres") && document.documentElement.hasAttribute("data-pret")) {
      event.preventDefault();
    }
  });
})();
