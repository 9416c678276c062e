// The list of the charts of a page: the chart in sight is marked; an anchor of another page's chart leads there.
(function () {
  "use strict";

  // Charts have moved to pages of their own: `#carte`, or `#titre-carte`, is found among the links of this page.
  function followAnchor() {
    var name = decodeURIComponent(location.hash.slice(1)).replace(/^titre-/, "");
    if (!/^[a-z-]+$/.test(name) || document.getElementById(name)) {
      return;
    }
    var link = document.querySelector('a[href$="#' + name + '"]');
    if (link) {
      location.replace(link.href);
    }
  }

  function mark(links, name) {
    links.forEach((link) => link.setAttribute("aria-current", String(link.hash === "#" + name)));
  }

  document.addEventListener("DOMContentLoaded", function () {
    followAnchor();
    var links = document.querySelectorAll(".sommaire a");
    // A chart is in sight once it crosses the upper third of the window.
    var observer = new IntersectionObserver(
      function (entries) {
        entries.forEach(function (entry) {
          if (entry.isIntersecting) {
            mark(links, entry.target.id);
          }
        });
      },
      { rootMargin: "-25% 0px -70% 0px" }
    );
    links.forEach((link) => observer.observe(document.getElementById(link.hash.slice(1))));
  });

  window.addEventListener("hashchange", followAnchor);
})();
