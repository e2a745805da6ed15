plugins { id("org.springframework.boot") }

dependencies {
    implementation(project(":core"))
    implementation("org.springframework.boot:spring-boot-starter-web:3.4.2")
}
