package io.github.hidbpf4j.bpf.verifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** State has an owner that writes it, and packages of the verifier use each other one way. */
class StateOwnershipTest {
  private static final String ROOT = "io.github.hidbpf4j.bpf";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void noPublicFieldOfAnObjectIsWritable() {
    assertThat(CLASSES.contain(RegisterState.class)).isTrue();
    fields()
        .that()
        .arePublic()
        .and()
        .areNotStatic()
        .should()
        .beFinal()
        .because("whoever owns a field writes it; others ask for what happens by name")
        .check(CLASSES);
  }

  /** Lowest first: each may use those before it. */
  private static final List<String> LAYERS =
      List.of("scalar", "state", "log", "env", "prune", "type", "operand", "call", "walk");

  @Test
  void layersUseThoseBelow() {
    for (int i = 0; i < LAYERS.size(); i++) {
      String[] above =
          LAYERS.subList(i + 1, LAYERS.size()).stream()
              .map(layer -> ROOT + ".verifier." + layer)
              .toArray(String[]::new);
      if (above.length > 0) {
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".verifier." + LAYERS.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above)
            .check(CLASSES);
      }
    }
  }

  @Test
  void packagesOfTheVerifierHaveNoCycles() {
    slices().matching(ROOT + ".verifier.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
