plugins {
    java
    id("org.springframework.boot") version "3.4.2" apply false
}

subprojects {
    apply(plugin = "java")
    repositories { mavenCentral() }
}
