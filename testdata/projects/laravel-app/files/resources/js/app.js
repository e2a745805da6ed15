console.log("ateliers");
