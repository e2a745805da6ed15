"""Maven and Gradle, with modules, and with their wrappers."""

from __future__ import annotations

from tools.needs.declare import Command, Documented, Read, Sample, Table

_POM = '<project xmlns="http://maven.apache.org/POM/4.0.0">\n<modelVersion>4.0.0</modelVersion>\n'
# Those that Debian has.
_PLUGINS = (("resources", "3.3.0"), ("compiler", "3.10.1"), ("jar", "3.3.0"), ("surefire", "2.22.3"))
_PARENT = (
    _POM
    + "<groupId>g</groupId><artifactId>root</artifactId><version>1</version><packaging>pom</packaging>\n<modules><module>lib</module><module>app</module></modules>\n<properties><maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>\n<build><pluginManagement><plugins>"
    + "".join(
        f"<plugin><artifactId>maven-{name}-plugin</artifactId><version>{version}</version></plugin>"
        for name, version in _PLUGINS
    )
    + "</plugins></pluginManagement></build>\n</project>\n"
)
_CHILD = (
    _POM
    + "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1</version></parent>\n<artifactId>%s</artifactId>\n%s</project>\n"
)
_SETTINGS = "<settings><mirrors><mirror><id>debian</id><mirrorOf>*</mirrorOf><url>file:///usr/share/maven-repo</url></mirror></mirrors></settings>\n"
_FILES: dict[str, str | bytes] = {
    "pom.xml": _PARENT,
    "lib/pom.xml": _CHILD % ("lib", ""),
    "lib/src/main/java/g/Lib.java": 'package g; public class Lib { public static final String NAME = "lib"; }\n',
    "app/pom.xml": _CHILD
    % (
        "app",
        "<dependencies><dependency><groupId>g</groupId><artifactId>lib</artifactId><version>1</version></dependency></dependencies>\n",
    ),
    "app/src/main/java/g/App.java": "package g; public class App { public static void main(String[] a) { System.out.println(Lib.NAME); } }\n",
    "app/src/main/resources/app.properties": "a=1\n",
    ".mvn/maven.config": "-Dextra=1\n",
    ".mvn/jvm.config": "-Xmx256m\n",
    ".mvn/settings.xml": _SETTINGS,
    "README.md": "# app\n",
    "LICENSE": "MIT\n",
}
_MAVEN = Sample(name="maven", files=_FILES)
_ROOT = Read(path="pom.xml", note="or what -f names; its parent's relativePath, ../pom.xml unless it says otherwise")
_MODULES = Read(
    manifest="pom.xml",
    key="modules.module",
    names="directory",
    seen=("lib/pom.xml", "app/pom.xml"),
    note="the pom.xml of each: all of them are loaded, with -pl, too",
)
_JAVA = Read(
    glob="**/src/main/**",
    seen=("lib/src/main/java/*", "app/src/main/java/*"),
    note="build.sourceDirectory unless it says otherwise",
)
_RESOURCES = Read(glob="**/src/main/resources/**", seen=("app/src/main/resources/*",))
_MAVEN_CONFIG = (Read(path=".mvn/maven.config", above=True), Read(path=".mvn/jvm.config", above=True))
_SET = Read(argument="-s", names="file", seen=(".mvn/settings.xml",), note="also --settings")
_POMS = (_ROOT, _MODULES, *_MAVEN_CONFIG, _SET)
_MVN = "mvn -q -B -Dmaven.repo.local=/mnt/home/m2 -s .mvn/settings.xml"
MAVEN = Table(
    name="maven",
    tool="maven",
    version="mvn --version",
    noise=("*/pom.properties", "*.lst", "*/maven-status/*", "*/Created-By"),
    commands=(
        Command(
            ran=f"{_MVN} package -DskipTests",
            match=("mvn package", "mvn compile", "mvn verify", "mvn install", "mvn clean package"),
            sample=_MAVEN,
            reads=(*_POMS, _JAVA, _RESOURCES),
        ),
        Command(
            ran=f"{_MVN} validate",
            match=("mvn dependency:go-offline", "mvn dependency:resolve", "mvn validate"),
            sample=_MAVEN,
            note="poms alone; go-offline asks for the same and downloads",
            reads=_POMS,
        ),
    ),
)
_GRADLE_FILES: dict[str, str | bytes] = {
    "settings.gradle": "rootProject.name = 'root'\ninclude 'lib', 'app'\n",
    "build.gradle": "apply from: 'gradle/common.gradle'\n",
    "gradle/common.gradle": "subprojects { apply plugin: 'java'; sourceCompatibility = 8 }\n",
    "gradle.properties": "org.gradle.daemon=false\nextra=1\n",
    "lib/build.gradle": "version = '1'\n",
    "lib/src/main/java/g/Lib.java": 'package g; public class Lib { public static String name() { return "lib"; } }\n',
    "app/build.gradle": "dependencies { compile project(':lib') }\njar { from(rootProject.file('LICENSE')) }\n",
    "app/src/main/java/g/App.java": "package g; public class App { public static void main(String[] a) { System.out.println(Lib.name()); } }\n",
    "app/src/main/resources/app.properties": "a=1\n",
    "README.md": "# app\n",
    "LICENSE": "MIT\n",
}
_GRADLE = Sample(name="gradle", files=_GRADLE_FILES)
_GSETTINGS = Read(path="settings.gradle", instead=("settings.gradle.kts",), above=True)
_GBUILD = Read(path="build.gradle")
_GAPPLY = Read(manifest="build.gradle", key="apply from", names="file", seen=("gradle/common.gradle",))
_GPROPERTIES = Read(path="gradle.properties")
_GPROJECTS = Read(
    manifest="settings.gradle",
    key="include",
    names="directory",
    seen=("lib/build.gradle", "app/build.gradle"),
    note="a colon is a slash; all build files are evaluated, whichever project is built",
)
_GJAVA = Read(glob="**/src/main/java/**", seen=("lib/src/main/java/*", "app/src/main/java/*"))
_GRESOURCES = Read(glob="**/src/main/resources/**", seen=("app/src/main/resources/*",))
_GOTHER = Read(
    manifest="build.gradle", key="file", names="file", seen=("LICENSE",), note="whatever the build files name"
)
_GMETA = (_GSETTINGS, _GBUILD, _GAPPLY, _GPROPERTIES, _GPROJECTS)
# A distribution that stands in for Gradle, so that the wrapper finds one without network.
_DISTRIBUTION = (
    "gradle --offline -q wrapper && mkdir -p /mnt/tmp/d/gradle-1/lib /mnt/tmp/d/gradle-1/bin /mnt/tmp/c && "
    "cd /mnt/tmp/c && mkdir -p org/gradle/launcher && cat > org/gradle/launcher/GradleMain.java <<'J'\n"
    'package org.gradle.launcher; public class GradleMain { public static void main(String[] a) throws Exception { java.nio.file.Files.writeString(java.nio.file.Path.of("started.txt"), String.join(" ", a)); } }\n'
    "J\n"
    "javac org/gradle/launcher/GradleMain.java && jar cf /mnt/tmp/d/gradle-1/lib/gradle-launcher-1.jar org && "
    "touch /mnt/tmp/d/gradle-1/bin/gradle && cd /mnt/tmp/d && jar cfM /mnt/w/app/gradle/wrapper/dist.zip gradle-1 && cd /mnt/w/app && "
    "printf 'distributionBase=GRADLE_USER_HOME\\ndistributionPath=d\\nzipStoreBase=GRADLE_USER_HOME\\nzipStorePath=d\\ndistributionUrl=dist.zip\\n' > gradle/wrapper/gradle-wrapper.properties"
)
_WRAPPED = Sample(
    name="gradle-wrapper",
    files={"settings.gradle": "", "build.gradle": "", "README.md": "# app\n"},
    prepare=_DISTRIBUTION,
    drop=(".gradle",),
)
_WRAPPER = (
    Read(path="gradlew", note="as the command names it"),
    Read(path="gradle/wrapper/gradle-wrapper.jar"),
    Read(path="gradle/wrapper/gradle-wrapper.properties"),
    Read(
        manifest="gradle/wrapper/gradle-wrapper.properties",
        key="distributionUrl",
        names="file",
        seen=("gradle/wrapper/dist.zip",),
        note="where it is a path, relative to the properties; mostly it is an address",
    ),
)
_MAVEN_WRAPPER = "https://maven.apache.org/tools/wrapper/"
MVNW = Table(
    name="mvnw",
    tool="mvnw",
    version="3.3",
    source=_MAVEN_WRAPPER,
    note="it downloads Maven, which no registry at hand holds",
    commands=(
        Documented(
            match=("./mvnw", "sh mvnw", "bash mvnw"),
            reads=(
                ("mvnw", "fails"),
                (".mvn/wrapper/maven-wrapper.properties", "fails"),
                (".mvn/wrapper/maven-wrapper.jar", "same"),
                (".mvn/wrapper/MavenWrapperDownloader.java", "same"),
            ),
            source=_MAVEN_WRAPPER,
            note="the jar is downloaded where it is missing, which fails without network; the kind that is only a script has none. Then what mvn reads",
        ),
    ),
)
GRADLE = Table(
    name="gradle",
    tool="gradle",
    version="gradle --version",
    env={"GRADLE_USER_HOME": "/mnt/home/.gradle", "GRADLE_OPTS": "-Dorg.gradle.daemon=false"},
    noise=(".gradle/*", "*/build/tmp/*"),
    commands=(
        Command(
            ran="gradle --offline -q assemble",
            match=(
                "gradle build",
                "gradle assemble",
                "gradle bootJar",
                "./gradlew build",
                "./gradlew assemble",
                "./gradlew bootJar",
            ),
            sample=_GRADLE,
            reads=(*_GMETA, _GJAVA, _GRESOURCES, _GOTHER),
        ),
        Command(
            ran="./gradlew build",
            match=("./gradlew", "sh gradlew", "bash gradlew"),
            sample=_WRAPPED,
            note="the wrapper alone, which starts a stand-in; then what Gradle itself reads",
            reads=_WRAPPER,
        ),
        Command(
            ran="gradle --offline -q dependencies",
            match=("gradle dependencies", "./gradlew dependencies"),
            sample=_GRADLE,
            reads=_GMETA,
        ),
    ),
)
TABLES = (MAVEN, MVNW, GRADLE)
