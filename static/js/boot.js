(()=>{document.documentElement.classList.add("js-enabled");})();
