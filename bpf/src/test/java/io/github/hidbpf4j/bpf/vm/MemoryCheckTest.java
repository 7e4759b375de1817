package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.memory.MemoryFault;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The interpreter as oracle: every access outside a live allocation is a fault. */
class MemoryCheckTest {
  private final ArenaMemory memory = memory();
  private final Machine machine =
      Machine.builder(memory, new CountingScheduler()).trackStackFrames().build();

  private Executable load(Object... slots) {
    return machine.load(program(slots), List.of());
  }

  private static Instruction access(int size, boolean write, int offset) {
    int code =
        switch (size) {
          case 1 -> write ? STXB : LDXB;
          case 2 -> write ? STXH : LDXH;
          case 4 -> write ? STXW : LDXW;
          default -> write ? STXDW : LDXDW;
        };
    return write ? insn(code, 1, 2, offset, 0) : insn(code, 0, 1, offset, 0);
  }

  /** Every size, read and write, at every offset around objects of 1 to 20 bytes. */
  @Test
  void allowsExactlyWhatLiesInside() {
    for (int length = 1; length <= 20; length++) {
      long object = memory.allocate(length, "object");
      for (int size = 1; size <= 8; size *= 2) {
        for (int offset = -10; offset <= length + 10; offset++) {
          for (boolean write : new boolean[] {false, true}) {
            Executable e = load(mov(2, 0), mov(0, 0), access(size, write, offset), exit());
            String what = "%d bytes at %d of %d, write %s".formatted(size, offset, length, write);
            if (offset >= 0 && offset + size <= length) {
              assertThat(e.run(object)).as(what).isZero();
            } else {
              ExecutionException fault =
                  catchThrowableOfType(ExecutionException.class, () -> e.run(object));
              assertThat(fault).as(what).isNotNull();
              MemoryFault at = Objects.requireNonNull(fault.memoryFault());
              assertThat(at.address()).as(what).isEqualTo(object + offset);
              assertThat(at.size()).as(what).isEqualTo(size);
              assertThat(at.write()).as(what).isEqualTo(write);
              assertThat(fault.slot()).isEqualTo(2);
            }
          }
        }
      }
    }
  }

  @Test
  void randomAccessesAgreeWithTheListOfObjects() {
    long seed = 0x5eed_0002L;
    SplittableRandom random = new SplittableRandom(seed);
    long[] address = new long[20];
    int[] length = new int[20];
    for (int i = 0; i < address.length; i++) {
      length[i] = random.nextInt(1, 40);
      address[i] = memory.allocate(length[i], "object " + i);
    }
    Executable[] reads = {
      load(access(1, false, 0), exit()),
      load(access(2, false, 0), exit()),
      load(access(4, false, 0), exit()),
      load(access(8, false, 0), exit())
    };
    long span = address[19] + length[19] + 24 - address[0];
    for (int i = 0; i < 20_000; i++) {
      long at = address[0] - 16 + random.nextLong(span);
      int log = random.nextInt(4);
      boolean inside = false;
      for (int k = 0; k < address.length; k++) {
        inside |= at >= address[k] && at + (1 << log) <= address[k] + length[k];
      }
      boolean passed = true;
      try {
        reads[log].run(at);
      } catch (ExecutionException e) {
        passed = false;
      }
      assertThat(passed)
          .as("seed %d, access %d, 0x%x, 2^%d bytes", seed, i, at, log)
          .isEqualTo(inside);
    }
  }

  @Test
  void nullIsNamed() {
    assertThatThrownBy(() -> load(access(4, false, 16), exit()).run(0))
        .hasMessage(
            "test.bpf.o: program 'test', test.bpf.c:7, slot 0 (r0 = *(u32 *)(r1 +16)):"
                + " invalid read of 4 bytes at 0x10: NULL pointer dereference");
  }

  @Test
  void wildPointersAreFaults() {
    Executable e = load(access(8, false, 0), exit());
    long object = memory.allocate(8, "object");
    for (int bit = 20; bit < 64; bit++) {
      long wild = object ^ 1L << bit;
      assertThatThrownBy(() -> e.run(wild)).isInstanceOf(ExecutionException.class);
    }
    assertThatThrownBy(() -> e.run(CodeAddress.of(0, 0))).isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> e.run(ArenaMemory.TAG + (1 << 20) - 4))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void freedMemoryIsDead() {
    long object = memory.allocate(8, "object");
    Executable e = load(access(8, false, 0), exit());
    assertThat(e.run(object)).isZero();
    memory.free(object);
    assertThatThrownBy(() -> e.run(object)).isInstanceOf(ExecutionException.class);
  }

  @Test
  void readOnlyMemoryRefusesWritesAndAtomics() {
    long object = memory.allocate(16, "object");
    memory.mark(object, 8, true, false);
    assertThat(load(access(8, false, 0), exit()).run(object)).isZero();
    assertThatThrownBy(() -> load(mov(2, 0), access(1, true, 7), exit()).run(object))
        .hasMessageContaining("invalid write of 1 bytes");
    assertThatThrownBy(() -> load(mov(2, 1), insn(ATOMIC_DW, 1, 2, 0, 0), exit()).run(object))
        .hasMessageContaining("invalid write of 8 bytes");
  }

