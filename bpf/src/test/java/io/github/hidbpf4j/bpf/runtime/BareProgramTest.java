package io.github.hidbpf4j.bpf.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.Subprogram;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BareProgramTest {
  private static final String EXIT = "9500000000000000";

  @Test
  void functionsStartWhereCallsLead() {
    String program =
        "8510000002000000" // 0: call pc+2
            + "1841000002000000" // 1: r1 = function of slot 4
            + "0000000000000000"
            + EXIT // 3
            + EXIT // 4
            + EXIT;
    LinkedProgram p = BareProgram.of("p", BareProgram.decode(HexFormat.of().parseHex(program)));
    assertThat(p.subprograms())
        .containsExactly(
            new Subprogram("main", 0, 3, 0, false),
            new Subprogram("func_3", 3, 4, 0, false),
            new Subprogram("func_4", 4, 6, 0, false));
  }
}
