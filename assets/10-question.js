// The filters: one native form, never replaced. A change is one question to Dash, whose answer `20-page.js` shows.
//
// Dash holds two hidden components, `question` and `answer`, and one callback between them. It is fetched at the first
// gesture; a change made before it is there is sent when it is. An answer is requested as soon as a pointer rests on an
// option, or a finger lands on it, and shown at the click.
(function () {
  "use strict";

  var REST = 60; // milliseconds on an option before its answer is requested
  var TYPING = 250; // milliseconds without a key or a move before a search or a threshold is sent
  var LATE = 400; // milliseconds without an answer before the charts say that they wait
  var MOST_ANSWERS = 30;
  var NOTHING = "tous"; // value of a select in which nothing is chosen

  function form() {
    return document.querySelector("form.filtres");
  }

  // Dash asks for its layout and its callbacks as soon as it runs: both stand in the page already.
  var inlined = { "_dash-layout": "page-layout", "_dash-dependencies": "page-dependencies" };
  var fetchFromNetwork = window.fetch;
  window.fetch = function (resource, options) {
    var name = String((resource && resource.url) || resource).split("?")[0].split("/").pop();
    var holder = inlined[name] && document.getElementById(inlined[name]);
    if (holder) {
      return Promise.resolve(
        new Response(holder.textContent, { status: 200, headers: { "Content-Type": "application/json" } })
      );
    }
    var response = fetchFromNetwork.call(window, resource, options);
    return name === "_dash-update-component" ? response.then(check, fail) : response;
  };

  // A request that fails is reported on the page; Dash would only write it in the console.
  function check(response) {
    if (response.ok && /json/.test(response.headers.get("Content-Type"))) {
      return response; // an answer that is shown clears the report, not one requested ahead
    }
    if (response.status === 500) {
      response
        .clone()
        .text()
        .then(function (text) {
          report(text + " Réessayez dans un instant.");
        });
    } else if (response.status < 429) {
      // Another release, or what a network answers in the place of the site.
      report("Cette page n’est plus à jour : rechargez-la.");
    } else {
      report("Le service est très demandé : réessayez dans un instant.");
    }
    return response;
  }

  function fail(error) {
    report("Le service ne répond pas : vérifiez la connexion, puis recommencez.");
    throw error;
  }

  function report(problem) {
    if (problem) {
      // Of what was requested ahead nothing is said until somebody wants it.
      failed = wanted ? null : { question: sent, problem: problem };
      sent = "";
      wait(false);
    }
    document.dispatchEvent(new CustomEvent("panorama:probleme", { detail: wanted && problem }));
  }

  // Dash, at the first gesture ---------------------------------------------------------------------------------
  var isStarted = false;
  var isReady = false;
  ["pointermove", "pointerdown", "keydown", "focusin", "change", "input"].forEach(function (type) {
    document.addEventListener(type, startFor, { passive: true, capture: true });
  });

  // A finger that scrolls is no gesture: one that touches the filters is.
  function startFor(event) {
    if (!isStarted && (event.pointerType === "mouse" || event.type === "keydown" || isInForm(event.target))) {
      start();
    }
  }

  function isInForm(element) {
    return element.closest && element.closest("form.filtres") !== null;
  }

  function start() {
    var holder = document.getElementById("_dash-renderer");
    if (isStarted) {
      return;
    }
    isStarted = true;
    if (!holder) {
      document.documentElement.setAttribute("data-pret", "oui");
      return;
    }
    var script = document.createElement("script");
    script.src = holder.getAttribute("data-src");
    script.onerror = function () {
      isStarted = false;
      report("Les filtres n’ont pas pu être chargés : vérifiez la connexion, puis recommencez.");
    };
    new MutationObserver(function (_changes, observer) {
      if (document.getElementById("answer")) {
        observer.disconnect();
        isReady = true;
        document.documentElement.setAttribute("data-pret", "oui");
        send();
      }
    }).observe(document.getElementById("react-entry-point"), { childList: true, subtree: true });
    document.head.appendChild(script);
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.panorama = { receive: receive };

  // Questions --------------------------------------------------------------------------------------------------
  // Query of a question → its answer; the oldest is dropped. `shown` is that of the page as it is, `wanted` the one
  // to show, `sent` the one on its way.
  var answers = new Map();
  var shown = form() ? questionOf(queryOf()) : "";
  var wanted = "";
  var expected = "";
  var sent = "";
  var failed = null;

  // The query of the form, one control being as if it were changed.
  function queryOf(changed) {
    var pairs = [];
    Array.from(form().elements).forEach(function (control) {
      var isOn = control.type !== "checkbox" || control.checked !== (control === changed);
      var text = control.value;
      if (control.name && isOn && text && !(control.options && text === NOTHING)) {
        pairs.push(encodeURIComponent(control.name) + "=" + encodeURIComponent(text.trim()));
      }
    });
    return pairs.join("&");
  }

  function openTables() {
    var cards = document.querySelectorAll("[data-chart][data-affichage=tableau]");
    return Array.from(cards, (card) => card.getAttribute("data-chart")).join(" ");
  }

  function questionOf(query) {
    return JSON.stringify([query, openTables()]);
  }

  function ask(query, isShown) {
    var question = questionOf(query);
    if (isShown) {
      // A field that loses the focus says again what is shown: nothing is replaced under a finger.
      wanted = question === shown ? "" : question;
      wait(wanted !== "");
      if (!wanted) {
        report("");
      } else if (failed && failed.question === wanted) {
        report(failed.problem);
        return;
      }
    } else if (!wanted) {
      expected = question;
    }
    start();
    if (answers.has(wanted)) {
      show();
    } else {
      send();
    }
  }

  function send() {
    var question = wanted || expected;
    if (!isReady || !question || question === sent || answers.has(question)) {
      return;
    }
    sent = question;
    failed = null;
    var parts = JSON.parse(question);
    var page = document.querySelector("[data-page]").getAttribute("data-page");
    window.dash_clientside.set_props("question", {
      "data-question": { page: page, query: parts[0], tables: parts[1] }
    });
  }

  function receive(answer) {
    if (answer) {
      if (answer.question === sent) {
        sent = "";
      }
      expected = "";
      answers.set(answer.question, answer);
      if (answers.size > MOST_ANSWERS) {
        answers.delete(answers.keys().next().value);
      }
      if (answer.question === wanted) {
        show();
      } else {
        send();
      }
    }
    return window.dash_clientside.no_update;
  }

  var late = 0;
  function wait(isWaiting) {
    clearTimeout(late);
    document.documentElement.removeAttribute("data-attente");
    if (isWaiting) {
      late = setTimeout(() => document.documentElement.setAttribute("data-attente", ""), LATE);
    }
  }

  function show() {
    report("");
    wait(false);
    shown = wanted;
    wanted = "";
    window.panorama.show(answers.get(shown));
  }

  // Gestures ---------------------------------------------------------------------------------------------------
  var pause = 0;
  var typing = 0; // not that of the pointer, which moves while one writes

  function optionAt(target) {
    var label = target.closest && target.closest("form.filtres label");
    return label && label.querySelector("input[type=checkbox]");
  }

  document.addEventListener(
    "pointerover",
    function (event) {
      var option = optionAt(event.target);
      clearTimeout(pause);
      if (option && event.pointerType === "mouse") {
        pause = setTimeout(function () {
          ask(queryOf(option), false);
        }, REST);
      }
    },
    { passive: true }
  );

  document.addEventListener(
    "pointerdown",
    function (event) {
      var option = optionAt(event.target);
      if (option) {
        clearTimeout(pause);
        ask(queryOf(option), false);
      }
    },
    { passive: true }
  );

  document.addEventListener("change", function (event) {
    if (event.target.form && event.target.form === form()) {
      clearTimeout(pause);
      clearTimeout(typing);
      ask(queryOf(), true);
    }
  });

  document.addEventListener("input", function (event) {
    if (event.target.form && event.target.form === form() && /search|range/.test(event.target.type)) {
      clearTimeout(typing);
      typing = setTimeout(function () {
        ask(queryOf(), true);
      }, TYPING);
    }
  });

  document.addEventListener("submit", function (event) {
    if (event.target === form() && document.getElementById("_dash-renderer")) {
      event.preventDefault();
      clearTimeout(typing);
      ask(queryOf(), true);
    }
  });

  // What could not be sent without a network is sent when there is one again.
  window.addEventListener("online", function () {
    if (wanted) {
      ask(queryOf(), true);
    }
  });

  window.panorama = {
    ask: function () {
      ask(queryOf(), true);
    }
  };
})();
