// What surrounds a view: the menu of narrow screens, « Partager », and the height told to the page that embeds it.
(function () {
  "use strict";

  var OVER_THE_PAGE = "details:is(.partage, .menu-carte, .filtre)[open]"; // a click elsewhere and Escape close them

  // Snippets and citations name the site by the address it is read at, where the operator has not said it.
  function nameSite() {
    document.querySelectorAll("pre[data-origine] code").forEach((code) => {
      code.textContent = code.textContent.replaceAll("https://adresse-de-ce-site", location.origin);
    });
  }
  document.addEventListener("DOMContentLoaded", nameSite);
  document.addEventListener("panorama:montre", nameSite);

  // Partager -----------------------------------------------------------------------------------------------
  // The address of the full page as it is now: filters rewrite it without loading anything.
  function addressNow() {
    var address = new URL(location.href);
    address.searchParams.delete("cadre");
    address.hash = "";
    return address;
  }

  // On paper: the address of the view as it is, and the day.
  window.addEventListener("beforeprint", function () {
    var line = document.querySelector("[data-imprime]");
    if (line) {
      var day = new Date().toLocaleDateString("fr-FR", { dateStyle: "long" });
      line.textContent = addressNow().href + ", imprimé le " + day + ".";
    }
  });

  function fillShare(details) {
    var address = addressNow();
    details.querySelector("[data-adresse]").textContent = address.href;
    var mail = details.querySelector("[data-courriel]");
    mail.href = mail.getAttribute("data-courriel") + encodeURIComponent(address.href);
    details.querySelector("[role=status]").textContent = "";
  }

  function copy(button) {
    var block = button.closest("details, .copiable");
    var source = block.querySelector("[data-adresse], textarea, pre");
    var text = source.value || source.textContent;
    var say = function (message) {
      block.querySelector("[role=status]").textContent = message;
    };
    // An embedding page may withhold the clipboard: the text is then selected, ready for the keyboard.
    var withhold = function () {
      var range = document.createRange();
      range.selectNodeContents(source);
      var selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      say("Sélectionné : copiez avec Ctrl + C.");
    };
    if (!navigator.clipboard) {
      withhold();
      return;
    }
    navigator.clipboard.writeText(text).then(function () {
      say("Copié.");
    }, withhold);
  }

  document.addEventListener(
    "toggle",
    function (event) {
      if (event.target.querySelector("[data-adresse]") && event.target.open) {
        fillShare(event.target);
      }
    },
    true
  );

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copie]");
    if (button) {
      copy(button);
    }
    document.querySelectorAll(OVER_THE_PAGE).forEach(function (details) {
      if (!details.contains(event.target)) {
        details.open = false;
      }
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    document.querySelectorAll(".bouton-menu[aria-expanded=true]").forEach(function (button) {
      button.setAttribute("aria-expanded", "false");
      button.focus();
    });
    document.querySelectorAll(OVER_THE_PAGE).forEach(function (details) {
      details.open = false;
      details.querySelector("summary").focus();
    });
  });

  // /integration: the code follows the choices, and the filters of the preview.
  function follow(query, replaced) {
    fetch(location.pathname + query).then((answer) => answer.text()).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html");
      replaced.forEach((name) => document.querySelector(name).replaceWith(fresh.querySelector(name)));
      history.replaceState(null, "", query);
      nameSite();
    });
  }

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.matches(".reglages")) {
      var isView = event.target.name === "vue"; // another view has other filters
      var query = "?" + new URLSearchParams(new FormData(form));
      follow(query, [".copiable", ".apercu", isView ? ".reglages" : ".reglages .selection"]);
    }
  });

  window.addEventListener("message", function (event) {
    var preview = document.querySelector(".apercu");
    if (preview && event.source === preview.contentWindow && event.data.type === "panorama:filtres") {
      if (event.data.query !== (preview.query || new URL(preview.src).search)) {
        preview.query = event.data.query;
        var query = preview.query.replace("?", "&").replace("&cadre=integration", "");
        follow("?vue=" + encodeURIComponent(document.querySelector("[name=vue]").value) + query, [".copiable", ".reglages"]);
      }
    }
  });

  // In a frame links open the full site; those that keep the frame (a page of a table, its order) stay in it.
  document.addEventListener(
    "click",
    function (event) {
      var link = event.target.closest && event.target.closest("a[href*='cadre=integration']");
      if (link) {
        link.target = "_self";
      }
    },
    true
  );

  // Height -------------------------------------------------------------------------------------------------
  if (window.parent === window) {
    return;
  }
  // Only a page of the site learns what is chosen: the address follows a little later, or names the page that opened.
  function tellFilters(query) {
    window.parent.postMessage({ type: "panorama:filtres", query: query }, location.origin);
  }
  tellFilters(location.search);
  document.addEventListener("panorama:montre", (event) => tellFilters(event.detail));
  var told = 0;

  function tellHeight() {
    var page = document.querySelector(".page");
    if (!page) {
      return;
    }
    var bottom = page.getBoundingClientRect().bottom + window.scrollY;
    // What opens over the page, such as the choices of a filter, must fit as well.
    document.querySelectorAll("details[open] > fieldset, details[open] > .volet").forEach((panel) => {
      bottom = Math.max(bottom, panel.getBoundingClientRect().bottom + window.scrollY + 16);
    });
    var height = Math.ceil(bottom);
    if (height > 0 && height !== told) {
      told = height;
      // The height of a public page is no secret: any parent may hear it, each checks where it comes from.
      window.parent.postMessage({ type: "panorama:hauteur", hauteur: height }, "*");
    }
  }

  function start() {
    new ResizeObserver(tellHeight).observe(document.body);
    document.addEventListener("toggle", tellHeight, true);
    window.addEventListener("resize", tellHeight);
    window.addEventListener("load", tellHeight);
    window.addEventListener("message", function (event) {
      if (event.source === window.parent && event.data && event.data.type === "panorama:mesure") {
        told = 0;
        tellHeight();
      }
    });
    new MutationObserver(tellHeight).observe(document.documentElement, { attributeFilter: ["data-pret"] });
    tellHeight();
  }

  start();
})();
