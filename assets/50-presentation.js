// The deck: one slide at a time, turned by keys, buttons and fingers; its files prepared in sight and cancellable.
(function () {
  "use strict";

  var current = -1;

  function deck() {
    return document.querySelector("main.presentation");
  }

  function slidesOf(root) {
    return Array.from(root.querySelectorAll(".scene > .diapo"));
  }

  function show(wanted, options) {
    var root = deck();
    if (!root) {
      return;
    }
    var total = slidesOf(root).length;
    var next = Math.max(0, Math.min(total - 1, wanted));
    var moved = next !== current && current >= 0;
    current = next;
    slidesOf(root).forEach((slide, position) => slide.toggleAttribute("data-courante", position === current));
    root.setAttribute("data-prete", "");
    root.style.setProperty("--avance", String((current + 1) / total));
    root.querySelector("[data-numero]").textContent = current + 1 + " / " + total;
    root.querySelector(".barre-avance").value = current + 1;
    root.querySelector("[data-deck=precedente]").disabled = current === 0;
    root.querySelector("[data-deck=suivante]").disabled = current === total - 1;
    if (moved && !(options && options.silent)) {
      history.replaceState(history.state, "", location.pathname + location.search + "#diapo-" + (current + 1));
      var title = slidesOf(root)[current].querySelector(".diapo-titre");
      root.querySelector("[data-annonce]").textContent =
        "Diapositive " + (current + 1) + " sur " + total + " : " + title.textContent;
      window.scrollTo(0, 0);
    }
  }

  function fromHash() {
    var match = /^#diapo-(\d+)$/.exec(location.hash);
    return match ? Number(match[1]) - 1 : -1;
  }

  // Full screen --------------------------------------------------------------------------------------------
  function isFull() {
    return Boolean(document.fullscreenElement) || Boolean(document.querySelector(".presentation.tout-ecran"));
  }

  function toggleFull() {
    var root = deck();
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else if (root.classList.contains("tout-ecran")) {
      root.classList.remove("tout-ecran");
    } else if (root.requestFullscreen) {
      root.requestFullscreen().catch(function () {
        root.classList.add("tout-ecran");
      });
    } else {
      root.classList.add("tout-ecran");
    }
  }

  // The bar is seen when something moves, then leaves the slide alone.
  var hiding = 0;
  document.addEventListener("pointermove", function () {
    var root = isFull() && deck();
    if (!root) {
      return;
    }
    var bar = root.querySelector(".barre");
    bar.classList.add("montree");
    root.style.cursor = "";
    clearTimeout(hiding);
    hiding = setTimeout(function () {
      bar.classList.remove("montree");
      root.style.cursor = isFull() ? "none" : "";
    }, 2500);
  });
  document.addEventListener("fullscreenchange", function () {
    var root = deck();
    if (root) {
      root.style.cursor = "";
      root.focus({ preventScroll: true });
    }
  });

  // Keys ---------------------------------------------------------------------------------------------------
  function step(event) {
    switch (event.key) {
      case "ArrowRight":
      case "PageDown":
        return 1;
      case "ArrowLeft":
      case "PageUp":
        return -1;
      case "ArrowDown":
        return isFull() ? 1 : 0;
      case "ArrowUp":
        return isFull() ? -1 : 0;
      case " ":
        return event.shiftKey ? -1 : 1;
      case "Home":
        return -Infinity;
      case "End":
        return Infinity;
      default:
        return 0;
    }
  }

  document.addEventListener("keydown", function (event) {
    var root = deck();
    if (!root || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    var help = root.querySelector("dialog.aide");
    if (event.key === "?" && !isTyping(event.target)) {
      event.preventDefault();
      if (help.open) {
        help.close();
      } else {
        help.showModal();
      }
      return;
    }
    if (help.open) {
      return;
    }
    if (event.key === "Escape") {
      root.classList.remove("tout-ecran");
      return;
    }
    if (/^Arrow(Up|Down)$/.test(event.key) && event.target.matches("[data-rang]")) {
      event.preventDefault();
      var at = thumbnails().indexOf(event.target.closest("li"));
      moveByNumber(event.target, at + (event.key === "ArrowUp" ? -1 : 1));
      return;
    }
    if (isTyping(event.target)) {
      return;
    }
    if (event.key === "f" || event.key === "F") {
      event.preventDefault();
      toggleFull();
      return;
    }
    // A button keeps its space, a list of tables its arrows.
    if (event.key === " " && event.target.closest("button, a, summary")) {
      return;
    }
    if (/^Arrow|^Home$|^End$/.test(event.key) && !isFull() && event.target.closest(".defile")) {
      return;
    }
    var by = step(event);
    if (by) {
      event.preventDefault();
      show(current + by);
    }
  });

  function isTyping(target) {
    return Boolean(target.closest && target.closest("input, select, textarea, [contenteditable=true]"));
  }

  // Fingers ------------------------------------------------------------------------------------------------
  var touched = null;
  document.addEventListener(
    "touchstart",
    function (event) {
      var inside = event.touches.length === 1 && event.target.closest(".presentation .diapo-cadre");
      touched = inside ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
    },
    { passive: true }
  );
  document.addEventListener(
    "touchend",
    function (event) {
      if (!touched) {
        return;
      }
      var x = event.changedTouches[0].clientX - touched.x;
      var y = event.changedTouches[0].clientY - touched.y;
      touched = null;
      if (Math.abs(x) > 48 && Math.abs(x) > 1.5 * Math.abs(y)) {
        show(current + (x < 0 ? 1 : -1));
      }
    },
    { passive: true }
  );

  // Buttons ------------------------------------------------------------------------------------------------
  var actions = {
    precedente: function () {
      show(current - 1);
    },
    suivante: function () {
      show(current + 1);
    },
    "plein-ecran": toggleFull,
    aide: function () {
      deck().querySelector("dialog.aide").showModal();
    },
    fermer: function () {
      deck().querySelector("dialog.aide").close();
    },
    imprimer: function () {
      window.print();
    },
    annuler: function () {
      if (preparing) {
        preparing.abort();
      }
    },
  };

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-deck]");
    if (button && button.closest(".presentation")) {
      actions[button.getAttribute("data-deck")]();
      return;
    }
    var file = event.target.closest("button[data-export]");
    if (file) {
      event.preventDefault();
      prepare(file);
    }
  });

  // Composer: the thumbnails in the order of the deck, moved by drag, by number or by arrows -------------------
  var dragged = null;

  function thumbnails() {
    return Array.from(deck().querySelectorAll(".composition > li"));
  }

  function move(item, position) {
    var others = thumbnails().filter((other) => other !== item);
    item.parentNode.insertBefore(item, others[Math.max(0, position)] || null);
    thumbnails().forEach((one, at) => (one.querySelector("[data-rang]").value = at + 1));
  }

  function moveByNumber(field, position) {
    move(field.closest("li"), position);
    field.focus();
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-rang]")) {
      moveByNumber(event.target, event.target.value - 1);
    }
  });
  document.addEventListener("dragstart", function (event) {
    dragged = event.target.closest && event.target.closest(".composition > li");
  });
  document.addEventListener("dragover", function (event) {
    var over = dragged && event.target.closest(".composition > li");
    if (over) {
      event.preventDefault();
      if (over !== dragged) {
        move(dragged, thumbnails().indexOf(over));
      }
    }
  });
  document.addEventListener("drop", function (event) {
    if (dragged) {
      event.preventDefault();
    }
  });

  // The address has the names in one value, and nothing of what is as usual or empty.
  document.addEventListener("formdata", function (event) {
    if (!event.target.matches(".composeur")) {
      return;
    }
    var data = event.formData;
    var names = data.getAll("diapos").join();
    Array.from(new Set(data.keys())).forEach(function (name) {
      var values = data.getAll(name).filter(Boolean);
      data.delete(name);
      if (!/^(diapos$|rang-)/.test(name)) {
        values.forEach((value) => data.append(name, value));
      }
    });
    if (names && names !== deck().querySelector(".composition").dataset.usuel) {
      data.append("diapos", names);
    }
  });

  // A thumbnail is a copy of its slide, without its names.
  function fill(thumbnail) {
    var slide = document.querySelector(thumbnail.getAttribute("href") + " .diapo-page");
    if (slide && !thumbnail.firstChild) {
      var copy = slide.cloneNode(true);
      [copy, ...copy.querySelectorAll("[id]")].forEach((element) => element.removeAttribute("id"));
      copy.inert = true;
      thumbnail.append(copy);
    }
  }

  // Files --------------------------------------------------------------------------------------------------
  var preparing = null;

  function prepare(button) {
    if (preparing) {
      return;
    }
    var panel = deck().querySelector(".preparation");
    var bar = panel.querySelector("progress");
    var name = button.getAttribute("data-export");
    var started = Date.now();
    var control = new AbortController();
    preparing = control;
    panel.hidden = false;
    bar.hidden = false;
    bar.removeAttribute("value");
    panel.querySelector("[data-deck=annuler]").hidden = false;
    var say = function (text) {
      panel.querySelector("[data-etat]").textContent = text;
    };
    say("Préparation du fichier " + name + "…");
    var clock = setInterval(function () {
      say("Préparation du fichier " + name + " : " + Math.round((Date.now() - started) / 1000) + "\u00a0s");
    }, 1000);
    var end = function (text) {
      clearInterval(clock);
      preparing = null;
      bar.hidden = true;
      panel.querySelector("[data-deck=annuler]").hidden = true;
      say(text);
    };

    // The form as it is, what is not applied yet included.
    var query = new URLSearchParams(new FormData(button.form));
    if (button.name) {
      query.append(button.name, button.value);
    }
    fetch(button.formAction + "?" + query, { signal: control.signal })
      .then(function (response) {
        if (response.status === 429) {
          var wait = response.headers.get("Retry-After") || "5";
          throw new Error("Le serveur prépare déjà d'autres fichiers\u00a0: réessayez dans " + wait + "\u00a0s.");
        }
        if (!response.ok) {
          throw new Error("Le fichier n'a pas pu être préparé (erreur " + response.status + ").");
        }
        return received(response, bar).then(function (content) {
          save(content, fileName(response));
          end("Fichier " + name + " prêt (" + Math.max(1, Math.round(content.size / 1024)) + "\u00a0ko).");
        });
      })
      .catch(function (error) {
        end(error.name === "AbortError" ? "Préparation annulée." : error.message);
      });
  }

  function received(response, bar) {
    var total = Number(response.headers.get("Content-Length"));
    if (!response.body || !total || response.headers.get("Content-Encoding")) {
      return response.blob();
    }
    var reader = response.body.getReader();
    var parts = [];
    var size = 0;
    bar.max = total;
    function next() {
      return reader.read().then(function (piece) {
        if (piece.done) {
          return new Blob(parts, { type: response.headers.get("Content-Type") });
        }
        parts.push(piece.value);
        size += piece.value.length;
        bar.value = size;
        return next();
      });
    }
    return next();
  }

  function fileName(response) {
    var match = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
    return match ? match[1] : "presentation";
  }

  function save(content, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(function () {
      URL.revokeObjectURL(link.href);
    }, 30000);
  }

  // Start --------------------------------------------------------------------------------------------------
  function start() {
    if (deck()) {
      show(current >= 0 ? current : Math.max(0, fromHash()), { silent: true });
      deck().querySelectorAll(".vignette").forEach(fill);
    }
  }
  window.addEventListener("hashchange", function () {
    if (deck() && fromHash() >= 0) {
      show(fromHash(), { silent: true });
    }
  });
  start();
})();
