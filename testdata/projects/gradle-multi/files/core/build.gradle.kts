dependencies {
    testImplementation("org.junit.jupiter:junit-jupiter:5.11.4")
}
