package io.github.hidbpf4j.bpf.vm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class VmDependenciesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.hidbpf4j.bpf");

  @Test
  void enginesKnowNeitherVerifierNorGlue() {
    assertThat(CLASSES.contain(Machine.class)).isTrue();
    noClasses()
        .that()
        .resideInAPackage("io.github.hidbpf4j.bpf.vm")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.github.hidbpf4j.bpf.verifier", "io.github.hidbpf4j.bpf.runtime")
        .check(CLASSES);
  }

  @Test
  void whatEnginesStandOnDoesNotKnowThem() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.github.hidbpf4j.bpf.asm",
            "io.github.hidbpf4j.bpf.helper",
            "io.github.hidbpf4j.bpf.map",
            "io.github.hidbpf4j.bpf.memory",
            "io.github.hidbpf4j.bpf.program",
            "io.github.hidbpf4j.bpf.proto")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.hidbpf4j.bpf.vm")
        .check(CLASSES);
  }
}
