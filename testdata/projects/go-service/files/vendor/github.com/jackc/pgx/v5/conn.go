package pgx

// Conn is a connection to PostgreSQL.
type Conn struct{}
