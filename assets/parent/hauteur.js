// Gives each embedded view of the Panorama its own height, so that only the page scrolls. For the page that embeds.
(function () {
  "use strict";
  // The Panorama's own origin: that of this script, or data-origine where the page keeps a copy of it.
  var script = document.currentScript;
  var origin = script.getAttribute("data-origine") || new URL(script.src).origin;
  var frames = document.getElementsByTagName("iframe");

  window.addEventListener("message", function (event) {
    var height = event.data && event.data.type === "panorama:hauteur" && Number(event.data.hauteur);
    if (event.origin !== origin || !(height > 0 && height < 50000)) {
      return;
    }
    Array.from(frames).forEach(function (frame) {
      if (frame.contentWindow === event.source) {
        frame.style.aspectRatio = "auto";
        frame.style.minHeight = "0";
        frame.style.height = height + "px";
      }
    });
  });
  // Views that were there before this script have spoken already: ask them again.
  Array.from(frames).forEach(function (frame) {
    if (frame.src.indexOf(origin + "/") === 0) {
      frame.contentWindow.postMessage({ type: "panorama:mesure" }, "*");
    }
  });
})();
