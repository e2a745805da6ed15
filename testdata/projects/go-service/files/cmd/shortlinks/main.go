package main

import (
	"log"
	"net/http"

	"github.com/example/shortlinks/internal/store"
)

func main() {
	links := store.New()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if target, ok := links.Find(r.URL.Path); ok {
			http.Redirect(w, r, target, http.StatusFound)
			return
		}
		http.NotFound(w, r)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
