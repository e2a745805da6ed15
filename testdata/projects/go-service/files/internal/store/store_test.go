package store

import "testing"

func TestFindMisses(t *testing.T) {
	if _, ok := New().Find("/x"); ok {
		t.Fatal("an empty store found a link")
	}
}
