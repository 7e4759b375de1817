package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others write to run a program that no verifier has seen does not compile. */
class OnlyTheVerifierTest {
  @TempDir Path output;

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** What the compiler says; empty when all is fine. */
  private String compile(boolean modules, String body) {
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(p -> !p.contains("test-classes"))
            .collect(Collectors.joining(File.pathSeparator));
    Source outsider =
        new Source(
            "outsider/Outsider",
            """
            package outsider;
            import io.github.hidbpf4j.bpf.asm.*;
            import io.github.hidbpf4j.bpf.map.*;
            import io.github.hidbpf4j.bpf.program.*;
            import io.github.hidbpf4j.bpf.proto.*;
            import io.github.hidbpf4j.bpf.verifier.*;
            import io.github.hidbpf4j.bpf.vm.*;
            import java.util.*;
            abstract class Outsider {
              LinkedProgram linked; ApiProfile profile; RunFacts facts; Machine machine;
              %s
            }
            """
                .formatted(body));
    List<JavaFileObject> units =
        modules
            ? List.of(
                outsider,
                new Source("module-info", "module outsider { requires io.github.hidbpf4j.bpf; }"))
            : List.of(outsider);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-Xlint:none",
                "-d",
                output.toString(),
                modules ? "--module-path" : "--class-path",
                classes));
    if (modules) {
      // As our own modules see it: these packages are exported to them only.
      for (String ours : List.of("map", "proto", "verifier", "vm")) {
        options.add("--add-exports");
        options.add("io.github.hidbpf4j.bpf/io.github.hidbpf4j.bpf." + ours + "=outsider");
      }
    }
    boolean fine = compiler.getTask(said, null, null, options, null, units).call();
    return fine ? "" : said.toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheVerifierAcceptsMayBeRun(boolean modules) {
    assertThat(
            compile(
                modules,
                "long run() { return machine.load(Verifier.verify(linked, profile),"
                    + " List.of()).run(0); }"))
        .isEmpty();
  }

  private static final List<String> TRICKS =
      List.of(
          "Object o = new VerifiedProgram();",
          "class Mine implements VerifiedProgram {}",
          "interface Mine extends VerifiedProgram {}",
          "Object o = new VerifiedProgram() { };",
          "Object o = new AcceptedProgram(linked, \"6.12\", List.of(), List.of(), facts);",
          "class Mine extends AcceptedProgram {}",
          "Object o = PathVerification.verified(linked, profile, null);",
          "Object o = PathVerification.verify(linked, profile, 0,"
              + " io.github.hidbpf4j.bpf.verifier.env.Instruments.none());",
          "Object o = new Executable(machine, null, List.of());",
          "DecodedProgram o;",
          "Object o = machine.load(linked, List.of());");

  static Stream<String> tricks() {
    return TRICKS.stream();
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("tricks")
  void nobodyElseMakesAVerifiedProgram(String trick) {
    assertThat(compile(false, trick)).as("class path").contains("error:");
    assertThat(compile(true, trick)).as("module path").contains("error:");
  }

  /** The insides of verifier and engines are closed to other modules. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.github.hidbpf4j.bpf.vm.compiler.ProgramCompiler o;",
        "io.github.hidbpf4j.bpf.verifier.env.Instruments o;",
        "io.github.hidbpf4j.bpf.verifier.state.VerifierState o;",
        "io.github.hidbpf4j.bpf.memory.ArenaMemory o;"
      })
  void theInsidesAreNotExported(String trick) {
    assertThat(compile(true, trick)).contains("is not visible");
  }
}
