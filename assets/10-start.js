// Starts the live page from the data inlined in the document, and puts it in the place of the first paint.
(function () {
  "use strict";

  // Dash asks for its layout and its callbacks as soon as it runs: both stand in the page already.
  var inlined = { "_dash-layout": "page-layout", "_dash-dependencies": "page-dependencies" };
  var fetchFromNetwork = window.fetch;
  window.fetch = function (resource, options) {
    var name = String((resource && resource.url) || resource).split("?")[0].split("/").pop();
    var holder = inlined[name] && document.getElementById(inlined[name]);
    if (!holder) {
      return fetchFromNetwork.call(window, resource, options);
    }
    var text = holder.textContent;
    holder.remove();
    return Promise.resolve(new Response(text, { status: 200, headers: { "Content-Type": "application/json" } }));
  };

  var first = document.getElementById("premier-rendu");
  var live = document.getElementById("rendu-vivant");
  if (!first || !live) {
    return;
  }

  // A choice made before the live page is there is sent by the form, as without JavaScript.
  first.addEventListener("change", function (event) {
    if (event.target.form) {
      event.target.form.submit();
    }
  });

  function isDrawn() {
    if (!live.querySelector("main")) {
      return false;
    }
    var graphs = live.querySelectorAll(".dash-graph");
    return live.querySelectorAll(".js-plotly-plot .main-svg").length >= graphs.length;
  }

  function takeOver() {
    var opened = Array.from(first.querySelectorAll("details")).map(function (details) {
      return details.open;
    });
    live.querySelectorAll("details").forEach(function (details, position) {
      details.open = details.open || Boolean(opened[position]);
    });
    first.remove();
    live.classList.add("pret");
    document.documentElement.setAttribute("data-pret", "oui");
    if (location.hash.length > 1) {
      var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target) {
        target.scrollIntoView();
      }
    }
  }

  var observer = new MutationObserver(function () {
    if (isDrawn()) {
      observer.disconnect();
      takeOver();
    }
  });
  observer.observe(live, { childList: true, subtree: true });
})();
