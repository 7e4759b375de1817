package io.github.hidbpf4j.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Requirements of Maven Central on the POMs of artefacts. */
class PublishedPomTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", ".."));
  private static final String PROJECT = "/*[local-name()='project']";
  private static final Document PARENT = read(ROOT.resolve("pom.xml"));

  private static Document read(Path pom) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      return factory.newDocumentBuilder().parse(pom.toFile());
    } catch (Exception e) {
      throw new IllegalStateException(pom.toString(), e);
    }
  }

  /** The texts at a path of element names below the project. */
  private static List<String> texts(Document pom, String path) {
    StringBuilder expression = new StringBuilder(PROJECT);
    for (String name : path.split("/")) {
      expression.append("/*[local-name()='").append(name).append("']");
    }
    XPath xpath = XPathFactory.newInstance().newXPath();
    try {
      NodeList nodes =
          (NodeList) xpath.evaluate(expression.toString(), pom, XPathConstants.NODESET);
      return IntStream.range(0, nodes.getLength())
          .mapToObj(i -> nodes.item(i).getTextContent().strip())
          .toList();
    } catch (javax.xml.xpath.XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  /** The modules that are deployed. */
  static Stream<String> published() {
    return texts(PARENT, "modules/module").stream()
        .filter(
            module ->
                !texts(
                        read(ROOT.resolve(module).resolve("pom.xml")),
                        "properties/maven.deploy.skip")
                    .equals(List.of("true")));
  }

  @Test
  void theModulesThatAreProducts() {
    assertThat(published())
        .containsExactlyInAnyOrder(
            "time", "bpf", "hid", "kernel", "testing", "linux", "live", "guest", "junit", "cli");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "description",
        "url",
        "licenses/license/name",
        "licenses/license/url",
        "developers/developer/name",
        "developers/developer/organization",
        "developers/developer/organizationUrl",
        "scm/connection",
        "scm/developerConnection",
        "scm/url",
      })
  void theParentHas(String path) {
    assertThat(texts(PARENT, path)).isNotEmpty().noneMatch(String::isBlank);
  }

  @Test
  void addressesAreOfThisProject() {
    for (String path : List.of("url", "scm/url", "scm/connection", "scm/developerConnection")) {
      assertThat(texts(PARENT, path)).as(path).allMatch(u -> u.contains("hidbpf4j/hidbpf4j"));
    }
    // Without these attributes Maven appends the module's name.
    assertThat(PARENT.getDocumentElement().getAttribute("child.project.url.inherit.append.path"))
        .isEqualTo("false");
  }

  @ParameterizedTest
  @MethodSource("published")
  void theModuleHas(String module) {
    Document pom = read(ROOT.resolve(module).resolve("pom.xml"));
    assertThat(texts(pom, "parent/version")).isEqualTo(texts(PARENT, "version"));
    assertThat(texts(pom, "name")).containsExactly("hidbpf4j :: " + module);
    assertThat(texts(pom, "description")).hasSize(1).noneMatch(String::isBlank);
    // Central rejects artefacts that need a snapshot; ours have this version.
    assertThat(texts(pom, "dependencies/dependency/version"))
        .allMatch(v -> v.equals("${project.version}"));
    assertThat(Files.exists(ROOT.resolve(module).resolve("src/main/java/module-info.java")))
        .as("a module by name")
        .isTrue();
  }

  @Test
  void versionsOfOthersAreReleases() {
    assertThat(texts(PARENT, "dependencyManagement/dependencies/dependency/version"))
        .isNotEmpty()
        .noneMatch(v -> v.contains("SNAPSHOT"));
  }
}
