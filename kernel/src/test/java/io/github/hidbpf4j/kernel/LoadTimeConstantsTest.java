package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.Engine;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What loader and kernel put into instructions, as branched on by a clang-built program: each
 * engine takes the branches that the verifier assumed ({@code docs/verifier.md}, Constants of load
 * time).
 */
class LoadTimeConstantsTest {
  private static final String[] SEEN = {
    "kfunc",
    "kfunc_gone",
    "variable_gone",
    "untyped",
    "untyped_weak",
    "untyped_gone",
    "kconfig",
    "rodata",
    "map",
    "value",
    "callback",
    "core"
  };

  @ParameterizedTest
  @EnumSource
  void everyEngineGoesWhereTheVerifierLooked(Engine engine) {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.UNNUMBERED, engine);
    LoadedObject object = rig.load("constants");
    assertThat(object.attach("hooks")).isZero();
    Map<String, Integer> wrong = new TreeMap<>();
    for (int run = 0; run < 3; run++) {
      assertThat(rig.input("010203040506")).isZero();
      for (String name : SEEN) {
        byte[] value = object.readVariable(name);
        if (value == null || value[0] != 1) {
          wrong.put(name, run);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rig.findings).isEmpty();
  }

  /** The verifier has read them: from then on they never change. */
  @Test
  void constantsCannotBeWrittenOnceVerified() {
    ProgramRig rig = new ProgramRig("6.12", ProgramRig.UNNUMBERED);
    LoadedObject object = rig.load("constants");
    assertThat(object.writeVariable("constant", ProgramRig.little(41))).isFalse();
    assertThat(object.writeVariable("variable", ProgramRig.little(41))).isTrue();
    assertThat(ProgramRig.variable(object, "constant")).isEqualTo(42);
    assertThat(ProgramRig.variable(object, "variable")).isEqualTo(41);
  }
}
