showOverview();
showTable();
showBatch();
showFilters();
applyState();
// A link to a prediction scrolls to it.
if (state.open !== "") document.getElementById("predictions").scrollIntoView();
window.addEventListener("hashchange", applyState);
window.addEventListener("resize", drawRows);
document.documentElement.dataset.ready = "yes";
})();
