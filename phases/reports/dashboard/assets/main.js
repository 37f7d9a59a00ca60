// Begins when all is defined.  `data-ready` is for programs that wait for the page.

startTheme();
startTabs().then(() => {
  document.documentElement.dataset.ready = "yes";
});
