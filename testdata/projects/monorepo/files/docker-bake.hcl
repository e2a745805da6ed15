group "default" { targets = ["api", "web", "worker"] }
target "api"    { dockerfile = "services/api/Dockerfile" }
target "web"    {
  dockerfile = "services/web/Dockerfile"
  target     = "production"
}
target "worker" { dockerfile = "services/worker/worker.Dockerfile" }
