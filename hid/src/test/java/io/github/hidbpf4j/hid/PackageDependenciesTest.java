package io.github.hidbpf4j.hid;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dependencies point one way: usage, descriptor, report; recordings know only descriptors. */
class PackageDependenciesTest {
  private static final String ROOT = "io.github.hidbpf4j.hid.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.hidbpf4j.hid");

  @ParameterizedTest(name = "{0} must not use {1}")
  @CsvSource({
    "usage, descriptor|report|recording|input|device|model",
    "descriptor, report|recording|input|device|model",
    "report, recording|input|device|model",
    "recording, report|input|device|model",
    "input, recording|device|model",
    "device, model"
  })
  void oneWay(String from, String to) {
    String[] targets = to.split("\\|", -1);
    for (int i = 0; i < targets.length; i++) {
      targets[i] = ROOT + targets[i] + "..";
    }
    noClasses()
        .that()
        .resideInAPackage(ROOT + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(targets)
        .check(CLASSES);
  }
}
