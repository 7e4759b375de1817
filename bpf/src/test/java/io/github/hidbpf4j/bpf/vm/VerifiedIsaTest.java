package io.github.hidbpf4j.bpf.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.runtime.BareProgram;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The instruction-set cases the whole way: bytes, verifier under profile raw, run. */
class VerifiedIsaTest {
  @TestFactory
  Stream<DynamicTest> cases() {
    return IsaCase.all().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name(),
                    () -> {
                      ByteBuffer program = ByteBuffer.allocate(c.slots().size() * 8);
                      program.order(ByteOrder.LITTLE_ENDIAN);
                      c.slots().forEach(i -> program.putLong(i.encode()));
                      assertThat(r0(program.array(), c.memory()))
                          .isEqualTo(Long.toHexString(c.result()));
                    }));
  }

  private static String r0(byte[] program, byte[] memory) {
    ArenaMemory arena = ArenaMemory.heap(18);
    Machine machine = Machine.builder(arena, new CountingScheduler()).build();
    long address = 0;
    if (memory.length > 0) {
      address = arena.allocate(memory.length, "memory");
      arena.putBytes(address, memory);
    }
    try {
      VerifiedProgram verified =
          Verifier.verify(
              BareProgram.of("program", BareProgram.decode(program)),
              BaseProfiles.raw(memory.length));
      return Long.toHexString(machine.load(verified, List.of()).run(address, memory.length));
    } catch (VerificationException e) {
      // Linux 6.12 refuses what the RFC allows.
      assumeFalse(String.valueOf(e.getMessage()).contains("unreachable insn"), e.getMessage());
      throw e;
    }
  }
}
