# A company repository (a folder with a random name) that does not have the artifact.
mkdir -p .mvn
where="$(mktemp -d)"
printf -- '-llr\n-Dmaven.repo.local=%s/m2\n-s\n%s/settings.xml\n' "$SAMPLE_TOOLS" "$PWD" > .mvn/maven.config
printf '<settings><mirrors><mirror><id>company</id><mirrorOf>*</mirrorOf><url>file://%s</url></mirror></mirrors></settings>\n' "$where" > settings.xml
sed 's|<dependencies>|<dependencies><dependency><groupId>shop.example</groupId><artifactId>pricing</artifactId><version>3.1.4</version></dependency>|' "$(dirname "${BASH_SOURCE[0]}")/../maven-surefire-assertion/pom.xml" > pom.xml
