package io.github.hidbpf4j.linux;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only two classes call native code, and dependencies inside the module point one way. */
class LinuxDependenciesTest {
  private static final String ROOT = "io.github.hidbpf4j.linux.";
  private static final String LINKER = "java.lang.foreign.Linker";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.hidbpf4j.linux");

  @Test
  void twoClassesCallNatively() {
    assertThat(CLASSES.stream())
        .filteredOn(
            c ->
                c.getDirectDependenciesFromSelf().stream()
                    .anyMatch(d -> d.getTargetClass().getName().startsWith(LINKER)))
        .isNotEmpty()
        .extracting(c -> c.getName().replaceFirst("\\$.*", ""))
        .containsOnly(ROOT + "call.SystemCalls", ROOT + "libbpf.LibbpfCalls");
  }

  /** Memory of system calls is kept by reachability alone; libbpf's calls take segments. */
  @Test
  void memoryOfSystemCallsIsNotFreedByOtherThreads() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "libbpf")
        .should()
        .callMethod("java.lang.foreign.Arena", "ofShared")
        .check(CLASSES);
  }

  @ParameterizedTest(name = "{0} must not use {1}")
  @CsvSource({
    "node, call|device|libbpf|sysfs|uevent|systemd|host",
    "call, libbpf|device|sysfs|uevent|systemd|host",
    "device, libbpf|sysfs|uevent|systemd|host",
    "sysfs, node|device|libbpf|uevent|systemd|host",
    "uevent, node|device|libbpf|sysfs|systemd|host",
    "systemd, node|device|libbpf|sysfs|uevent|host",
    "libbpf, node|device|sysfs|uevent|systemd|host",
    "host, node|device|libbpf|uevent|systemd",
  })
  void oneWay(String from, String to) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            Stream.of(to.split("\\|", -1)).map(p -> ROOT + p + "..").toArray(String[]::new))
        .check(CLASSES);
  }
}
