module github.com/example/parcels/api

go 1.24
