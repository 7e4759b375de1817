package io.github.hidbpf4j.bpf.verifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.hidbpf4j.bpf.verifier.env.InstructionFacts;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
      List.of("scalar", "state", "log", "env", "prune", "type", "operand", "call", "live", "walk");

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

  /** Who may call what changes a fact: one package each. */
  private static final Map<String, Set<String>> WRITERS =
      Map.of(
          "flow",
          Set.of(
              "InstructionFacts.markPrunePoint",
              "InstructionFacts.markJumpPoint",
              "InstructionFacts.markCheckpoint",
              "InstructionFacts.markCallsCallback",
              "InstructionFacts.markJumpTarget",
              "InstructionFacts.markIteratorNext",
              "InstructionFacts.joinFastcallPattern",
              "InstructionFacts.setFastcallSpills",
              "InstructionFacts.setVariable",
              "SubprogramFacts.markTailCall",
              "SubprogramFacts.markLegacyPacketAccess",
              "SubprogramFacts.markPacketDataChange",
              "SubprogramFacts.markMightSleep",
              "SubprogramFacts.markMightThrow",
              "SubprogramFacts.markExceptionCallback",
              "SubprogramFacts.addStack",
              "SubprogramFacts.reserveFastcallStack",
              "SubprogramFacts.keepFastcallStack",
              "SubprogramFacts.freeFastcallStack"),
          "operand",
          Set.of(
              "InstructionFacts.leaveFastcallPattern",
              "SubprogramFacts.useStack",
              "SubprogramFacts.giveUpFastcallStack"),
          "call",
          Set.of("InstructionFacts.setObject", "InstructionFacts.loopCalls"),
          "env",
          Set.of("SubprogramFacts.countInstruction", "SubprogramFacts.countAll"),
          "live",
          Set.of("InstructionFacts.setLiveRegisters", "InstructionFacts.setLoop"),
          "walk",
          Set.of(
              "InstructionFacts.markSeen",
              "InstructionFacts.setPointerType",
              "SubprogramFacts.markReturnsNothing",
              "SubprogramFacts.setAllInstructions",
              "SubprogramFacts.markCallback",
              "SubprogramFacts.markAsyncCallback",
              "SubprogramFacts.markCalled",
              "SubprogramFacts.markUnreliable",
              "SubprogramFacts.setArguments"));

  @Test
  void factsHaveOneWriter() {
    Set<String> writers = new TreeSet<>();
    for (Class<?> facts : List.of(InstructionFacts.class, SubprogramFacts.class)) {
      for (JavaMethod method : CLASSES.get(facts).getMethods()) {
        if (!method.getRawReturnType().isEquivalentTo(void.class)) {
          continue;
        }
        String name = facts.getSimpleName() + "." + method.getName();
        writers.add(name);
        assertThat(method.getCallsOfSelf())
            .as(name)
            .isNotEmpty()
            .allSatisfy(call -> assertThat(mayWrite(call.getOriginOwner(), name)).isTrue());
      }
    }
    assertThat(WRITERS.values().stream().flatMap(Set::stream))
        .containsExactlyInAnyOrderElementsOf(writers);
  }

  private static boolean mayWrite(JavaClass caller, String name) {
    if (caller.getPackageName().equals(InstructionFacts.class.getPackageName())) {
      return true; // facts themselves
    }
    String layer = caller.getPackageName().replace(ROOT + ".verifier.", "");
    return WRITERS.getOrDefault(layer, Set.of()).contains(name);
  }
}
