package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.List;

/** Programs without instructions, for questions about their type. */
final class Programs {
  private Programs() {}

  static LinkedProgram of(ProgramType type, boolean sleepable, AttachTarget target) {
    return new LinkedProgram(
        "test.o", "test", "test", type, sleepable, target, "GPL", List.of(), List.of(), List.of(),
        List.of(), null, null);
  }

  static LinkedProgram of(ProgramType type) {
    return of(type, type == ProgramType.SYSCALL, new AttachTarget.None());
  }
}
