terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.86" }
  }
}

resource "aws_db_instance" "main" {
  engine         = "postgres"
  instance_class = "db.t4g.micro"
}
