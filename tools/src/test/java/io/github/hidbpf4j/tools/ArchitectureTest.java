package io.github.hidbpf4j.tools;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks what {@code docs/architecture.md} promises, on the classes of all modules. */
class ArchitectureTest {
  private static final String ROOT = "io.github.hidbpf4j.";
  private static final List<String> MODULES =
      List.of(
          "time", "bpf", "hid", "kernel", "testing", "linux", "live", "guest", "junit", "cli",
          "tools");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.hidbpf4j");

  private static String[] packages(String names) {
    return Stream.of(names.split("\\|", -1)).map(n -> ROOT + n + "..").toArray(String[]::new);
  }

  @Test
  void allModulesAreSeen() {
    for (String module : MODULES) {
      assertThat(CLASSES.that(resideInAPackage(ROOT + module + ".."))).as(module).isNotEmpty();
    }
  }

  @ParameterizedTest(name = "{0} does not know {1}")
  @CsvSource({
    "time, bpf|hid|kernel|testing|linux|live|guest|junit|cli|tools",
    "bpf, hid|kernel|testing|linux|live|guest|junit|cli|tools",
    "hid, bpf|kernel|testing|linux|live|guest|junit|cli|tools",
    "kernel, testing|linux|live|guest|junit|cli|tools",
    "testing, linux|live|guest|junit|cli|tools",
    "linux, bpf|kernel|testing|live|guest|junit|cli|tools",
    "live, testing|guest|junit|cli|tools",
    "guest, bpf|hid|kernel|testing|linux|live|junit|cli|tools",
    "testing.html, testing.suite|testing.scenario|testing.snapshot|testing.report|testing.bench",
    "junit, cli|tools",
    "cli, junit|tools",
    // inside bpf
    "bpf.verifier, bpf.vm|bpf.map|bpf.helper",
    "bpf.vm, bpf.verifier",
    "bpf.helper, bpf.vm|bpf.verifier",
    "bpf.asm, bpf.btf|bpf.elf|bpf.object|bpf.program|bpf.map|bpf.proto|bpf.verifier|bpf.vm|bpf.helper",
    "bpf.elf, bpf.btf|bpf.object|bpf.program|bpf.map|bpf.proto|bpf.verifier|bpf.vm|bpf.helper",
    "bpf.btf, bpf.object|bpf.program|bpf.map|bpf.proto|bpf.verifier|bpf.vm|bpf.helper",
    "bpf.memory, bpf.program|bpf.map|bpf.proto|bpf.verifier|bpf.vm|bpf.helper",
    "bpf.program, bpf.map|bpf.proto|bpf.verifier|bpf.vm|bpf.helper|bpf.object",
    "bpf.proto, bpf.asm|bpf.elf|bpf.object|bpf.map|bpf.memory|bpf.verifier|bpf.vm|bpf.helper",
    "bpf.map, bpf.proto|bpf.verifier|bpf.vm|bpf.helper|bpf.object",
    "bpf.object, bpf.map|bpf.memory|bpf.proto|bpf.verifier|bpf.vm|bpf.helper",
    "bpf.verifier.paths, bpf.verifier.call|bpf.verifier.flow|bpf.verifier.prune|bpf.verifier.walk",
    // inside hid
    "hid.usage, hid.descriptor|hid.report|hid.recording|hid.device",
    "hid.descriptor, hid.report|hid.recording|hid.device",
    "hid.report, hid.recording|hid.device",
    "hid.recording, hid.report|hid.device",
    // inside kernel
    "kernel.finding, kernel.dispatch|kernel.replay|kernel.profile|kernel.types|kernel.metadata|hid|bpf",
    "kernel.metadata, kernel.dispatch|kernel.replay|kernel.profile|kernel.types|hid|bpf.vm|bpf.map",
    "kernel.parsed, kernel.dispatch|kernel.replay|kernel.profile|kernel.types|kernel.metadata|hid.device|hid.recording|bpf.vm|bpf.map|bpf.verifier",
    "kernel.types, kernel.dispatch|kernel.replay|kernel.profile|kernel.metadata|hid|bpf.vm|bpf.map",
    "kernel.profile, kernel.dispatch|kernel.replay|kernel.rules|kernel.metadata|hid|bpf.vm|bpf.map|bpf.verifier",
    "kernel.rules, kernel.dispatch|kernel.replay|kernel.metadata|kernel.types|bpf.vm|bpf.map|bpf.verifier",
    "kernel.function, kernel.dispatch|kernel.replay|kernel.profile|kernel.types|kernel.metadata|hid|bpf.vm|bpf.map|bpf.verifier",
    "kernel.analysis, kernel.dispatch|kernel.replay|kernel.verdict|bpf.verifier.scalar|bpf.verifier.state|bpf.verifier.walk|bpf.vm",
    "kernel.dispatch, kernel.replay|kernel.profile|kernel.metadata|kernel.types|bpf.verifier",
  })
  void direction(String from, String to) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(to))
        .check(CLASSES);
  }

  private static List<String> modules() {
    return MODULES;
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packagesOfAModuleHaveNoCycles(String module) {
    slices()
        .matching(ROOT + module + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyTheVerifierMakesVerifiedPrograms() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "bpf.verifier..")
        .should()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "it makes a VerifiedProgram",
                call ->
                    call.getTargetOwner().getName().equals(ROOT + "bpf.verifier.AcceptedProgram")))
        .check(CLASSES);
  }

  /**
   * Findings come from the verifier's paths: they must not compute results of instructions
   * themselves.
   */
  @Test
  void theAnalysisComputesNothing() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "kernel.analysis..")
        .should()
        .callMethod(Opcode.class, "operation", int.class)
        .orShould()
        .callMethod(Instruction.class, "imm")
        .orShould()
        .callMethod(Instruction.class, "offset")
        .check(CLASSES);
  }

  // ---- time

  private static final DescribedPredicate<JavaAccess<?>> TELLS_OR_SPENDS_TIME =
      DescribedPredicate.describe(
          "it tells real time, sleeps, or starts a thread", ArchitectureTest::tellsOrSpendsTime);

  private static boolean tellsOrSpendsTime(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    return switch (owner) {
      case "java.lang.Thread" ->
          !Set.of(
                  "currentThread",
                  "threadId",
                  "interrupt",
                  "onSpinWait",
                  "isVirtual",
                  "isAlive",
                  "getStackTrace")
              .contains(name);
      case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
      case "java.time.Instant", "java.time.LocalDateTime", "java.time.ZonedDateTime" ->
          name.equals("now");
      case "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.CompletableFuture",
          "java.util.Timer" ->
          true;
      default -> owner.equals("java.util.concurrent.locks.LockSupport") && name.startsWith("park");
    };
  }

  /**
   * Except for code that deals with real devices and other processes, which have a time of their
   * own.
   */
  @Test
  void timeIsKeptInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("time|linux|live|guest|cli.guest|tools.live|tools.hunt"))
        .should()
        .accessTargetWhere(TELLS_OR_SPENDS_TIME)
        .check(CLASSES);
  }

  @Test
  void timeItselfDoes() {
    assertThat(
            CLASSES.stream()
                .filter(c -> c.getPackageName().equals(ROOT + "time"))
                .flatMap(c -> c.getAccessesFromSelf().stream())
                .anyMatch(ArchitectureTest::tellsOrSpendsTime))
        .as("the rule above sees something")
        .isTrue();
  }

  // ---- state

  @Test
  void nothingStaticChanges() {
    fields()
        .that()
        .areStatic()
        .and(
            are(
                DescribedPredicate.describe(
                    "not made by the compiler",
                    f -> !f.getModifiers().contains(JavaModifier.SYNTHETIC))))
        .should()
        .beFinal()
        .check(CLASSES);
  }

  // ---- names

  /** A type is identified by its name alone, without its package. */
  @Test
  void noTypeNameIsInTwoPackages() {
    Map<String, Set<String>> packagesByName = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
        packagesByName
            .computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
            .add(type.getPackageName());
      }
    }
    assertThat(packagesByName).containsKeys("HidBpf", "HidBpfDispatch", "VirtualClock");
    packagesByName.values().removeIf(packages -> packages.size() == 1);
    assertThat(packagesByName).isEmpty();
  }

  // ---- packages

  private static Set<Path> sourceFolders() throws IOException {
    Set<Path> folders = new TreeSet<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ToolRun.ROOT.resolve(module).resolve("src/main/java"))) {
        files
            .filter(f -> f.toString().endsWith(".java"))
            .filter(f -> !f.endsWith("module-info.java"))
            .forEach(f -> folders.add(f.getParent()));
      }
    }
    return folders;
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() throws IOException {
    assertThat(sourceFolders())
        .isNotEmpty()
        .allSatisfy(
            folder -> {
              String text = Files.readString(folder.resolve("package-info.java"));
              assertThat(text).contains("@NullMarked").startsWith("/**");
            });
  }

  @Test
  void onlyTheLinuxModuleCallsNatively() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "linux..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are java.lang.foreign.Linker, or Unsafe",
                (JavaClass c) ->
                    c.getName().equals("java.lang.foreign.Linker")
                        || c.getName().equals("sun.misc.Unsafe")))
        .check(CLASSES);
  }
}
