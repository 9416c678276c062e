// What follows the filters on a page: the address, the sentences, the cards; those far down come when they are near.
(function () {
  "use strict";

  var CARD = "carte";
  var TABLES = "tableaux";

  function field(name) {
    return document.getElementById(name);
  }

  function say(name, value) {
    window.dash_clientside.set_props(name, { value: value });
  }

  function cardOf(name) {
    return document.querySelector('[data-chart="' + name + '"]');
  }

  function names(selector) {
    return Array.from(document.querySelectorAll(selector), function (card) {
      return card.getAttribute("data-chart");
    }).join(" ");
  }

  // What Dash must know of the page before it asks for a change.
  function tellShown() {
    if (isReady()) {
      say("shown", names("[data-chart]:has(.graphique)"));
      say("opened", names("[data-chart][data-affichage=tableau]"));
    }
  }

  function isReady() {
    return document.documentElement.hasAttribute("data-pret") && field("query");
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.panorama = { showChange: showChange, showFilled: showFilled };

  // A change of filter ---------------------------------------------------------------------------------------
  function showChange(text) {
    var change = JSON.parse(text);
    // The history keeps one entry per page: the back button leaves the page, it does not undo filters.
    history.replaceState(null, "", location.pathname + change.query);
    say("query", change.query);
    document.querySelectorAll("a[data-suit]").forEach(function (link) {
      link.setAttribute("href", link.getAttribute("href").split("?")[0] + change.shared);
    });
    field("selection-in-words").textContent = change.selection;
    field("announcement").textContent = change.announcement;
    Object.keys(change.parts).forEach(function (name) {
      document.querySelector('[data-partie="' + name + '"]').innerHTML = change.parts[name];
    });
    Object.keys(change.chosen).forEach(function (name) {
      document.querySelectorAll('[data-choix="' + name + '"]').forEach(function (place) {
        place.textContent = change.chosen[name];
      });
    });
    var tasks = [];
    document.querySelectorAll("[data-chart]").forEach(function (card) {
      var name = card.getAttribute("data-chart");
      var place = card.querySelector(".graphique");
      if (!place) {
        forget(card);
      } else if (change.cards[name]) {
        showCard(card, change.cards[name]);
        if (change.cards[name].figure) {
          tasks.push({ place: place, figure: change.cards[name].figure });
        }
      } else {
        // It came while the filters changed: it shows another selection.
        want(CARD, name);
      }
    });
    window.panorama.drawEach(tasks).then(function () {
      countOptions(change.options);
    });
    return window.dash_clientside.no_update;
  }

  // How many projects each choice of the other filters would show: told last, nobody looks there meanwhile.
  function countOptions(options) {
    Object.keys(options).forEach(function (name) {
      window.dash_clientside.set_props({ form: "counted", name: name, type: "filter" }, { options: options[name] });
    });
  }

  function showCard(card, content) {
    showIncident(card, content.incident);
    if (content.incident) {
      return;
    }
    card.querySelector(".carte-tete").innerHTML = content.head;
    card.querySelector(".carte-corps").innerHTML = content.body;
    card.querySelector(".carte-tableaux").innerHTML = content.tables;
  }

  // A card that waits has the message of another selection: its subject alone stays.
  function forget(card) {
    card.querySelector("h2").textContent = card.getAttribute("data-sujet");
    card.querySelectorAll(".sous-titre").forEach(function (under) {
      under.remove();
    });
    card.querySelector(".resume").replaceChildren();
  }

  function showIncident(card, problem) {
    card.querySelectorAll(".incident").forEach(function (notice) {
      notice.remove();
    });
    if (problem) {
      card.querySelector("h2").after(incident(problem));
    }
  }

  function incident(problem) {
    var notice = document.createElement("p");
    notice.className = "avis incident";
    notice.setAttribute("role", "alert");
    notice.textContent = problem;
    return notice;
  }

  // A card that comes near, tables that are asked for: one request at a time --------------------------------------
  var waiting = [];
  var asked = "";

  function want(what, name) {
    var call = what + " " + name;
    if (waiting.indexOf(call) < 0) {
      waiting.push(call);
    }
    askNext();
  }

  function askNext() {
    if (!asked && waiting.length && isReady()) {
      asked = waiting.shift();
      say("call", asked);
    }
  }

  function showFilled(text) {
    var answer = JSON.parse(text);
    var card = cardOf(answer.name);
    asked = "";
    if (answer.query !== field("query").value) {
      want(answer.what, answer.name);
    } else if (card) {
      showIncident(card, answer.incident);
      if (answer.html) {
        fill(card, answer);
      }
    }
    tellShown();
    askNext();
    return window.dash_clientside.no_update;
  }

  function fill(card, answer) {
    if (answer.what === TABLES) {
      card.querySelector(".carte-tableaux").innerHTML = answer.html;
      return;
    }
    var hadFocus = card.contains(document.activeElement);
    card.innerHTML = answer.html;
    // The button that was pressed is gone: who was on it stays on the card.
    if (hadFocus) {
      card.setAttribute("tabindex", "-1");
      card.focus({ preventScroll: true });
    }
    window.panorama.drawEach([{ place: card.querySelector(".graphique") }]);
  }

  // The button of a waiting card does for everyone what coming near does for those who scroll.
  var nearby = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) {
          nearby.unobserve(entry.target);
          want(CARD, entry.target.closest("[data-chart]").getAttribute("data-chart"));
        }
      });
    },
    { rootMargin: "600px 0px" }
  );

  function whenReady() {
    if (!isReady()) {
      return;
    }
    tellShown();
    document.querySelectorAll(".carte-attente").forEach(function (button) {
      nearby.observe(button);
    });
    askNext();
  }
  new MutationObserver(whenReady).observe(document.documentElement, { attributeFilter: ["data-pret"] });

  // What could not be had ----------------------------------------------------------------------------------------
  document.addEventListener("panorama:reponse", function (event) {
    document.querySelectorAll("main > .incident").forEach(function (notice) {
      notice.remove();
    });
    if (event.detail) {
      (field("announcement") || document.querySelector("main .titre-page")).after(incident(event.detail));
      // Cards stay as they were, with their buttons: the next press asks again.
      asked = "";
      waiting = [];
    }
  });

  // Buttons and keys ---------------------------------------------------------------------------------------------
  document.addEventListener("click", function (event) {
    var call = event.target.closest(".carte-attente");
    var button = event.target.closest("[data-affiche]");
    if (call && field("call") && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      want(CARD, call.closest("[data-chart]").getAttribute("data-chart"));
    } else if (button) {
      turn(button);
    } else {
      closeOtherFilters(event.target);
    }
  });

  function turn(button) {
    var card = button.closest("[data-chart]");
    var tables = card.querySelector(".carte-tableaux");
    card.setAttribute("data-affichage", button.getAttribute("data-affiche"));
    card.querySelectorAll("[data-affiche]").forEach(function (other) {
      other.setAttribute("aria-pressed", String(other === button));
    });
    if (button.getAttribute("data-affiche") === "graphique") {
      // A figure redrawn while hidden has no width of its own: let it find it again.
      window.dispatchEvent(new Event("resize"));
    } else if (!tables.querySelector("table")) {
      want(TABLES, card.getAttribute("data-chart"));
    }
    tellShown();
  }

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
