// An answer put in its place: address, sentences, drawings, counts; and the buttons of cards and filters.
(function () {
  "use strict";

  function each(selector, act) {
    document.querySelectorAll(selector).forEach(act);
  }

  window.panorama.show = function (answer) {
    // The history keeps one entry per page: the back button leaves the page, it does not undo filters. It takes two
    // milliseconds, after all that is seen.
    setTimeout(() => history.replaceState(null, "", location.pathname + answer.query));
    each("a[data-suit]", function (link) {
      var parts = link.getAttribute("href").split("#");
      var own = link.getAttribute("data-suit");
      var query = answer.shared + (own ? (answer.shared ? "&" : "?") + own : "");
      link.setAttribute("href", parts[0].split("?")[0] + query + (parts[1] ? "#" + parts[1] : ""));
    });
    document.getElementById("selection-in-words").textContent = answer.selection;
    // The form stays under the pointer: what stands above it never gets lower, and the page scrolls by what it gains.
    var form = document.querySelector("form.filtres");
    var opening = document.querySelector("[data-partie=ouverture]");
    var top = form.getBoundingClientRect().top;
    if (opening) {
      opening.style.minHeight = opening.offsetHeight + "px";
    }
    Object.keys(answer.parts).forEach(function (name) {
      // A chart in a frame has no citation.
      each('[data-partie="' + name + '"]', (part) => part.innerHTML = answer.parts[name]);
    });
    window.scrollBy({ top: form.getBoundingClientRect().top - top, behavior: "instant" });
    Object.keys(answer.cards).forEach(function (name) {
      var card = document.querySelector('[data-chart="' + name + '"]');
      // A page that opened without a project has no cards yet.
      card ? showCard(card, answer.cards[name]) : location.replace(location.pathname + answer.query);
    });
    document.dispatchEvent(new CustomEvent("panorama:montre", { detail: answer.query }));
    showChoices(answer);
    document.getElementById("announcement").textContent = answer.announcement;
    document.documentElement.setAttribute("data-montre", answer.query || "?");
    window.panorama.bringToLife();
  };

  function showCard(card, content) {
    var place = card.querySelector(".graphique");
    showIncident(card.querySelector(".carte-tete"), card, content.incident);
    card.classList.toggle("en-panne", Boolean(content.incident));
    if (content.incident) {
      return;
    }
    card.querySelector(".carte-tableaux").innerHTML = content.tables;
    // Tables alone may have been missing.
    if (place.shown !== content.svg) {
      place.shown = content.svg;
      card.querySelector(".carte-tete").innerHTML = content.head;
      card.querySelector(".carte-corps").innerHTML = content.body;
      var subtitle = card.querySelector(".sous-titre").textContent;
      card.querySelector(".carte-tableaux").setAttribute("aria-label", "Tableaux : " + subtitle);
      window.panorama.redraw(place, content.svg, content.figure);
    }
  }

  // What is chosen beside the name of each filter, and how many projects each option would show.
  function showChoices(answer) {
    Object.keys(answer.chosen).forEach(function (name) {
      each('[data-choix="' + name + '"]', (place) => place.textContent = answer.chosen[name]);
    });
    Object.keys(answer.counts).forEach(function (name) {
      var counts = answer.counts[name];
      each('form.filtres [name="' + name + '"]', function (control) {
        if (control.type === "checkbox") {
          control.parentNode.querySelector(".compte").textContent = "(" + (counts[control.value] || 0) + ")";
        } else if (control.options) {
          Array.from(control.options).forEach(function (option) {
            if (option.dataset.nom) {
              option.textContent = option.dataset.nom + " (" + (counts[option.value] || 0) + ")";
            }
          });
        }
      });
    });
  }

  function showIncident(after, scope, problem) {
    scope.querySelectorAll(".incident").forEach((notice) => notice.remove());
    if (problem) {
      var notice = document.createElement("p");
      notice.className = "avis incident";
      notice.setAttribute("role", "alert");
      notice.textContent = problem;
      after.after(notice);
    }
  }

  document.addEventListener("panorama:probleme", function (event) {
    var after = document.getElementById("announcement") || document.querySelector("main .titre-page");
    showIncident(after, document.querySelector("main"), event.detail);
  });

  // Buttons and keys ---------------------------------------------------------------------------------------------
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-affiche]");
    var chip = event.target.closest("[data-retire]");
    if (button) {
      showAs(button);
    } else if (chip) {
      removeValue(event, chip);
    }
  });

  // A chip takes its value out of the form, where the form has it; elsewhere it is a link.
  function removeValue(event, chip) {
    var pair = chip.getAttribute("data-retire").split("=");
    var control = Array.from(document.querySelector("form.filtres").elements).find(function (each) {
      return each.name === pair[0] && each.type !== "hidden" && (each.type !== "checkbox" || each.value === pair[1]);
    });
    if (control && document.getElementById("_dash-renderer")) {
      event.preventDefault();
      control.checked = false;
      control.value = control.type === "checkbox" ? control.value : control.options ? control.options[0].value : control.min;
      (control.type === "checkbox" ? control.closest("details").querySelector("summary") : control).focus();
      window.panorama.ask();
    }
  }

  // « Graphique | Tableau »: the tables stand in the page until a filter changes, then they come with the answer.
  function showAs(button) {
    var card = button.closest("[data-chart]");
    var tables = card.querySelector(".carte-tableaux");
    var waiting = tables.querySelector("noscript");
    card.setAttribute("data-affichage", button.getAttribute("data-affiche"));
    card.querySelectorAll("[data-affiche]").forEach((other) => {
      other.setAttribute("aria-pressed", String(other === button));
    });
    if (button.getAttribute("data-affiche") === "graphique") {
      window.dispatchEvent(new Event("resize"));
    } else if (waiting) {
      tables.innerHTML = waiting.textContent;
    } else if (!tables.querySelector("table")) {
      window.panorama.ask();
    }
  }
})();
