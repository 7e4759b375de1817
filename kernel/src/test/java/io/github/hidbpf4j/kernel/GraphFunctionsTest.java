package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What functions of lists and trees since Linux 6.16, and locks that may fail, come to: what a real
 * 7.3.4 returned stands beside each program of {@code graph_runs.bpf.c}.
 */
class GraphFunctionsTest {
  private static final String RESULT = "comment:test_retval=";

  @TestFactory
  List<DynamicTest> asOnARealKernel() {
    Btf types = ProgramRig.object("graph_runs").btf().orElseThrow();
    List<DynamicTest> tests = new ArrayList<>();
    for (BtfType type : types.types()) {
      if (type instanceof BtfType.DeclTag tag && tag.name().startsWith(RESULT)) {
        String program = types.type(tag.type()).name();
        int wanted = Integer.parseInt(tag.name().substring(RESULT.length()));
        Stream.of(Engine.INTERPRETER, Engine.COMPILED)
            .map(engine -> dynamicTest(program + " " + engine, () -> run(program, engine, wanted)))
            .forEach(tests::add);
      }
    }
    assertThat(tests).hasSize(2 * 13);
    return tests;
  }

  private static void run(String program, Engine engine, int wanted) {
    ProgramRig r = new ProgramRig("7.3", ProgramRig.UNNUMBERED, engine);
    LoadedObject o = r.load("graph_runs");
    assertThat(r.call(() -> o.runSyscall(program, new byte[0]).result())).isEqualTo(wanted);
  }
}
