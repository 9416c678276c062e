// The address follows the selection; each card switches between its chart and its tables; those far down are drawn
// when they come near.
(function () {
  "use strict";

  var shownTables = new WeakMap();

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.panorama = {
    // The history keeps one entry per page: the back button leaves the page, it does not undo filters.
    writeAddress: function (query) {
      if (typeof query === "string") {
        history.replaceState(null, "", location.pathname + query);
      }
      return window.dash_clientside.no_update;
    },
    // Tables come as HTML made by the server: their place in the card is nobody else's.
    showTables: function () {
      window.dash_clientside.callback_context.inputs_list[0].forEach(function (tables) {
        var place = document.querySelector('#rendu-vivant [data-tableaux="' + tables.id.name + '"]');
        if (place && typeof tables.value === "string" && shownTables.get(place) !== tables.value) {
          shownTables.set(place, tables.value);
          place.innerHTML = tables.value;
        }
      });
      return window.dash_clientside.no_update;
    },
  };

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-affiche]");
    if (!button) {
      keepFocus(event.target.closest(".carte-attente"));
      // A card that came near presses its own button: no reader has left the filter that is open.
      if (event.isTrusted) {
        closeOtherFilters(event.target);
      }
      return;
    }
    var card = button.closest("[data-chart]");
    card.setAttribute("data-affichage", button.getAttribute("data-affiche"));
    card.querySelectorAll("[data-affiche]").forEach(function (other) {
      other.setAttribute("aria-pressed", String(other === button));
    });
    if (button.getAttribute("data-affiche") === "graphique") {
      // A figure redrawn while hidden has no width of its own: let it find it again.
      window.dispatchEvent(new Event("resize"));
    }
  });

  // The button of a waiting card goes away with what it calls for: who was on it stays on the card.
  function keepFocus(call) {
    if (call && call === document.activeElement) {
      var card = call.closest("[data-chart]");
      card.setAttribute("tabindex", "-1");
      card.focus({ preventScroll: true });
    }
  }

  // The button of a waiting card does for everyone what coming near does for those who scroll.
  var nearby = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) {
          nearby.unobserve(entry.target);
          entry.target.click();
        }
      });
    },
    { rootMargin: "600px 0px" }
  );
  var seen = new WeakSet();
  function watchWaitingCards() {
    document.querySelectorAll("#rendu-vivant.pret .carte-attente").forEach(function (waiting) {
      if (!seen.has(waiting)) {
        seen.add(waiting);
        nearby.observe(waiting);
      }
    });
  }
  new MutationObserver(watchWaitingCards).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-pret"],
  });

  function closeOtherFilters(target) {
    document.querySelectorAll("details.filtre[open]").forEach(function (details) {
      if (!details.contains(target)) {
        details.open = false;
      }
    });
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    document.querySelectorAll("details.filtre[open]").forEach(function (details) {
      details.open = false;
      details.querySelector("summary").focus();
    });
  });
})();
