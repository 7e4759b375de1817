package io.github.hidbpf4j.kernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dependencies point one way: findings, events, dispatch, the kernel itself, then replay and
 * traces. {@code kernel} means only the package of that name.
 */
class KernelDependenciesTest {
  private static final String ROOT = "io.github.hidbpf4j.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.hidbpf4j.kernel");

  private static String name(String part) {
    return ROOT + (part.equals("kernel") ? part : "kernel." + part + "..");
  }

  @ParameterizedTest(name = "{0} must not use {1}")
  @CsvSource({
    "finding, event|dispatch|kernel|trace|replay",
    "event, dispatch|kernel|trace|replay",
    "dispatch, kernel|trace|replay",
    "kernel, trace|replay",
    "trace, dispatch|kernel|replay",
    "analysis, conduct|lint|verify|verdict|dispatch|kernel|trace|replay",
    "conduct, lint|verify|dispatch|kernel|trace|replay",
    "lint, kernel|trace|replay",
  })
  void oneWay(String from, String to) {
    String[] targets =
        Stream.of(to.split("\\|", -1)).map(KernelDependenciesTest::name).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(name(from))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(targets)
        .check(CLASSES);
  }
}