  @ParameterizedTest
  @CsvSource({"0,0,8", "0x100,0,8", "0x110,0,8", "0x100,1,2", "0x110,1,2", "0x100,2,4"})
  void atomicsMustBeAligned(String operation, int shift, int size) {
    long object = memory.allocate(24, "object");
    int code = new int[] {0xdb, 0xcb, 0xc3}[shift];
    int imm = Integer.decode(operation);
    Instruction insn =
        imm == 0x100 ? insn(code, 2, 1, size / 2, imm) : insn(code, 1, 2, size / 2, imm);
    assertThatThrownBy(() -> load(mov(2, 1), insn, exit()).run(object))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("not a multiple of " + size);
  }

  @ParameterizedTest
  @CsvSource({"0xd3,1", "0xcb,2", "0xc3,4", "0xdb,8"})
  void orderedAccessesAreChecked(String opcode, int size) {
    int code = Integer.decode(opcode);
    long object = memory.allocate(16, "object");
    Executable load = load(insn(code, 0, 1, 16 - size, 0x100), exit());
    Executable store = load(mov(2, 7), insn(code, 1, 2, 16 - size, 0x110), mov(0, 3), exit());
    assertThat(store.run(object)).isEqualTo(3);
    assertThat(load.run(object)).isEqualTo(7);
    assertThatThrownBy(() -> load.run(object + size))
        .hasMessageContaining("invalid read of " + size + " bytes");
    assertThatThrownBy(() -> store.run(object + size))
        .hasMessageContaining("invalid write of " + size + " bytes");
    memory.mark(object, 16, true, false);
    assertThat(load.run(object)).isEqualTo(7);
    assertThatThrownBy(() -> store.run(object))
        .hasMessageContaining("invalid write of " + size + " bytes");
  }

  @ParameterizedTest
  @CsvSource({"-512,true", "-513,false", "-8,true", "-7,false", "0,false", "8,false"})
  void stackIs512BytesBelowR10(int offset, boolean inside) {
    Executable e = load(mov(0, 3), insn(STDW, 10, 0, offset, 1), exit());
    if (inside) {
      assertThat(e.run(0)).isEqualTo(3);
    } else {
      assertThatThrownBy(() -> e.run(0)).isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void frameOfAFunctionThatReturnedIsDead() {
    List<Instruction> slots =
        slots(
            call(2),
            insn(LDXDW, 0, 0, -8, 0),
            exit(),
            insn(STDW, 10, 0, -8, 5),
            movx(0, 10),
            exit());
    Machine.Builder builder = Machine.builder(memory, new CountingScheduler());
    assertThat(builder.build().load(functions(slots, 0, 3), List.of()).run(0)).isEqualTo(5);
    Executable tracked = builder.trackStackFrames().build().load(functions(slots, 0, 3), List.of());
    assertThatThrownBy(() -> tracked.run(0))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("slot 1");
    assertThatThrownBy(() -> tracked.run(0)).as("again").isInstanceOf(ExecutionException.class);
  }

  @Test
  void probeLoadsReadZeroWhereMemoryIsDead() {
    BitSet probes = new BitSet();
    probes.set(1);
    Executable e =
        Machine.builder(memory, new CountingScheduler())
            .build()
            .load(
                program(
                    "probe",
                    slots(mov(0, 99), access(8, false, 0), exit()),
                    List.of(),
                    null,
                    probes),
                List.of());
    long object = memory.allocate(8, "object");
    memory.putLong(object, -5);
    assertThat(e.run(object)).isEqualTo(-5);
    assertThat(e.run(0)).isZero();
    assertThat(e.run(object + 1)).isZero();
    assertThat(e.run(-1)).isZero();
    memory.free(object);
    assertThat(e.run(object)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0x71,0xf0",
    "0x69,0xe1f0",
    "0x61,0xc3d2e1f0",
    "0x79,0x8796a5b4c3d2e1f0",
    "0x91,0xfffffffffffffff0",
    "0x89,0xffffffffffffe1f0",
    "0x81,0xffffffffc3d2e1f0"
  })
  void probeLoadsHaveEverySize(String opcode, String expected) {
    BitSet probes = new BitSet();
    probes.set(0);
    long object = memory.allocate(8, "object");
    memory.putLong(object, 0x8796_a5b4_c3d2_e1f0L);
    long r0 =
        Machine.builder(memory, new CountingScheduler())
            .build()
            .load(
                program(
                    "probe",
                    slots(insn(Integer.decode(opcode), 0, 1, 0, 0), exit()),
                    List.of(),
                    null,
                    probes),
                List.of())
            .run(object);
    assertThat("0x" + Long.toHexString(r0)).isEqualTo(expected);
  }
}
