// The order in which a page comes to life: its charts, then, for whoever moves, Dash, which takes the place of the filters.
(function () {
  "use strict";

  // Dash asks for its layout and its callbacks as soon as it runs: both stand in the page already.
  var inlined = { "_dash-layout": "page-layout", "_dash-dependencies": "page-dependencies" };
  var fetchFromNetwork = window.fetch;
  window.fetch = function (resource, options) {
    var name = String((resource && resource.url) || resource).split("?")[0].split("/").pop();
    var holder = inlined[name] && document.getElementById(inlined[name]);
    if (holder) {
      var text = holder.textContent;
      holder.remove();
      return Promise.resolve(new Response(text, { status: 200, headers: { "Content-Type": "application/json" } }));
    }
    var answer = fetchFromNetwork.call(window, resource, options);
    return name === "_dash-update-component" ? answer.then(heard, unheard) : answer;
  };

  // What went wrong is said on the page; Dash would only write it in the console.
  function heard(response) {
    if (response.ok) {
      tell("");
    } else if (response.status === 500) {
      response
        .clone()
        .text()
        .then(function (text) {
          tell(text + " Réessayez dans un instant.");
        });
    } else if (response.status < 429) {
      tell("Cette page n'est plus à jour : rechargez-la.");
    } else {
      tell("Le service est très demandé : réessayez dans un instant.");
    }
    return response;
  }

  function unheard(error) {
    tell("Le service ne répond pas : vérifiez la connexion, puis recommencez.");
    throw error;
  }

  function tell(problem) {
    document.dispatchEvent(new CustomEvent("panorama:reponse", { detail: problem }));
  }

  var isDrawn = false;
  var isAwaited = false;
  var isStarted = false;

  document.addEventListener("DOMContentLoaded", function () {
    var places = window.Plotly ? Array.from(document.querySelectorAll(".graphique")) : [];
    window.panorama
      .drawEach(
        places.map(function (place) {
          return { place: place };
        }),
        true
      )
      .then(function () {
        isDrawn = true;
        if (!dashSource()) {
          ready();
        }
        start();
      });
  });

  // Who only reads needs no Dash: it is fetched for whoever moves, and is there before a choice is made.
  ["pointermove", "pointerdown", "touchstart", "wheel", "scroll", "keydown", "focusin", "change"].forEach(
    function (type) {
      document.addEventListener(type, wake, { passive: true, capture: true, once: true });
    }
  );

  function wake() {
    isAwaited = true;
    start();
  }

  function dashSource() {
    var holder = document.getElementById("_dash-renderer");
    return holder && holder.getAttribute("data-src");
  }

  function start() {
    if (isStarted || !isDrawn || !isAwaited || !dashSource()) {
      return;
    }
    isStarted = true;
    var entry = document.getElementById("react-entry-point");
    new MutationObserver(function (_changes, observer) {
      if (entry.querySelector("#live")) {
        observer.disconnect();
        takeOver(entry);
      }
    }).observe(entry, { childList: true, subtree: true });
    var script = document.createElement("script");
    script.src = dashSource();
    script.onerror = function () {
      tell("Les filtres n'ont pas pu être chargés : vérifiez la connexion, puis rechargez la page.");
    };
    document.head.appendChild(script);
  }

  function ready() {
    document.documentElement.setAttribute("data-pret", "oui");
  }

  // What was opened, reached or chosen in the first filters is so in those of Dash.
  function takeOver(entry) {
    var first = document.querySelector("#live");
    var live = entry.querySelector("#live");
    var opened = Array.from(first.querySelectorAll("details"));
    live.querySelectorAll("details").forEach(function (details, position) {
      details.open = opened[position].open;
    });
    var reachable = "input:not([type=hidden]), select, button, a[href], summary";
    var before = Array.from(first.querySelectorAll(reachable));
    var after = Array.from(live.querySelectorAll(reachable));
    var reached = before.indexOf(document.activeElement);
    first.remove();
    entry.hidden = false;
    if (reached >= 0) {
      after[reached].focus({ preventScroll: true });
    }
    ready();
    before.forEach(function (control, position) {
      follow(control, after[position]);
    });
  }

  function follow(control, live) {
    if (control.type === "checkbox" && control.checked !== control.defaultChecked) {
      live.click();
    } else if (control.matches("select, input[type=search]") && control.value !== live.value) {
      // Through the element's own setter: React watches the other one.
      var proto = control.matches("select") ? HTMLSelectElement.prototype : HTMLInputElement.prototype;
      Object.getOwnPropertyDescriptor(proto, "value").set.call(live, control.value);
      live.dispatchEvent(new Event(control.matches("select") ? "change" : "input", { bubbles: true }));
    }
  }
})();
