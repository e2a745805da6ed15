package store

// Store keeps short links by their path.
type Store struct{ links map[string]string }

// New returns an empty store.
func New() *Store { return &Store{links: map[string]string{}} }

// Find returns the address behind a path.
func (s *Store) Find(path string) (string, bool) {
	target, ok := s.links[path]
	return target, ok
}
